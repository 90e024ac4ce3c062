//! What `parts/words.rs` says.
