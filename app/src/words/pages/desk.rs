//! What `pages/desk.rs` says.
