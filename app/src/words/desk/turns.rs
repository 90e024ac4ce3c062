//! What `desk/turns.rs` says.
