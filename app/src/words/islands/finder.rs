//! What `islands/finder.rs` says.
