//! What `desk/stage.rs` says.

pub mod keys;
pub mod tools;
