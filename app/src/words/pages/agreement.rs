//! What `pages/agreement.rs` says.
