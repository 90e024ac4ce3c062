//! What was done last is taken back, newest first: a decision by a review that supersedes it, a move by the way back that the
//! store has.

use super::claims::{afresh, proposed, saved_of};
use super::recent::{Deed, Recent, Wanted, Way};
use super::{Bench, Notice, Offer, Phase, Returned};
use crate::client::{self, Problem, UNDO_FOR};
use crate::desk::draft::{self, Kept};
use crate::desk::state::{Draft, Event};
use crate::words::desk::bench::decisions as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::api::{DeskItem, UndoRequest};
use vitrine_domain::{ItemId, ItemState, Review, ReviewId};

impl Bench {
    /// It is stored, and may be taken back for a while.
    pub(super) fn settled(self, item: ItemId, fence: i64, review: Option<ReviewId>) {
        self.recent.update(|r| r.stored(item, fence, review));
        set_timeout(move || self.recent.update(|r| r.end(item, fence)), UNDO_FOR);
        self.go_on();
    }

    /// Takes the newest back and lays its item on the desk again; asked again, the one before it. What is still being sent
    /// is taken back once it is stored; what is in hand keeps all as it is, and whoever rests is at work again. Says whether
    /// that was an answer: not where nothing was done here in the last minute.
    pub fn take_back_newest(self) -> bool {
        if self.held_back() {
            return true;
        }
        self.asks_back();
        let wanted = self.recent.try_update(Recent::want);
        match wanted.unwrap_or(Wanted::Nothing) {
            Wanted::Nothing => return false,
            Wanted::Never => self.say_until(say::STAYS_SENT),
            Wanted::Sending => {
                self.wake();
                self.say_until(say::SENDING);
            }
            Wanted::Now => {
                self.wake();
                self.go_on();
            }
        }
        true
    }

    /// Whoever wants something back rests no longer.
    fn wake(self) {
        if self.phase.get_untracked() == Phase::Break {
            self.phase.set(Phase::Loading);
        }
    }

    /// The last decision from before this page was opened, if it may still be taken back; one of the parts that come later.
    pub fn take_back_earlier(self) {
        /// Of a page of decisions, as much as is asked for here.
        #[derive(serde::Deserialize)]
        struct Page {
            rows: Vec<Row>,
        }
        #[derive(serde::Deserialize)]
        struct Row {
            review_id: ReviewId,
            item_id: ItemId,
            undo_until: Option<String>,
            note: Option<String>,
        }
        let url = self.api("/decisions?standing=stands&limit=1");
        spawn_local(async move {
            let newest = match client::get::<Page>(&url).await {
                Ok(page) => page.rows.into_iter().next(),
                Err(problem) => return self.say_until(say::not_taken_back(&problem)),
            };
            let Some(row) = newest.filter(|row| row.undo_until.is_some()) else {
                return self.say(say::NO_DECISION);
            };
            let note = row.note.unwrap_or_default();
            (self.recent).update(|r| r.of_before(row.item_id, row.review_id, note));
            self.wake();
            self.go_on();
        });
    }

    /// After an answer: what is wanted back first, one after another; then more, or the first again.
    pub(super) fn go_on(self) {
        if self.taking.get_value() {
            return;
        }
        let Some(deed) = self.recent.with_untracked(Recent::due) else {
            return self.refill();
        };
        self.taking.set_value(true);
        spawn_local(async move {
            self.take_back(deed).await;
            self.taking.set_value(false);
            self.go_on();
        });
    }

    async fn take_back(self, deed: Deed) {
        let (id, way) = (deed.item, deed.way);
        let undone = match self.undo(&deed).await {
            Ok(undone) => undone,
            Err(problem) => {
                // Refused for good, it is not in the way of the one before.
                self.recent.update(|r| match problem.may_retry() {
                    true => r.stands(id, deed.fence),
                    false => r.end(id, deed.fence),
                });
                return self.say_until(say::not_taken_back(&problem));
            }
        };
        self.recent.update(|r| r.end(id, deed.fence));
        if way == Way::Decided {
            self.count(false);
        }
        self.keep();
        self.make_room().await;
        let claimed = self.claim_this(id).await;
        let (kept, note) = (deed.kept, deed.note);
        let kept = kept.or_else(|| undone.map(|review| as_decided(review, note)));
        // What lay here, until the item lies here again.
        let keep = |version| {
            if let Some(kept) = kept.clone() {
                draft::keep(&self.shelf(), id, &Kept { version, ..kept });
            }
        };
        match claimed {
            // Whoever rests is brought nothing: it waits in the queue.
            Ok(Some(item)) if self.phase.get_untracked() == Phase::Break => {
                keep(item.draft.as_ref().map_or(0, |d| d.version));
                self.release(&item);
                self.say(say::TAKEN_BACK_TO_QUEUE);
            }
            Ok(Some(item)) => self.lies_again(item, kept, way),
            Ok(None) => {
                keep(0);
                self.say(say::TAKEN_BACK_TO_QUEUE);
            }
            Err(problem) => {
                keep(0);
                self.say_until(match way {
                    Way::Decided => say::taken_back_not_yours(&problem),
                    _ => say::in_queue_not_yours(&problem),
                });
            }
        }
    }

    /// What the server has to undo of it. A decision that was taken back comes with its words.
    async fn undo(self, deed: &Deed) -> Result<Option<Review>, Problem> {
        let url = |what| self.item_url(deed.item, what);
        match deed.way {
            Way::Decided => {
                let Some(review_id) = deed.review else {
                    return Ok(None);
                };
                let undone = client::post(&url("undo"), &UndoRequest { review_id }).await?;
                return Ok(Some(undone));
            }
            Way::Skipped => client::tell("DELETE", &url("skip"), &()).await?,
            Way::Held => client::tell("POST", &url("resume"), &()).await?,
            // It lies in the queue already.
            Way::GivenBack | Way::Sent => {}
        }
        Ok(None)
    }

    fn lies_again(self, item: DeskItem, kept: Option<Kept>, way: Way) {
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

/// What was decided. `note`: what was said besides; what takes it back does not tell that.
fn as_decided(review: Review, note: String) -> Kept {
    Kept {
        proposal_id: review.proposal_id,
        draft: Draft {
            answer: review.answer,
            regions: review.regions,
            turns: review.turns,
        },
        note,
        version: 0,
        synced: false,
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
