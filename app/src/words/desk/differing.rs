//! What `desk/differing.rs` says.
