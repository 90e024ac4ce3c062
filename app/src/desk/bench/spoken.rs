//! What the status line says, and for how long: a word about what one does passes; what was decided last stays beside its
//! Undo.

use super::Bench;
use crate::desk::state::Event;
use leptos::prelude::*;
use std::time::Duration;

/// Long enough to be read twice.
const PASSES: Duration = Duration::from_secs(8);

/// How the words stand there.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Spoken {
    /// Which words they are.
    turn: u64,
    /// They go once something else is done.
    passes: bool,
}

impl Bench {
    /// For a while, or until something else is done.
    pub fn say(self, words: impl Into<String>) {
        let turn = self.speak(words.into(), true);
        let over = move || {
            if self.spoken.with_value(|s| s.turn) == turn {
                self.hush();
            }
        };
        set_timeout(over, PASSES);
    }

    /// What goes on or went wrong: until something else is done.
    pub(super) fn say_until(self, words: impl Into<String>) {
        self.speak(words.into(), true);
    }

    /// What was decided: until something else is said.
    pub(super) fn say_done(self, words: impl Into<String>) {
        self.speak(words.into(), false);
    }

    /// What is told by a notice is not said here too; nor does what was done before stand beside it.
    pub(super) fn fall_silent(self) {
        self.speak(String::new(), true);
    }

    fn speak(self, words: String, passes: bool) -> u64 {
        let turn = self.spoken.with_value(|s| s.turn) + 1;
        self.spoken.set_value(Spoken { turn, passes });
        self.said.set(words);
        turn
    }

    /// Something else is done.
    pub(super) fn hush(self) {
        if self.spoken.with_value(|s| s.passes) && !self.said.with_untracked(String::is_empty) {
            self.said.set(String::new());
        }
    }
}

/// Is something else done by it, so that a passing word goes? By all but looking, selecting and what a pointer is at until it
/// lets go: another tool, corner or snapping is something done, though the draft stays as it is. `in_hand`: something is, and
/// what was said of it goes with it once it is given up.
pub(super) fn edits(event: &Event, in_hand: bool) -> bool {
    match event {
        Event::Cancel => in_hand,
        Event::View(_)
        | Event::Drag(_)
        | Event::Press(..)
        | Event::Select(_)
        | Event::Settle
        | Event::LetGo => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::bench::Setting;
    use crate::desk::state::{State, Target, Tool};
    use vitrine_domain::keymap::Keymap;

    #[test]
    fn what_was_said_of_a_polygon_goes_with_it() {
        let owner = Owner::new();
        owner.with(|| {
            let bench = Bench::new(Setting::default(), Keymap::default(), None);
            bench.apply(Event::Tool(Tool::Polygon));
            bench.apply(Event::Press(Target::Image, [0.2, 0.2]));
            assert!(bench.state.with_untracked(State::busy));
            let said = || bench.said.get_untracked();
            bench.speak("It needs three corners.".into(), true);
            bench.apply(Event::Drag([0.4, 0.4]));
            assert_eq!(said(), "It needs three corners.");
            bench.apply(Event::Cancel);
            assert_eq!(said(), "");
            // With nothing in hand nothing is given up.
            bench.speak("Not saved.".into(), true);
            bench.apply(Event::Cancel);
            assert_eq!(said(), "Not saved.");
        });
    }
}
