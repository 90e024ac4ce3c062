//! What `islands/loop_live.rs` says.
