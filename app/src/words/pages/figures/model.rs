//! What `pages/figures/model.rs` says.
