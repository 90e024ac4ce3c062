//! What `pages/queues.rs` says.
