//! Keys in the texts of the draft. What was typed last the browser takes back itself, word by word; all before that, and what
//! keys and buttons have put there, only the desk can.

use super::bench::Bench;
use super::numbering;
use super::state::{Event, Field, Side, State};
use super::turns::travel;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// A key pressed in one of them.
pub fn pressed(bench: Bench, field: Field, e: &KeyboardEvent) {
    if bench.fresh.get_untracked() || e.is_composing() {
        return;
    }
    let chord = (e.ctrl_key() || e.meta_key()) && !e.alt_key();
    let back = back(&e.key(), e.shift_key()).filter(|_| chord);
    let event = back.and_then(|back| bench.state.with_untracked(|s| of_desk(s, field, back)));
    if let Some(event) = event {
        e.prevent_default();
        travel(bench, event);
    } else if !matches!(field, Field::Turn(_, Side::Instruction)) {
        numbering::pressed(bench, e);
    }
}

/// Does a chord with this key undo, or do again?
fn back(key: &str, shift: bool) -> Option<bool> {
    match (key.to_ascii_lowercase().as_str(), shift) {
        ("z", false) => Some(true),
        ("z", true) | ("y", _) => Some(false),
        _ => None,
    }
}

/// What the desk does, where the browser is not asked. What the browser has undone it does again: then the desk has nothing
/// to do again.
fn of_desk(s: &State, field: Field, back: bool) -> Option<Event> {
    match back {
        true => (s.can_undo() && !s.is_typed(field)).then_some(Event::Undo),
        false => s.can_redo().then_some(Event::Redo),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::geometry::Size;
    use crate::desk::state::{Draft, Seen};

    #[test]
    fn what_was_typed_last_is_the_browsers_to_undo_and_all_else_the_desks() {
        let size = Size {
            width: 4,
            height: 3,
        };
        let labels = vec!["Nike".to_owned()];
        let mut s = State::new(Draft::default(), Draft::default(), labels, size);
        let asked = Field::Turn(0, Side::Instruction);
        let undo = |s: &State| [Field::Answer, asked].map(|f| of_desk(s, f, true).is_some());
        assert_eq!(undo(&s), [false, false], "there is nothing to undo");
        s.apply(Event::Answer("A".into()));
        s.apply(Event::Answer("A shoe".into()));
        assert_eq!(undo(&s), [false, true]);
        // To look elsewhere ends no word.
        s.apply(Event::View(Seen::default()));
        s.apply(Event::Drag([0.5, 0.5]));
        assert_eq!(undo(&s), [false, true]);
        // A key has changed the text: the browser knows nothing of what was there.
        s.apply(Event::Toggle("Nike".into()));
        assert_eq!(undo(&s), [true, true]);
        s.apply(Event::Answer("Violations: Nike. So".into()));
        assert_eq!(undo(&s), [false, true]);
        // The browser has taken back all that was typed: the label's key is next.
        s.apply(Event::Answer("Violations: Nike.".into()));
        assert_eq!(undo(&s), [true, true]);
        assert_eq!(of_desk(&s, Field::Answer, false), None, "the browser's");
        for answer in ["A shoe", ""] {
            s.apply(of_desk(&s, Field::Answer, true).unwrap());
            assert_eq!(s.draft.answer, answer);
        }
        assert_eq!(of_desk(&s, Field::Answer, false), Some(Event::Redo));
    }

    #[test]
    fn the_chords_are_those_of_text_fields() {
        assert_eq!(back("z", false), Some(true));
        for (key, shift) in [("Z", true), ("y", false), ("z", true)] {
            assert_eq!(back(key, shift), Some(false), "{key}");
        }
        assert_eq!(back("x", false), None);
    }
}
