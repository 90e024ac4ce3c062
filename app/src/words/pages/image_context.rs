//! What `pages/image_context.rs` says.
