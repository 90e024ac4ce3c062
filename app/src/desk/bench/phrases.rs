//! What is put into the answer at one press: labels, phrases, that nothing is violated.

use super::Bench;
use crate::desk::state::Event;
use crate::words::desk::bench as say;
use leptos::prelude::*;
use vitrine_domain::rules::steps;

impl Bench {
    /// “No violations.”, where answers are decisions.
    pub fn no_violations(&self) {
        match self.free_text() {
            true => self.say(say::FREE_TEXT),
            false => self.apply(Event::Clear),
        }
    }

    /// A label into a decision or out of it; to the end of free text, which a decision would replace.
    pub fn toggle(&self, label: String) {
        if self.free_text() && self.state.with_untracked(|s| s.decision().is_none()) {
            self.put(|answer| behind(answer, &label));
        } else {
            self.apply(Event::Toggle(label));
        }
    }

    /// A phrase of the project's at the end of the answer; behind steps it is one more.
    pub fn phrase(&self, n: usize) {
        let Some(phrase) = self.setting.with_value(|s| s.phrases.get(n).cloned()) else {
            return;
        };
        match self.teaches() {
            true => self.put(|answer| step_behind(answer, &phrase)),
            false => self.put(|answer| behind(answer, &phrase)),
        }
    }

    fn put(&self, with: impl FnOnce(&str) -> String) {
        let answer = self.state.with_untracked(|s| with(&s.draft.answer));
        self.apply(Event::Put(answer));
    }
}

fn behind(answer: &str, words: &str) -> String {
    let space = if answer.is_empty() || answer.ends_with(char::is_whitespace) {
        ""
    } else {
        " "
    };
    format!("{answer}{space}{words}")
}

fn step_behind(answer: &str, words: &str) -> String {
    match steps::next(answer) {
        Some(begun) => format!("{}\n{begun}{words}", answer.trim_end()),
        None => behind(answer, words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_behind_steps_are_steps() {
        let two = step_behind("1. The lamp glows.", "Name the part.");
        assert_eq!(two, "1. The lamp glows.\n2. Name the part.");
        let begun = step_behind("1. The lamp glows.\n2. ", "Name the part.");
        assert_eq!(begun, two);
        assert_eq!(step_behind("A lamp.", "So it is."), "A lamp. So it is.");
        assert_eq!(behind("", "So it is."), "So it is.");
    }
}
