//! What `desk/stage/keys.rs` says.
