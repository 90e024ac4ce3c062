//! What `islands/saved.rs` says.

pub const SAVED: &str = "Saved.";
