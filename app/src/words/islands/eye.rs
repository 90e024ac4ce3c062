//! What `islands/eye.rs` says.
