//! What `islands/batch.rs` says.
