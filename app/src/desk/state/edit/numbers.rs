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

#[cfg(test)]
mod tests {
    use crate::desk::state::tests::{fresh, proposed, turn};
    use crate::desk::state::{Draft, Event};

    #[test]
    fn numbers_in_the_texts_follow_their_regions() {
        let lay = Draft {
            answer: "1. Nike #1, Puma #2.\n2. Puma (#3), #4, #9.".into(),
            turns: vec![
                turn("And #4?", "1. Adidas #4, past #2."),
                turn("Why #2?", "No step, no number: #4."),
            ],
            ..proposed()
        };
        // Elsewhere a number may be anything's.
        let plain = fresh().after(Event::Lay(lay.clone()));
        let kept = plain.after(Event::DeleteAt(1));
        assert_eq!(kept.draft.answer, lay.answer);
        let mut teaching = fresh();
        teaching.teaches = true;
        let laid = teaching.after(Event::Lay(lay));
        let mut state = laid.clone().after(Event::DeleteAt(1));
        let after = Draft {
            answer: "1. Nike #1, Puma #?.\n2. Puma (#2), #3, #9.".into(),
            regions: [0, 2, 3].map(|i| proposed().regions[i].clone()).to_vec(),
            turns: vec![
                turn("And #4?", "1. Adidas #3, past #?."),
                turn("Why #2?", "No step, no number: #4."),
            ],
        };
        assert_eq!(state.draft, after);
        let end = state.standing();
        state.apply(Event::Undo);
        assert_eq!(state.standing(), laid.standing());
        state.apply(Event::Redo);
        assert_eq!(state.standing(), end);
        // Several at once: each counts those before it.
        let two = laid
            .clone()
            .after(Event::Select(Some(2)))
            .after(Event::Extend(0))
            .after(Event::Delete);
        assert_eq!(
            two.draft.answer,
            "1. Nike #?, Puma #1.\n2. Puma (#?), #2, #9."
        );
        assert_eq!(two.after(Event::Undo).standing(), laid.standing());
    }
}
