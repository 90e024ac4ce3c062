//! What `pages/account.rs` says.
