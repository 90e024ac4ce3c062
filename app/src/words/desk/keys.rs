//! What `desk/keys.rs` says.
