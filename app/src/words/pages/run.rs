//! What `pages/run.rs` says.
