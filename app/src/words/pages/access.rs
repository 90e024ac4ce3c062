//! What `pages/access.rs` says.
