//! Verdicts sent, confirmed and refused.

use super::recent::Way;
use super::words::{complaint, done, gap, kept_words};
use super::{Bench, Notice, Offer, Returned};
use crate::client::{self, Problem};
use crate::desk::draft::{self, Kept};
use crate::desk::stage::focus;
use crate::desk::state::State;
use crate::words::desk::bench::decisions as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::Verdict;
use vitrine_domain::api::{DeskItem, ErrorCode, ReviewReceipt, ReviewRequest};

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
        // Taken back, it goes on from no draft: the decision ends that.
        let kept = Kept { version: 0, ..kept };
        (self.recent).update(|r| r.sent(id, fence, Way::Decided, Some(kept)));
        // What was done before does not stand beside the way back from this.
        self.fall_silent();
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
        self.settled(receipt.review.item_id, fence, Some(receipt.review.id));
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
        let offer = match problem.code() {
            Some(ErrorCode::SignInNeeded) => Offer::SignIn,
            _ if problem.may_retry() => Offer::Retry(verdict),
            Some(ErrorCode::ClaimLost | ErrorCode::Conflict) => Offer::ClaimAgain,
            _ => Offer::Amend,
        };
        let text = kept_words(&say::not_saved(&problem));
        let notice = Notice { text, offer };
        let back = Returned {
            item,
            notice,
            state,
            note,
        };
        self.not_done(back, &problem);
    }
}
