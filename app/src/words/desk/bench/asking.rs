//! What `desk/bench/asking.rs` says.

pub const LOOKING: &str = "Looking again…";
pub const NOTHING_YET: &str = "Nothing has come yet";
