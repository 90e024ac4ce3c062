//! What leaves Vitrine, in the formats that training tools read, written as streams: datasets and adapters.
//!
//! Must never know the database, HTTP, or how images are kept: rows, bytes and folders are given.

pub mod adapter;
mod bundle;
mod file_id;
pub mod llava;
mod pseudonym;

pub use file_id::file_id;
pub use pseudonym::pseudonym;
