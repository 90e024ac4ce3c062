//! What `pages/sign_in.rs` says.
