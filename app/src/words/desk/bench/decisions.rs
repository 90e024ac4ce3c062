//! What `desk/bench/decisions.rs` says.
