//! What `desk/bench/decisions.rs` says.

use std::fmt::Display;

/// `done`: one of the words for a decision, as in `said.rs`. `training`: it was the last one that a training run
/// waited for.
pub fn confirmed(done: &str, training: bool) -> String {
    match training {
        true => format!("{done}. Enough new triplets: a training run starts."),
        false => format!("{done}."),
    }
}

/// `problem`: a whole sentence.
pub fn not_saved(problem: &impl Display) -> String {
    format!("Not saved. {problem}")
}

pub const NO_DECISION: &str = "There is no decision to take back";

pub const STAYS_SENT: &str =
    "What was sent to a person stays sent. Once more, and what was done before it is taken back";

pub const SENDING: &str = "Sending; it will be taken back";

pub fn not_taken_back(problem: &impl Display) -> String {
    format!("Not taken back. {problem}")
}

pub const TAKEN_BACK: &str = "Taken back: decide it anew";
/// The item was decided before, too.
pub const TAKEN_BACK_TO_DECISION: &str = "Taken back: the decision before it holds again";
pub const TAKEN_BACK_TO_QUEUE: &str = "Taken back; the item is in the queue again";

/// An item that was put off, not decided.
pub const HERE_AGAIN: &str = "Taken back: the item lies here again";
/// The same, where another lies here that is being worked on.
pub const TAKEN_BACK_YOURS: &str = "Taken back: the item is yours again";

/// The same, where somebody else has it by now or no room is left.
pub fn in_queue_not_yours(problem: &impl Display) -> String {
    format!("It is in the queue again, but not yours. {problem}")
}

pub fn taken_back_not_yours(problem: &impl Display) -> String {
    format!("Taken back, but not yours. {problem}")
}
