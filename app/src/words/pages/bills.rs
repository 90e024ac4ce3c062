//! What `pages/bills.rs` says.
