//! What `desk/help.rs` says.

use std::fmt::Display;

pub const TITLE: &str = "Keys on the desk";
pub const CLOSE: &str = "Close";
pub const YOURS: &str = "Yours to change";
pub const YOURS_ON_PICTURE: &str = "Yours to change, on the picture";
pub const USUAL: &str = "The usual keys again";

/// A switch.
pub const SINGLE: &str = "Keys of one letter act";
pub const SINGLE_HINT: &str = "Off, a letter, a digit or a sign that is pressed alone does nothing on the desk. What comes with \
    Ctrl goes on: Ctrl Enter decides, Ctrl K finds every command, Ctrl ? shows the keys. So do Tab, Enter, Esc, Del and the arrows.";
pub const CHANGE_HINT: &str =
    "To change a key, press it here, then the new one; Backspace leaves none.";

pub const CHANGE: &str = "Change this key";

/// What the button of a key is called, and shows of that: the key, or that there is none. `action`: what the key does.
pub fn change_key(action: &str, key: Option<&str>) -> String {
    match key {
        Some(key) => format!("{action}: key {key}, change it"),
        None => format!("{action}: {NO_KEY}, change it"),
    }
}

/// The same while it waits for a key.
pub fn asked(action: &str) -> String {
    format!("{action}: {PRESS}")
}

/// It has another, or none.
pub fn taken(action: &str, key: Option<&str>) -> String {
    match key {
        Some(key) => format!("{action}: the key is {key} now"),
        None => format!("{action}: no key does that now"),
    }
}

pub const PRESS: &str = "Press a key";
pub const NO_KEY: &str = "None";

pub fn not_changed(why: impl Display) -> String {
    format!("The key was not changed. {why}")
}

pub fn not_switched(why: impl Display) -> String {
    format!("That was not stored, and is as it was. {why}")
}
