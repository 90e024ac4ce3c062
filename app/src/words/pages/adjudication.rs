//! What `pages/adjudication.rs` says.
