//! What `pages/room.rs` says.
