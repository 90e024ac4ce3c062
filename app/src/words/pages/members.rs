//! What `pages/members.rs` says.
