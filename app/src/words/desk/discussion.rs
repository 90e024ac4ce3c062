//! What `desk/discussion.rs` says.

pub const FLAGGED: &str = "Flagged for discussion";
pub const SETTLED: &str = "Discussion settled";

/// A comment is stored; to screen readers alone.
pub const SAID: &str = "Comment posted";

/// All that was said so far.
pub const THREAD: &str = "What was said";

pub const LOADING: &str = "Loading…";
pub const NOTHING_SAID: &str = "Nobody has said anything about this item yet.";

/// The field, and the button that sends it.
pub const COMMENT: &str = "Comment";
pub const IS_OVER: &str = "Discussion is over";
pub const FLAG: &str = "Flag for discussion";
pub const BACK: &str = "Back to the item";
