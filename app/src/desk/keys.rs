//! What a key means on the desk: a pure table, so that it can be tested and shown.

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// Accept, save the correction or save the label, whichever the draft makes it.
    Main,
    Edit,
    Reject,
    Escalate,
    Skip,
    UndoReview,
    Undo,
    Redo,
    New,
    Delete,
    Relabel,
    /// The n-th label, from 0.
    Label(usize),
    NoViolations,
    Move(i32, i32),
    Resize(i32, i32),
    Deselect,
    Help,
}

/// Pixels of the image an arrow moves by, and with Ctrl held.
const STRIDE: i32 = 4;
const FINE: i32 = 1;

/// `typing`: the focus is in a text field, where only Ctrl+Enter and Escape belong to the desk.
/// `selected`: a region is selected, so arrows are its own.
pub fn command(
    key: &str,
    ctrl: bool,
    shift: bool,
    typing: bool,
    selected: bool,
) -> Option<Command> {
    if ctrl && key == "Enter" {
        return Some(Command::Main);
    }
    if key == "Escape" {
        return Some(Command::Deselect);
    }
    if typing {
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
            ("z", false) => Some(Command::Undo),
            ("z", true) | ("y", _) => Some(Command::Redo),
            _ => None,
        };
    }
    Some(match key {
        "a" | "A" => Command::Main,
        "c" | "C" => Command::Edit,
        "r" | "R" => Command::Reject,
        "e" | "E" => Command::Escalate,
        "s" | "S" => Command::Skip,
        "u" | "U" => Command::UndoReview,
        "n" | "N" => Command::New,
        "l" | "L" => Command::Relabel,
        "z" => Command::Undo,
        "Z" => Command::Redo,
        "0" => Command::NoViolations,
        "Delete" | "Backspace" if selected => Command::Delete,
        "?" => Command::Help,
        digit if digit.len() == 1 => Command::Label(digit.parse::<usize>().ok()?.checked_sub(1)?),
        _ => return None,
    })
}

/// The keys as the help shows them.
pub const HELP: [(&str, &[(&str, &str)]); 3] = [
    (
        "Decide",
        &[
            ("A", "Accept, or save your correction or label"),
            ("C", "Go to the answer and correct it"),
            ("R", "Reject: the image is of no use"),
            ("E", "Escalate to somebody with more say"),
            ("S", "Skip: back into the queue for others"),
            ("U", "Take the last decision back (60 seconds)"),
            ("Ctrl Enter", "Decide while typing"),
        ],
    ),
    (
        "Answer and labels",
        &[
            (
                "1 … 9",
                "Put a label into the answer or take it out; with a region selected: its label",
            ),
            ("0", "No violations"),
            ("Z / Shift Z", "Undo and redo an edit"),
            ("Esc", "Leave the text or the region"),
        ],
    ),
    (
        "Regions",
        &[
            ("Tab", "From region to region"),
            ("N", "New box"),
            ("Arrows", "Move the box (Ctrl: by one pixel)"),
            ("Shift Arrows", "Resize the box"),
            ("L", "Choose its label"),
            ("Del", "Delete it"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_letter_fires_while_typing() {
        for key in [
            "a",
            "r",
            "e",
            "s",
            "u",
            "n",
            "l",
            "1",
            "0",
            "?",
            "Delete",
            "ArrowLeft",
        ] {
            assert_eq!(command(key, false, false, true, true), None, "{key}");
        }
        assert_eq!(
            command("Enter", true, false, true, false),
            Some(Command::Main)
        );
    }

    #[test]
    fn arrows_belong_to_the_page_until_a_region_is_selected() {
        assert_eq!(command("ArrowDown", false, false, false, false), None);
        assert_eq!(
            command("ArrowDown", false, false, false, true),
            Some(Command::Move(0, STRIDE))
        );
        assert_eq!(
            command("ArrowDown", false, true, false, true),
            Some(Command::Resize(0, STRIDE))
        );
    }

    #[test]
    fn browser_shortcuts_are_left_alone() {
        for key in ["a", "r", "s", "n", "l", "c", "1"] {
            assert_eq!(command(key, true, false, false, true), None, "{key}");
        }
        for key in ["Tab", "F5", "Shift", "Enter", "-"] {
            assert_eq!(command(key, false, false, false, true), None, "{key}");
        }
    }
}
