//! What `islands/synthesis_live.rs` says.
