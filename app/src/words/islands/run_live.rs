//! What `islands/run_live.rs` says.
