//! What `desk/strip.rs` says.
