//! What `desk/veil.rs` says.
