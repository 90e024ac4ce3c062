//! What `parts/turns.rs` says.

pub const FURTHER: &str = "Further turns";

/// Spoken before each half of a turn.
pub const QUESTION_BEFORE: &str = "Question: ";
pub const ANSWER_BEFORE: &str = "Answer: ";
