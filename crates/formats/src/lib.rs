//! Datasets in the formats that training tools read, written as streams.
//!
//! Must never know the database, HTTP, or how images are kept: rows and bytes are given.

mod bundle;
pub mod llava;
mod pseudonym;

pub use pseudonym::pseudonym;
