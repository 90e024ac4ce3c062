//! What `pages/item.rs` says.
