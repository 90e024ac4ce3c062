//! What `desk/bench/claims.rs` says.

pub const YOURS_AGAIN: &str = "The item is yours again.";
pub const NOT_IN_QUEUE: &str = "The item is no longer in the queue.";

pub const SIGNED_OUT: &str = "You are signed out. Your draft is kept.";

pub const DRAFT_BACK: &str = "Your draft for this item is back.";
