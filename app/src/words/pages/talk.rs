//! What `pages/talk.rs` says.

pub const DISCUSSION: &str = "Discussion";
pub const NO_COMMENT: &str = "Nobody has said anything about this item yet.";
/// The fold, its field and its button.
pub const COMMENT: &str = "Comment";

pub const FLAG_FOLD: &str = "Flag for discussion";
pub const FLAG_WHAT: &str = "What is to be discussed";
pub const FLAG: &str = "Flag it";
pub const SETTLE_FOLD: &str = "Settle the discussion";
pub const SETTLE_WHAT: &str = "What came of it";
pub const SETTLE: &str = "Settle it";

pub const RESUME: &str = "Take it up again";
pub const SEND_FOLD: &str = "Send it to a person";
pub const TO: &str = "To";
pub const EVERYBODY: &str = "everybody";
pub const WHY: &str = "Why";
pub const OPTIONAL: &str = "optional";
pub const SEND: &str = "Send it";

/// Who follows, each with why.
pub const PASSED_OVER: &str = "Passed over by";

/// Follows the name.
pub fn because(reason: &str) -> String {
    format!(": {reason}")
}

pub const OFFER_AGAIN: &str = "Offer it to me again";
pub const OFFER_AGAIN_HINT: &str = "You passed it over; the queue leaves it out for you.";
