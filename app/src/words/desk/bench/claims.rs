//! What `desk/bench/claims.rs` says.

use std::fmt::Display;

pub const YOURS_AGAIN: &str = "The item is yours again.";
pub const NOT_IN_QUEUE: &str = "The item is no longer in the queue.";

/// `problem`: a whole sentence.
pub fn not_renewed(problem: &impl Display) -> String {
    format!("Your claim was not renewed just now; it is tried again by itself. {problem}")
}

pub const SIGNED_OUT: &str = "You are signed out. Your draft is kept.";

pub const DRAFT_BACK: &str = "Your draft for this item is back.";
