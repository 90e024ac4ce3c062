//! What `islands/evaluation_live.rs` says.
