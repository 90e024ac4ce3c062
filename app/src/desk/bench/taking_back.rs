//! What was done last is taken back, newest first: a decision by a review that supersedes it, a move by the way back that the
//! store has.

mod lying_again;

use super::recent::{Deed, Recent, Wanted, Way};
use super::{Bench, Phase};
use crate::client::{self, Problem, UNDO_FOR};
use crate::desk::draft::{self, Kept};
use crate::desk::state::Draft;
use crate::words::desk::bench::decisions as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::api::UndoRequest;
use vitrine_domain::{ItemId, Review, ReviewId};

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
