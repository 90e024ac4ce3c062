//! What `desk/state.rs` says.
