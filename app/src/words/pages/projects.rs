//! What `pages/projects.rs` says.
