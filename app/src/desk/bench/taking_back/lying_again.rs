//! What was taken back lies here again, or waits beside what somebody is at work on.

use crate::desk::bench::claims::{afresh, proposed, saved_of};
use crate::desk::bench::recent::Way;
use crate::desk::bench::{Bench, Notice, Offer, Returned};
use crate::desk::draft::{self, Kept};
use crate::desk::state::Event;
use crate::words::desk::bench::decisions as say;
use leptos::prelude::*;
use vitrine_domain::ItemState;
use vitrine_domain::api::DeskItem;

impl Bench {
    pub(super) fn lies_again(self, item: DeskItem, kept: Option<Kept>, way: Way) {
        let held = item.item.state == ItemState::Decided;
        let words = match way {
            Way::Decided if held => say::TAKEN_BACK_TO_DECISION,
            Way::Decided => say::TAKEN_BACK,
            _ => say::HERE_AGAIN,
        };
        // Where the answer to an undo was lost, the item may have come here by itself: it lies here once.
        let id = item.item.id;
        self.ahead.update(|a| a.retain(|i| i.item.id != id));
        if self.current() != Some(id) {
            if self.not_now(true) {
                let words = match way {
                    Way::Decided => words,
                    _ => say::TAKEN_BACK_YOURS,
                };
                return self.wait_beside(item, kept, words);
            }
            // What was typed in the meantime, too.
            self.make_way();
        }
        self.show(item);
        if let Some(kept) = kept {
            self.apply(Event::Lay(kept.draft));
            self.note.set(kept.note);
        }
        self.say(words);
        // The next of several comes in its place.
        self.asks_back();
    }

    /// Somebody is at work on another one: it waits, with what was decided of it.
    fn wait_beside(self, item: DeskItem, kept: Option<Kept>, words: &str) {
        let mut state = self.begun_with(&item, afresh(&item, &proposed(&item)));
        let saved = saved_of(&item);
        let version = item.draft.as_ref().map_or(0, |d| d.version);
        let mut note = saved
            .as_ref()
            .map_or(String::new(), |d| d.body.note.clone());
        if let Some(kept) = kept {
            let proposal_id = item.proposal.as_ref().map(|p| p.id);
            let kept = Kept {
                proposal_id,
                version,
                ..kept
            };
            draft::keep(&self.shelf(), item.item.id, &kept);
            state.apply(Event::Lay(kept.draft));
            note = kept.note;
        } else if let Some(saved) = saved {
            state.apply(Event::Lay(Kept::of(saved.body, version, true).draft));
        }
        self.fall_silent();
        let notice = Notice {
            text: format!("{words}."),
            offer: Offer::Nothing,
        };
        let back = Returned {
            item,
            notice,
            state,
            note,
        };
        self.returned.update(|r| r.push(back));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::bench::Setting;
    use crate::desk::bench::samples::drafted;
    use vitrine_domain::ProposalId;
    use vitrine_domain::keymap::Keymap;

    #[test]
    fn what_waits_beside_holds_no_draft_of_another_proposal() {
        let owner = Owner::new();
        owner.with(|| {
            let bench = Bench::new(Setting::default(), Keymap::default(), None);
            for (of, words) in [(None, "half"), (Some(ProposalId::fresh()), "")] {
                bench.wait_beside(drafted(of), None, say::TAKEN_BACK_YOURS);
                let back = bench.next_returned().unwrap();
                assert_eq!(back.state.draft.answer, words);
                assert_eq!(back.note, words);
            }
        });
    }
}
