//! What `pages/rules.rs` says.
