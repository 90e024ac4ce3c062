//! What `desk/island.rs` says.
