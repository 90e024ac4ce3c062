//! What `pages/items.rs` says.
