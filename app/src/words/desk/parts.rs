//! What `desk/parts.rs` says.
