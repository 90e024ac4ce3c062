//! What `pages/compare.rs` says.
