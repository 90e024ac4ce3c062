//! What a key means on the desk: a pure table, so that it can be tested and shown. Which letter or sign does what is the
//! person's own ([`Keymap`]); arrows, digits and chords are fixed.

use crate::words::desk::keys as say;
use vitrine_domain::keymap::{Action, Keymap};

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    Do(Action),
    Delete,
    /// The n-th label, from 0.
    Label(usize),
    /// The n-th phrase, from 0.
    Phrase(usize),
    Move(i32, i32),
    Resize(i32, i32),
    Deselect,
    /// Out of the field that has the focus; what is in hand or selected stays so.
    Leave,
    Help,
    Palette,
}

/// Pixels of the image an arrow moves by, and with Ctrl held.
const STRIDE: i32 = 4;
const FINE: i32 = 1;

/// A key as the browser tells it, and where it was pressed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Pressed<'a> {
    pub key: &'a str,
    /// The place on the keyboard: `Digit1`.
    pub code: &'a str,
    pub ctrl: bool,
    pub shift: bool,
    /// A sign typed with AltGr, or with Option on a Mac: it alone counts, not the key that it was typed with.
    pub graph: bool,
    /// The focus is in a text field, where only chords and Escape belong to the desk.
    pub typing: bool,
    /// The focus is on a choice: arrows and the space bar are its own, all else is the desk's.
    pub choosing: bool,
    /// A region is selected, so arrows are its own.
    pub selected: bool,
    /// The person has switched off what a letter, a digit or a sign does when it is pressed alone.
    pub quiet: bool,
}

pub fn command(keys: &Keymap, pressed: Pressed) -> Option<Command> {
    let Pressed {
        key,
        code,
        ctrl,
        shift,
        graph,
        typing,
        choosing,
        selected,
        quiet,
    } = pressed;
    if ctrl && key == "Enter" {
        return Some(Command::Do(Action::Main));
    }
    if ctrl && !shift && key.eq_ignore_ascii_case("k") {
        return Some(Command::Palette);
    }
    if ctrl && key == "?" {
        return Some(Command::Help);
    }
    if key == "Escape" {
        return Some(match typing || choosing {
            true => Command::Leave,
            false => Command::Deselect,
        });
    }
    if typing {
        return None;
    }
    if matches!(key, "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" if choosing) {
        return None;
    }
    let stride = if ctrl { FINE } else { STRIDE };
    let arrow = match key {
        "ArrowLeft" => Some((-stride, 0)),
        "ArrowRight" => Some((stride, 0)),
        "ArrowUp" => Some((0, -stride)),
        "ArrowDown" => Some((0, stride)),
        _ => None,
    };
    if let Some((x, y)) = arrow {
        return selected.then_some(if shift {
            Command::Resize(x, y)
        } else {
            Command::Move(x, y)
        });
    }
    if ctrl {
        return match (key.to_ascii_lowercase().as_str(), shift) {
            ("z", false) => Some(Command::Do(Action::Undo)),
            ("z", true) | ("y", _) => Some(Command::Do(Action::Redo)),
            _ => None,
        };
    }
    if matches!(key, "Delete" | "Backspace") {
        return selected.then_some(Command::Delete);
    }
    if quiet {
        return None;
    }
    if shift
        && !graph
        && let Some(n) = phrase(code)
    {
        return Some(Command::Phrase(n));
    }
    if key == "?" {
        return Some(Command::Help);
    }
    // The row of digits has signs on some keyboards: it is the labels' all the same, but for a sign that is a key itself.
    let key = match code.strip_prefix("Digit") {
        Some(n) if !graph && !shift && sign(key).is_none_or(|s| keys.action(s).is_none()) => n,
        _ => key,
    };
    if let Some(n) = digit(key) {
        return Some(Command::Label(n));
    }
    let sign = sign(key)?;
    let action = keys.action(sign)?;
    // A sign may need Shift to be typed at all.
    let shifted = action.shifted().filter(|_| shift && sign.is_alphabetic());
    Some(Command::Do(shifted.unwrap_or(action)))
}

/// The sign that a key types, if it types one.
fn sign(key: &str) -> Option<char> {
    let mut signs = key.chars();
    signs.next().filter(|_| signs.next().is_none())
}

/// The phrase that Shift and the key at this place put into the answer.
fn phrase(code: &str) -> Option<usize> {
    digit(code.strip_prefix("Digit")?)
}

/// Why a sign that is typed so cannot be a key of one's own: it would never be heard. Of what is told of it, where it was
/// pressed and what was held beside it count; `alt`: Alt was.
pub fn unheard(pressed: Pressed, alt: bool) -> Option<&'static str> {
    if pressed.graph {
        None
    } else if alt {
        Some(say::WITH_ALT)
    } else if pressed.ctrl {
        Some(say::WITH_CTRL)
    } else if pressed.shift && phrase(pressed.code).is_some() {
        Some(say::A_PHRASE)
    } else {
        None
    }
}

/// `1` is 0, `9` is 8.
fn digit(sign: &str) -> Option<usize> {
    match sign.as_bytes() {
        [n @ b'1'..=b'9'] => Some(usize::from(n - b'1')),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
