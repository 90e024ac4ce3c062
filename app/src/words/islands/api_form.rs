//! What `islands/api_form.rs` says.

use std::fmt::Display;

pub const NO_SCRIPTS: &str = "This form needs scripts, and they are off in this browser.";

pub fn not_whole(text: &str) -> String {
    format!("“{text}” is not a whole number.")
}

pub fn not_number(text: &str) -> String {
    format!("“{text}” is not a number.")
}

pub fn not_json(problem: &impl Display) -> String {
    format!("Not JSON: {problem}.")
}
