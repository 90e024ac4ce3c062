//! What `islands/finder.rs` says.

pub const FIND: &str = "Find";
/// As it stands on the keyboard.
pub const FIND_KEY: &str = "Ctrl K";
