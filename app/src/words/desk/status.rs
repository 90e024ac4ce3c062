//! What `desk/status.rs` says.
