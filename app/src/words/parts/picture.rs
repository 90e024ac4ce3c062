//! What `parts/picture.rs` says.
