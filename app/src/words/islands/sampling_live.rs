//! What `islands/sampling_live.rs` says.
