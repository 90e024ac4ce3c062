//! What `desk/bench` says.

pub mod asking;
pub mod claims;
pub mod connection;
pub mod decisions;
pub mod drafts;
pub mod moves;
pub mod said;
pub mod sight;

pub const FREE_TEXT: &str = "Answers are free text here: write what is so";
