//! What `pages/batch.rs` says.
