//! Verdicts sent, confirmed, refused and taken back.

use super::recent::Recent;
use super::words::{complaint, done, gap, kept_words};
use super::{Bench, Notice, Offer, Phase, Returned};
use crate::client::{self, Problem, UNDO_FOR};
use crate::desk::draft::{self, Kept};
use crate::desk::stage::focus;
use crate::desk::state::{Draft, Event, State};
use crate::words::desk::bench::decisions as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::api::{DeskItem, ErrorCode, ReviewReceipt, ReviewRequest, UndoRequest};
use vitrine_domain::{ItemState, Review, Verdict};

impl Bench {
    /// The same decision once more, beside the reason why it was not stored.
    pub fn decide_again(self, verdict: Verdict) {
        self.looked();
        self.decide(verdict);
    }

    /// Sends a verdict on what lies on the desk and goes on to the next item.
    pub fn decide(self, verdict: Verdict) {
        if self.too_early() {
            return;
        }
        self.hush();
        let Some(item) = self.item.get_untracked() else {
            return;
        };
        if let Some(words) = self.state.with_untracked(State::unready) {
            return self.say(words);
        }
        let state = self.state.get_untracked();
        let draft = state.draft.clone();
        let labels = self.state.with_untracked(|s| s.labels.clone());
        let check = untrack(|| self.ties()).then(|| self.later.get_untracked());
        let teaching = check.flatten().map(|l| (l.in_steps.check, &*labels));
        if let Some(complaint) = complaint(verdict, &draft, teaching) {
            self.say(complaint);
            if let Some(field) = gap(verdict, &draft) {
                focus(field);
            }
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
        let (id, fence) = (item.item.id, request.fence);
        draft::keep(&self.shelf(), id, &kept);
        self.sending.update(|n| *n += 1);
        self.recent.update(|r| r.sent(id, fence));
        self.advance();
        let url = self.item_url(id, "reviews");
        spawn_local(async move {
            let reply = client::post::<_, ReviewReceipt>(&url, &request).await;
            self.sending.update(|n| *n = n.saturating_sub(1));
            match reply {
                Ok(receipt) => self.confirmed(fence, receipt),
                Err(problem) => self.refused(item, state, request.note, verdict, problem),
            }
        });
    }

    fn confirmed(self, fence: i64, receipt: ReviewReceipt) {
        draft::forget(&self.shelf(), receipt.review.item_id);
        let (verdict, state) = (receipt.review.verdict, receipt.state);
        let done = self.setting.with_value(|s| done(s, verdict, state));
        self.say_done(say::confirmed(done, receipt.training_queued));
        self.count(true);
        let review = receipt.review.id;
        self.recent.update(|r| r.stored(fence, receipt.review));
        set_timeout(move || self.recent.update(|r| r.end(review)), UNDO_FOR);
        self.go_on();
    }

    /// The decision was not stored: its item and draft come back, with the reason.
    fn refused(
        self,
        item: DeskItem,
        state: State,
        note: String,
        verdict: Verdict,
        problem: Problem,
    ) {
        let (id, fence) = (item.item.id, item.claim.fence);
        let wanted = self.recent.try_update(|r| r.refused(id, fence));
        let offer = match problem.code() {
            Some(ErrorCode::SignInNeeded) => Offer::SignIn,
            _ if problem.may_retry() => Offer::Retry(verdict),
            Some(ErrorCode::ClaimLost | ErrorCode::Conflict) => Offer::ClaimAgain,
            _ => Offer::Amend,
        };
        let text = kept_words(&say::not_saved(&problem));
        self.fall_silent();
        self.lost(&problem);
        let notice = Notice { text, offer };
        let back = Returned {
            item,
            notice,
            state,
            note,
        };
        self.bring_back(back, wanted == Some(true));
    }

    /// Takes the newest decision back and lays its item on the desk again; asked again, the one before it. One that is
    /// still being sent is taken back once it is stored.
    pub fn undo_review(self) {
        let wanted = self.recent.try_update(Recent::want).flatten();
        if wanted.is_some() && self.phase.get_untracked() == Phase::Break {
            // Whoever wants it back rests no longer.
            self.phase.set(Phase::Loading);
        }
        match wanted {
            None => self.say(say::NO_DECISION),
            Some(true) => self.say_until(say::SENDING),
            Some(false) => self.go_on(),
        }
    }

    /// After an answer: what is wanted back first, one after another; then more, or the first again.
    fn go_on(self) {
        if self.taking.get_value() {
            return;
        }
        let Some(review) = self.recent.with_untracked(Recent::due) else {
            return self.refill();
        };
        self.taking.set_value(true);
        spawn_local(async move {
            self.take_back(review).await;
            self.taking.set_value(false);
            self.go_on();
        });
    }

    async fn take_back(self, review: Review) {
        let url = self.item_url(review.item_id, "undo");
        let body = UndoRequest {
            review_id: review.id,
        };
        if let Err(problem) = client::tell("POST", &url, &body).await {
            // Refused for good, it is not in the way of the one before.
            self.recent.update(|r| match problem.may_retry() {
                true => r.stands(review.id),
                false => r.end(review.id),
            });
            self.say_until(say::not_taken_back(&problem));
            return;
        }
        self.recent.update(|r| r.end(review.id));
        self.count(false);
        self.keep();
        self.make_room().await;
        let claimed = self.claim_this(review.item_id).await;
        let kept = Kept {
            proposal_id: review.proposal_id,
            draft: Draft {
                answer: review.answer,
                regions: review.regions,
                turns: review.turns,
            },
            note: review.note,
            version: 0,
            synced: false,
        };
        // What was decided, until the item lies here again.
        let keep = |kept: &Kept| draft::keep(&self.shelf(), review.item_id, kept);
        match claimed {
            // Whoever rests is brought nothing: it waits in the queue.
            Ok(Some(item)) if self.phase.get_untracked() == Phase::Break => {
                keep(&Kept {
                    version: item.draft.as_ref().map_or(0, |d| d.version),
                    ..kept
                });
                self.release(&item);
                self.say(say::TAKEN_BACK_TO_QUEUE);
            }
            Ok(Some(item)) => {
                let held = item.item.state == ItemState::Decided;
                // Where the answer to an undo was lost, the item may have come here by itself: it lies here once.
                let id = item.item.id;
                self.ahead.update(|a| a.retain(|i| i.item.id != id));
                if self.current() != Some(id) {
                    // What was typed in the meantime, too.
                    self.make_way();
                }
                self.show(item);
                self.apply(Event::Lay(kept.draft));
                self.note.set(kept.note);
                self.say(match held {
                    true => say::TAKEN_BACK_TO_DECISION,
                    false => say::TAKEN_BACK,
                });
            }
            Ok(None) => {
                keep(&kept);
                self.say(say::TAKEN_BACK_TO_QUEUE);
            }
            Err(problem) => {
                keep(&kept);
                self.say_until(say::taken_back_not_yours(&problem));
            }
        }
    }
}
