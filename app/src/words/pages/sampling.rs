//! What `pages/sampling.rs` says.
