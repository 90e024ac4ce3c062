//! What `desk/bench/moves.rs` says.
