//! What `desk/listed.rs` says.

pub const DELETE: &str = "Delete the selected regions, or the chosen corner";
pub const DELETE_KEY: &str = "Del";
pub const DESELECT: &str = "Leave the text or the region";
pub const DESELECT_KEY: &str = "Esc";
pub const HELP: &str = "Show and change the keys";
pub const HELP_KEY: &str = "?";

pub fn label(name: &str) -> String {
    format!("Label: {name}")
}

/// Only nine have a key. `n`: from 0.
pub fn label_key(n: usize) -> String {
    match n {
        0..9 => (n + 1).to_string(),
        _ => String::new(),
    }
}

pub fn phrase(words: &str) -> String {
    format!("Phrase: {words}")
}

pub fn phrase_key(n: usize) -> String {
    match n {
        0..9 => format!("Shift {}", n + 1),
        _ => String::new(),
    }
}
