//! What `pages/synthesis_run.rs` says.

use crate::words::plural;

pub const STATE_UNPARSED: &str = "Not read";
pub const STATE_FAILED: &str = "Refused";
pub const STATE_LOST: &str = "Lost";
pub const STATE_SKIPPED: &str = "Skipped";
pub const STATE_MADE: &str = "Read";

pub const RUNS: &str = "Synthesis runs";

/// `id`: the end of it.
pub fn title(id: &str) -> String {
    format!("Run {id}")
}

/// `counts`: how many of which kind, in a list.
pub fn lead(model: &str, counts: &str, requested_by: &str) -> String {
    format!("{model} writes {counts}; asked for by {requested_by}.")
}

pub const HOW: &str = "How it is asked";
pub const TEACHER: &str = "Teacher";
pub const SEES: &str = "It is shown";
pub const SEES_TEXT: &str = "captions and boxes";
pub const SEES_IMAGE: &str = "the image itself";
pub const TEMPERATURE: &str = "Temperature";
pub const MAX_TOKENS: &str = "Tokens a reply";

pub fn at_most(tokens: &str) -> String {
    format!("at most {tokens}")
}

pub const CONCURRENCY: &str = "Requests at a time";
pub const PRICES: &str = "Prices";

pub fn prices(prompt: f64, reply: f64) -> String {
    format!("${prompt} and ${reply} a million tokens")
}

pub const SEED: &str = "Seed";
pub const ASKED_FOR: &str = "Asked for";
pub const ENDED: &str = "Ended";

pub const CANCEL_ASK: &str =
    "Cancel this run? Nothing more is sent; what is in flight is paid for and is taken in.";
pub const CANCEL: &str = "Cancel the run";

pub const RESUME: &str = "Go on with this run";

pub fn left(samples: &str) -> String {
    let samples = plural(samples, "sample is", "samples are");
    format!("{samples} left of its plan.")
}

pub const TOKENS_BUDGET: &str = "Tokens, of the whole run";
pub const DOLLARS_BUDGET: &str = "Dollars, of the whole run";
pub const DOLLARS_HINT: &str = "empty: not limited";

pub fn lost_again(samples: &str) -> String {
    format!(
        "Ask again for the {samples} that were in flight when a worker ended; they may be paid for twice"
    )
}

pub fn failed_again(samples: &str) -> String {
    format!("Ask again for the {samples} that the teacher refused")
}

pub const GO_ON: &str = "Go on";

pub const SAMPLES: &str = "Samples";
pub const BY_STATE: &str = "Samples by what became of them";
pub const NONE: &str = "None.";
/// Short for “number”.
pub const NO: &str = "No.";
pub const KIND: &str = "Kind";
pub const WHY_AND_REPLY: &str = "Why, and what was replied";
pub const WHY: &str = "Why";
pub const TRIES: &str = "Tries";
pub const TOKENS: &str = "Tokens";
pub const MORE: &str = "More";

/// Of a sample that is about several: the second and on.
pub fn image(n: i32) -> String {
    format!("Image {n}")
}

pub const REPLY: &str = "The reply, to the letter";
