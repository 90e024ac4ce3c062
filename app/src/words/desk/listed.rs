//! What `desk/listed.rs` says.

use super::stage::tools;
use super::{actions, regions, said, status};
use crate::words::parts::eye;
use vitrine_domain::keymap::Action;

pub const DELETE: &str = "Delete the selected regions, or the chosen corner";
pub const DELETE_KEY: &str = "Del";
pub const DESELECT: &str = "Leave the text or the region";
pub const DESELECT_KEY: &str = "Esc";
pub const HELP: &str = "Show and change the keys";
/// By which it is found besides.
pub const HELP_ALSO: &str = "keyboard shortcuts, switched on or off; help";

/// What the button that does it says, where the command's own name does not, and what else it is called: found, not shown.
pub fn also(action: Action) -> String {
    match action {
        Action::UndoReview => format!("{} a decision, a review", status::UNDO),
        Action::Discuss => actions::DISCUSSED.into(),
        Action::Release => "release".into(),
        Action::Edit => "edit".into(),
        Action::New => [said::POLYGON, said::POINT].map(regions::new).join(" "),
        Action::Reveal => format!("{} show", eye::KEEP_CLEAR),
        Action::Fit => tools::FIT.into(),
        Action::OneToOne => "1:1".into(),
        _ => String::new(),
    }
}

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
