//! What `pages/runs.rs` says.
