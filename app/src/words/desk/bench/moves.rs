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

/// No answer came. `problem`: a whole sentence.
pub fn unheard_of(problem: &impl Display) -> String {
    format!("Nobody knows whether that was stored. {problem} Try again: nothing is done twice.")
}
