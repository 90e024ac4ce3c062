//! What `desk/commands.rs` says.

pub const NO_REGION: &str = "Choose a region first (Tab)";
pub const NO_PROPOSAL: &str = "The model has said nothing here";
