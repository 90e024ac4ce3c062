//! What `desk/regions.rs` says.
