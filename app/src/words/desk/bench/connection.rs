//! What `desk/bench/connection.rs` says.

/// Instead of why a decision was not saved, once the server answers again.
pub const CONNECTED: &str = "The connection is back: try again.";
