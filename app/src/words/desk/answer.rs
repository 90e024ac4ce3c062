//! What `desk/answer.rs` says.

use crate::words::parts::values::verdict_word;
use vitrine_domain::{Mode, Verdict};

pub const SUGGESTED_ANSWER: &str = "Suggested answer";
pub const ANSWER: &str = "Answer";
pub const BLIND_LABEL: &str = "Blind label";
pub const BLIND_HINT: &str =
    "No proposal is shown: your answer measures the model, so it must be your own.";

/// What the answer is meant for, where that is not a finding.
pub fn framed(mode: Mode, lead: bool) -> Option<&'static str> {
    match (mode, lead) {
        (Mode::Finding, _) => None,
        (Mode::Advisory, _) => Some(
            "A suggestion, not a decision: nobody acts on it before a person has confirmed it here.",
        ),
        (Mode::Instructor, false) => {
            Some("Learners see it only once a lead has released it; until then nothing is curated.")
        }
        (Mode::Instructor, true) => Some("Learners will see what you release here."),
    }
}

pub const LABELS: &str = "Labels in the answer";
pub const NO_VIOLATIONS: &str = "No violations";
pub const THE_ANSWER: &str = "The answer";
pub const PHRASES: &str = "Phrases";
/// The grammar that is quoted is the answers' own, whatever the page's language.
pub const FREE_TEXT_HINT: &str =
    "Free text: it does not follow “Violations: a, b.” or “No violations.”";

/// A reviewer's name follows, then their word, if they left one.
pub const LEFT_BEFORE: &str = "Left to you by ";
pub const LEFT_AFTER: &str = ".";
pub const ANSWER_LIES_HERE: &str = " Their answer lies here.";

/// Who decided it follows, then their word, if they left one.
pub fn decided_before(verdict: Verdict) -> String {
    let word = verdict_word(verdict);
    format!("Decided before: {word} by ")
}

/// Follows the name.
pub fn left_note(note: &str) -> String {
    format!(": “{note}”")
}

pub const TEACHERS_WORDS: &str = "The teacher’s words";
pub const MODELS_WORDS: &str = "The model’s words";
/// Follows whose words they are.
pub const AS_CHANGED: &str = ", as you change them";
pub const EMPTY_ANSWER: &str = "An empty answer";
pub const PUT_BACK: &str = "Put back";

pub const TRUST_HINT: &str =
    "Of this model version’s answers with about the same score, those that people have decided";
/// How many were accepted follows, then `TRUST_OF`, then how many were decided, in one line with the word before.
pub const TRUST_BEFORE: &str = "When it was about this sure, people accepted\u{a0}";
pub const TRUST_OF: &str = "\u{a0}of\u{a0}";
pub const TRUST_AFTER: &str = ".";

/// As wide as that sentence, before its figures are here: up to three digits of each.
pub fn trust_room() -> String {
    [TRUST_BEFORE, "000", TRUST_OF, "000", TRUST_AFTER].concat()
}

pub const TOO_FEW: &str = "Too few decided answers yet to say how sure to be.";
