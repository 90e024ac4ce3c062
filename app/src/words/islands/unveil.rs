//! What `islands/unveil.rs` says.
