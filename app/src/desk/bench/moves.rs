//! Out of the reviewer's hands without a decision: skipped, given back, put on hold, sent to a person; and what is said
//! about an item beside that.

use super::claims::fence;
use super::words::kept_words;
use super::{Bench, Notice, Offer, Returned};
use crate::client;
use crate::desk::draft;
use crate::words::desk::bench::moves as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use vitrine_domain::api::{DeskItem, ErrorCode, FenceRequest, SendRequest};

/// What a word is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aside {
    Skip,
    Hold,
    Send,
    Discuss,
    /// No word but numbers: where a region lies.
    Place,
}

impl Bench {
    /// Puts the item back for others; it is not offered to this reviewer again, and the draft ends with the skip.
    pub fn skip(self, reason: String) {
        let Some(item) = self.item.get_untracked() else {
            return;
        };
        self.keep();
        let body = FenceRequest {
            reason,
            ..fence(&item)
        };
        self.put_aside(item, "skip", body, say::SKIPPED);
    }

    /// Nobody is offered it until it is taken up again; the draft stays.
    pub fn hold(self, reason: String) {
        let Some(item) = self.item.get_untracked() else {
            return;
        };
        self.keep();
        self.last_save();
        let body = FenceRequest {
            reason,
            ..fence(&item)
        };
        self.put_aside(item, "hold", body, say::ON_HOLD);
    }

    /// `to`: the name to sign in with; `shown`: the name that people know.
    pub fn send(self, to: String, shown: &str, reason: String) {
        let Some(item) = self.item.get_untracked() else {
            return;
        };
        self.keep();
        self.last_save();
        let body = SendRequest {
            to,
            reason,
            fence: Some(item.claim.fence),
        };
        self.put_aside(item, "send", body, &say::sent_to(shown));
    }

    /// Back into the queue as it was; the draft stays.
    pub fn give_back(self) {
        if self.too_early() {
            return;
        }
        if let Some(item) = self.item.get_untracked() {
            self.keep();
            self.last_save();
            self.release(&item);
            self.say(say::GIVEN_BACK);
            self.onward();
        }
    }

    /// Gives the draft up and goes on.
    pub fn discard(self) {
        if let Some(item) = self.item.get_untracked() {
            self.forget_draft(item.item.id);
            self.release(&item);
        }
        self.onward();
    }

    /// Shown as done at once; refused, the item comes back with the reason.
    fn put_aside<B: Serialize + 'static>(
        self,
        item: DeskItem,
        what: &'static str,
        body: B,
        done: &str,
    ) {
        let (id, state) = (item.item.id, self.state.get_untracked());
        let note = self.note.get_untracked();
        let saving = self.saving(id);
        self.advance();
        self.say(done.to_owned());
        let url = self.item_url(id, what);
        spawn_local(async move {
            if let Err(problem) = client::tell("POST", &url, &body).await {
                let text = kept_words(&say::not_stored(&problem));
                let offer = match problem.code() {
                    Some(ErrorCode::SignInNeeded) => Offer::SignIn,
                    Some(ErrorCode::ClaimLost) => Offer::ClaimAgain,
                    // The claim stands.
                    _ => Offer::Amend,
                };
                self.fall_silent();
                let notice = Notice { text, offer };
                let back = Returned {
                    item,
                    notice,
                    state,
                    note,
                };
                return self.bring_back(back, false);
            }
            if what == "skip" {
                draft::forget(&self.shelf(), id);
                if saving {
                    self.forget_again(id);
                }
            }
            self.refill();
        });
    }
}
