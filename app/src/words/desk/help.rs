//! What `desk/help.rs` says.
