//! What `desk/stage/tools.rs` says.
