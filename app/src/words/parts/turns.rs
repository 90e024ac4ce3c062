//! What `parts/turns.rs` says.
