//! What `pages/gold.rs` says.
