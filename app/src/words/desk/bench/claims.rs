//! What `desk/bench/claims.rs` says.
