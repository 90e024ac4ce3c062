//! What `islands/upload.rs` says.
