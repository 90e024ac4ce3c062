//! What `pages/rules/queue.rs` says.

use std::fmt::Display;
use vitrine_domain::Mode;

pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Finding => "Answers are findings.",
        Mode::Advisory => "Answers are suggestions that a person confirms.",
        Mode::Instructor => "Answers teach: a lead releases them.",
    }
}

/// What comes first, by the weight of each part.
pub fn order(doubt: impl Display, severity: impl Display, days: impl Display) -> String {
    format!(
        "First comes what has the most of {doubt} × doubt + {severity} × severity + {days} × days waited."
    )
}

pub const DOUBT: &str = "Weight of doubt";
pub const SEVERITY: &str = "Weight of severity";
pub const AGE: &str = "Weight of a day of waiting";

/// Goes on from [`ANSWERS_ARE`].
pub fn mode_choice(mode: Mode) -> &'static str {
    match mode {
        Mode::Finding => "findings",
        Mode::Advisory => "suggestions that a person confirms",
        Mode::Instructor => "teaching: released by a lead",
    }
}

pub const CHANGE_QUEUE: &str = "Change order, phrases and mode";
pub const WEIGHTS: &str = "What each part counts, 0 to 100; 0 leaves it out";
pub const SEVERITIES: &str = "How grave a label is, 0 to 1; empty is 0";
pub const PHRASES: &str = "Phrases";
pub const PHRASES_HINT: &str = "one a line, up to nine; Shift 1 to 9 puts them into the answer";
pub const ANSWERS_ARE: &str = "Answers are";
pub const SAVE_QUEUE: &str = "Save the queue’s rules";
