//! What `desk/actions.rs` says.
