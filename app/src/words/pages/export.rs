//! What `pages/export.rs` says.
