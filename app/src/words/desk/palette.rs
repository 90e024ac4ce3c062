//! What `desk/palette.rs` says.
