//! What `pages/figures.rs` says.

pub mod model;
pub mod people;
