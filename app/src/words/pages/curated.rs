//! What `pages/curated.rs` says.
