//! Verdicts sent, confirmed, refused and taken back.

use super::words::{complaint, kept_words};
use super::{Bench, Decided, Notice, Offer};
use crate::client::{self, Problem};
use crate::desk::draft::{self, Kept};
use crate::desk::state::{Draft, Event, State};
use crate::words::desk::bench::{decisions as say, said};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use vitrine_domain::api::{DeskItem, ErrorCode, ReviewReceipt, ReviewRequest, UndoRequest};
use vitrine_domain::{ItemId, ItemState, Mode, ReviewId, Verdict};

/// How long a decision can be taken back.
const UNDO_FOR: Duration = Duration::from_secs(60);

impl Bench {
    /// Sends a verdict on what lies on the desk and goes on to the next item.
    pub fn decide(self, verdict: Verdict) {
        let Some(item) = self.item.get_untracked() else {
            return;
        };
        if self.state.with_untracked(State::busy) {
            self.apply(Event::Settle);
        }
        let draft = self.state.with_untracked(|s| s.draft.clone());
        let labels = self.state.with_untracked(|s| s.labels.clone());
        let teaching = untrack(|| self.ties()).then_some(labels.as_slice());
        if let Some(complaint) = complaint(verdict, &draft, teaching) {
            self.say(complaint);
            return;
        }
        let request = ReviewRequest {
            fence: item.claim.fence,
            verdict,
            answer: draft.answer.clone(),
            regions: draft.regions.clone(),
            turns: draft.turns.clone(),
            note: self.note.get_untracked(),
        };
        let kept = Kept {
            proposal_id: item.proposal.as_ref().map(|p| p.id),
            draft,
            note: request.note.clone(),
            version: self.sync.with_value(|s| s.version),
            synced: false,
        };
        draft::keep(&self.shelf(), item.item.id, &kept);
        self.sending.update(|n| *n += 1);
        self.advance();
        let url = self.item_url(item.item.id, "reviews");
        spawn_local(async move {
            let reply = client::post::<_, ReviewReceipt>(&url, &request).await;
            self.sending.update(|n| *n = n.saturating_sub(1));
            match reply {
                Ok(receipt) => self.confirmed(item.item.id, receipt),
                Err(problem) => self.bring_back(item, verdict, problem),
            }
        });
    }

    fn confirmed(self, item: ItemId, receipt: ReviewReceipt) {
        draft::forget(&self.shelf(), item);
        let waits =
            receipt.triplet_id.is_none() && self.setting.with_value(|s| s.mode) == Mode::Instructor;
        let done = said::done(receipt.review.verdict, waits);
        self.say(say::confirmed(done, receipt.training_queued));
        self.done.update(|n| *n += 1);
        let review = receipt.review.id;
        self.last.set(Some(Decided {
            review: receipt.review,
        }));
        set_timeout(move || self.expire(review), UNDO_FOR);
        self.refill();
    }

    /// The time to take that decision back is over.
    fn expire(self, review: ReviewId) {
        if self
            .last
            .with_untracked(|l| l.as_ref().is_some_and(|l| l.review.id == review))
        {
            self.last.set(None);
        }
    }

    /// The decision was not stored: its item and draft lie on the desk again, with the reason.
    fn bring_back(self, item: DeskItem, verdict: Verdict, problem: Problem) {
        self.keep();
        self.step_back();
        self.show(item);
        let offer = match problem.code() {
            Some(ErrorCode::SignInNeeded) => Offer::SignIn,
            _ if problem.may_retry() => Offer::Retry(verdict),
            Some(ErrorCode::ClaimLost | ErrorCode::Conflict) => Offer::ClaimAgain,
            _ => Offer::Nothing,
        };
        let text = kept_words(&say::not_saved(&problem));
        self.said.set(say::NOT_SAVED.into());
        self.notice.set(Some(Notice { text, offer }));
    }

    /// Takes the last decision back and lays its item on the desk again.
    pub fn undo_review(self) {
        let Some(Decided { review }) = self.last.get_untracked() else {
            self.say(say::NO_DECISION);
            return;
        };
        self.last.set(None);
        spawn_local(async move {
            let url = self.item_url(review.item_id, "undo");
            let body = UndoRequest {
                review_id: review.id,
            };
            if let Err(problem) = client::tell("POST", &url, &body).await {
                self.say(say::not_taken_back(&problem));
                return;
            }
            self.done.update(|n| *n = n.saturating_sub(1));
            self.keep();
            self.make_room().await;
            match self.claim(Some(review.item_id), false).await {
                Ok(Some(item)) => {
                    let held = item.item.state == ItemState::Decided;
                    // What was typed in the meantime, too.
                    self.keep();
                    self.step_back();
                    self.show(item);
                    let draft = Draft {
                        answer: review.answer,
                        regions: review.regions,
                        turns: review.turns,
                    };
                    self.apply(Event::Lay(draft));
                    self.say(match held {
                        true => say::TAKEN_BACK_TO_DECISION,
                        false => say::TAKEN_BACK,
                    });
                }
                Ok(None) => self.say(say::TAKEN_BACK_TO_QUEUE),
                Err(problem) => self.say(say::taken_back_not_yours(&problem)),
            }
        });
    }
}
