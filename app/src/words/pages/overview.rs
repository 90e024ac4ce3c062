//! What `pages/overview.rs` says.
