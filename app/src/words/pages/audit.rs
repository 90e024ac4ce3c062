//! What `pages/audit.rs` says.
