//! What `desk/bench/drafts.rs` says.
