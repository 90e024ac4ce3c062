//! What `desk/bench/sight.rs` says.

use std::fmt::Display;

pub const NOT_VEILED: &str = "This image is not veiled";

/// `problem`: a whole sentence.
pub fn not_revealed(problem: &impl Display) -> String {
    format!("Not revealed. {problem}")
}

pub const VEILED_AGAIN: &str = "Veiled again";
