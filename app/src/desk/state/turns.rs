//! Further turns of the conversation: added, written, moved, removed. Each but typing is a step of its own.

use super::event::Side;
use super::history::{Change, Step};
use super::{Draft, State};
use vitrine_domain::{Turn, limits};

/// The text that one types in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Answer,
    Turn(usize, Side),
}

impl Field {
    /// The change that puts this text there; none where there is no such turn.
    fn change(self, draft: &Draft, text: String) -> Option<Change> {
        Some(match self {
            Field::Answer => Change::Answer {
                before: draft.answer.clone(),
                after: text,
            },
            Field::Turn(at, side) => {
                let before = draft.turns.get(at)?.clone();
                let mut after = before.clone();
                *side.of_mut(&mut after) = text;
                Change::Turn {
                    at,
                    before: Some(before),
                    after: Some(after),
                }
            }
        })
    }
}

fn put(at: usize, turn: Turn) -> Change {
    Change::Turn {
        at,
        before: None,
        after: Some(turn),
    }
}

fn take(at: usize, turn: Turn) -> Change {
    Change::Turn {
        at,
        before: Some(turn),
        after: None,
    }
}

impl State {
    /// What is typed into one field is one step, for as long as nothing else happens.
    pub(super) fn write(&mut self, field: Field, text: String) {
        let Some(change) = field.change(&self.draft, text) else {
            return;
        };
        let stands = match self.typed == Some(field) {
            true => self.make_on(change),
            false => {
                let differs = change.differs();
                self.make(vec![change]);
                differs
            }
        };
        self.typed = stands.then_some(field);
    }

    /// An empty one behind the others, while there is room.
    pub(super) fn add_turn(&mut self) {
        let at = self.draft.turns.len();
        if at < limits::TURNS {
            self.make(vec![put(at, Turn::default())]);
        }
    }

    pub(super) fn move_turn(&mut self, i: usize, by: i32) {
        let n = self.draft.turns.len();
        let Some(j) = i.checked_add_signed(by as isize).filter(|j| *j < n) else {
            return;
        };
        let mut moved = self.draft.turns.clone();
        if i < n {
            let turn = moved.remove(i);
            moved.insert(j, turn.clone());
            // Where all of them say the same it is no step.
            if moved != self.draft.turns {
                self.make(vec![take(i, turn.clone()), put(j, turn)]);
            }
        }
    }

    pub(super) fn remove_turn(&mut self, i: usize) {
        if let Some(turn) = self.draft.turns.get(i) {
            self.make(vec![take(i, turn.clone())]);
        }
    }

    /// The changes that put these in place of all.
    pub(super) fn laid_turns(&self, turns: Vec<Turn>) -> Step {
        if turns == self.draft.turns {
            return Step::new();
        }
        let out = self.draft.turns.iter().enumerate().rev();
        let out = out.map(|(at, turn)| take(at, turn.clone()));
        let into = turns.into_iter().enumerate();
        out.chain(into.map(|(at, turn)| put(at, turn))).collect()
    }
}

#[cfg(test)]
mod tests;
