//! What `desk/answer.rs` says.
