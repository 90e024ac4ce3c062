//! What `desk/island.rs` says.

/// What the page tells cannot be read: server and module have been exchanged since.
pub const OUT_OF_DATE: &str = "This page is older than the program that belongs to it. Reload it.";
