//! What `desk/bench/moves.rs` says.

use std::fmt::Display;

pub const SKIPPED: &str = "Skipped";
pub const ON_HOLD: &str = "On hold";

pub fn sent_to(person: &str) -> String {
    format!("Sent to {person}")
}

pub const GIVEN_BACK: &str = "Given back";

/// `problem`: a whole sentence.
pub fn not_stored(problem: &impl Display) -> String {
    format!("That was not stored. {problem}")
}
