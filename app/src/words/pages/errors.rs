//! What `pages/errors.rs` says.
