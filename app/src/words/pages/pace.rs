//! What `pages/pace.rs` says.
