//! What `desk/commands.rs` says.

pub const NO_REGION: &str = "Choose a region first (Tab)";
