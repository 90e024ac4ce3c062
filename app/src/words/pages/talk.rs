//! What `pages/talk.rs` says.
