//! What `pages/figures/people.rs` says.
