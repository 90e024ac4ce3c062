//! How what lies on the desk changes, and who is told: what a pointer on its way is drawn by, at each of its movements;
//! all else once it rests.

use super::{Bench, laid, spoken};
use crate::desk::state::{Event, State};
use crate::desk::words;
use leptos::prelude::*;

impl Bench {
    pub fn apply(&self, event: Event) {
        if self.too_early() && laid::changes(&event) {
            return;
        }
        if spoken::edits(&event, self.state.with_untracked(State::busy)) {
            self.hush();
        }
        let told = self.state.with_untracked(|s| s.told.0);
        self.change(|s| s.apply(event));
        let refusal = self.state.with_untracked(|s| {
            let turn = s.told.0;
            let words = s.refusal().filter(|_| turn != told)?;
            Some(words::anew(words, turn))
        });
        if let Some(words) = refusal {
            self.say(words);
        }
    }

    pub fn change(self, f: impl FnOnce(&mut State)) {
        let beat = |s: &State| s.beat;
        let before = self.state.with_untracked(beat);
        self.state.update(f);
        if self.state.with_untracked(beat) != before {
            self.rests.set(());
        }
    }

    /// Another item's, or another draft's of this one.
    pub(super) fn take_up(self, state: State) {
        self.state.set(state);
        self.rests.set(());
    }

    /// Of what lies here, followed with every event but those of a pointer on its way: hundreds of things are shown beside
    /// the picture, and each that is told asks whether it has changed.
    pub fn at_rest<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        self.rests.track();
        self.state.with_untracked(read)
    }
}
