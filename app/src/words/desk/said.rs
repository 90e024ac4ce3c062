//! What `desk/words.rs` says.
