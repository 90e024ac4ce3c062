//! What every chart says.

pub const NUMBERS: &str = "Numbers";

/// Spoken after `NUMBERS`.
pub fn numbers_of(title: &str) -> String {
    format!(" of {title}")
}
