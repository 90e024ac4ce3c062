//! A region is known in the texts by its place in the list: when one goes, those behind it get other numbers.

use crate::desk::state::State;
use crate::desk::state::history::{Change, Step};
use vitrine_domain::Turn;
use vitrine_domain::rules::steps;

impl State {
    /// The changes that let the numbers in answer and turns (`lamp #2`) follow their regions. `gone`: the places of those
    /// that are deleted, in order.
    pub(super) fn renumbered(&self, gone: &[usize]) -> Step {
        if !self.teaches {
            return Step::new();
        }
        let count = self.draft.regions.len();
        let now = |number: usize| {
            let i = number.checked_sub(1).filter(|i| *i < count);
            match i.map(|i| gone.binary_search(&i)) {
                // No region's.
                None => Some(number),
                Some(Ok(_)) => None,
                Some(Err(before)) => Some(number - before),
            }
        };
        let said = |text: &str| steps::renumber(text, &self.labels, &self.draft.regions, now);
        let answer = Change::Answer {
            before: self.draft.answer.clone(),
            after: said(&self.draft.answer),
        };
        let turns = self.draft.turns.iter().enumerate();
        let turns = turns.map(|(at, turn)| Change::Turn {
            at,
            before: Some(turn.clone()),
            after: Some(Turn {
                instruction: turn.instruction.clone(),
                response: said(&turn.response),
            }),
        });
        std::iter::once(answer).chain(turns).collect()
    }
}
