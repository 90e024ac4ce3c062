//! What `pages/desk.rs` says.

pub const NO_REVIEWER: &str = "Engineers do not review";
pub const NO_REVIEWER_HINT: &str =
    "Your role here trains and exports. A project's admin can change it under Members.";
pub const SEE_ITEMS: &str = "See the items";

pub const TITLE: &str = "Desk";
pub const NO_SCRIPTS: &str = "The desk needs scripts. The lists and histories work without.";

/// The view that the desk was opened with.
pub const ESCALATED: &str = "Escalated";
pub const TO_SETTLE: &str = "To settle";
