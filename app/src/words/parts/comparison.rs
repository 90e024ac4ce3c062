//! What `parts/comparison.rs` says.
