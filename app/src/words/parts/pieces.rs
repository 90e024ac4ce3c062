//! What `parts/pieces.rs` says.
