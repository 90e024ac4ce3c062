//! What `pages/care.rs` says.
