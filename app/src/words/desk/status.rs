//! What `desk/status.rs` says.

use crate::number::number;

pub const VIEW_HINT: &str = "Items come from this view";
/// A number stands before it, as before the next.
pub const QUEUED: &str = " in the queue";
pub const DONE: &str = " done here";
/// Of the day's exposure.
pub fn left_today(left: f32, limit: f32) -> String {
    format!("{} of {} left today", number(left, 1), number(limit, 1))
}

pub const LEFT_HINT: &str = "What images that you reveal may still come to";
pub const UNDO: &str = "Undo";
pub const FIND: &str = "Find";
pub const FIND_KEY: &str = "Ctrl K";
pub const KEYS: &str = "Keys";

/// `single`: keys pressed alone do something.
pub fn keys_key(single: bool) -> &'static str {
    if single { "?" } else { "Ctrl ?" }
}

pub const SAVING: &str = "Saving…";
pub const KEPT_HERE: &str = "Draft kept in this browser";
pub const SAVED: &str = "Draft saved";

pub const NO_NOTICE: &str = "Nothing here asks for an answer";

pub const CLOSE: &str = "Close";
pub const AFRESH: &str = "Start afresh";
pub const CLAIM_AGAIN: &str = "Claim it again";
/// The draft is kept.
pub const NEXT: &str = "Next item";
pub const DISCARD: &str = "Discard the draft";
pub const TRY_AGAIN: &str = "Try again";
pub const GO_BACK: &str = "Go back to it";
pub const SIGN_IN: &str = "Sign in";
pub const KEEP: &str = "Keep what is here";
pub const TAKE_OTHER: &str = "Take the other";
pub const PUT_BACK: &str = "Put mine back";
pub const TAKE_OVER: &str = "Take it over";

/// `more`: it was not counted further.
pub fn at_least(items: &str, more: bool) -> String {
    let more = if more { "+" } else { "" };
    format!("{items}{more}")
}
