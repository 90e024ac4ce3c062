//! What `desk/bench/words.rs` says.
