//! What `pages/models.rs` says.
