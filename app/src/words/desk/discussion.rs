//! What `desk/discussion.rs` says.
