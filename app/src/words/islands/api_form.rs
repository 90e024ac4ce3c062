//! What `islands/api_form.rs` says.

use std::fmt::Display;

pub const NO_SCRIPTS: &str = "This form needs scripts, and they are off in this browser.";

pub const NO_LINE: &str = "Write at least one line that is not blank.";

pub const UNCHANGED: &str = "Nothing was changed.";

pub fn not_whole(text: &str) -> String {
    format!("“{text}” is not a whole number.")
}

pub fn not_number(text: &str) -> String {
    format!("“{text}” is not a number.")
}

pub fn not_json(problem: &impl Display) -> String {
    format!("Not JSON: {problem}.")
}
