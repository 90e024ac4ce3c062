//! What `pages/benchmark_answers.rs` says.

pub const ALL: &str = "All";
pub const TITLE: &str = "Answers";
pub const OUTCOME: &str = "Outcome";

/// What a judge gave to each.
pub fn scores(reference: f64, candidate: f64) -> String {
    format!("reference {reference}, candidate {candidate}")
}

/// It was cut off: no more tokens were left.
pub const CUT: &str = "cut";
pub const ANSWER: &str = "Answer";
pub const EMPTY: &str = "(empty)";
pub const EXPECTED: &str = "Expected";

/// After what was said: why it ended, where it did not stop by itself.
pub fn ended(why: &str) -> String {
    format!(" (ended: {why})")
}

pub const NO_WORDS: &str = "(no words)";

pub fn judge(name: &str, candidate_first: bool) -> String {
    match candidate_first {
        true => format!("The judge, {name}, the candidate first"),
        false => format!("The judge, {name}"),
    }
}

pub fn teacher(name: &str) -> String {
    format!("The teacher, {name}")
}
