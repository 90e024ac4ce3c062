//! What `desk/breaks.rs` says.
