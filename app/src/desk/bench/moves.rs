//! Out of the reviewer's hands without a decision: skipped, given back, put on hold, sent to a person; and what is said
//! about an item beside that.

use super::claims::fence;
use super::recent::Way;
use super::words::kept_words;
use super::{Bench, Notice, Offer, Returned};
use crate::client;
use crate::desk::draft::{self, Kept};
use crate::desk::state::State;
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

/// A move as it was asked for, to be asked for once more.
#[derive(Debug, Clone, PartialEq)]
pub struct Again {
    way: Way,
    reason: String,
    /// As `Bench::send` has them.
    to: String,
    shown: String,
}

impl Again {
    fn of(way: Way, reason: &str) -> Self {
        Self {
            way,
            reason: reason.to_owned(),
            to: String::new(),
            shown: String::new(),
        }
    }
}

impl Bench {
    /// The same move once more, of which nobody knows whether it was stored: if it was, it is done once.
    pub fn move_again(self, again: Again) {
        if self.held_back() {
            return;
        }
        self.looked();
        match again.way {
            Way::Skipped => self.skip(again.reason),
            Way::Held => self.hold(again.reason),
            Way::Sent => self.send(again.to, &again.shown, again.reason),
            Way::GivenBack => self.give_back(),
            Way::Decided => {}
        }
    }

    /// Is something in hand that would go with the item, and so keeps it here? Says so, as where one decides.
    pub(in crate::desk) fn held_back(self) -> bool {
        let why = self.state.with_untracked(State::unready);
        // Without an item nothing is.
        let Some(why) = why.filter(|_| self.current().is_some()) else {
            return false;
        };
        self.say(why);
        true
    }

    /// Puts the item back for others; it is not offered to this reviewer again, and the draft ends with the skip.
    pub fn skip(self, reason: String) {
        let Some(item) = self.item.get_untracked() else {
            return;
        };
        self.keep();
        let again = Again::of(Way::Skipped, &reason);
        let body = FenceRequest {
            reason,
            ..fence(&item)
        };
        self.put_aside(item, again, body, say::SKIPPED);
    }

    /// Nobody is offered it until it is taken up again; the draft stays.
    pub fn hold(self, reason: String) {
        let Some(item) = self.item.get_untracked() else {
            return;
        };
        self.keep();
        self.last_save();
        let again = Again::of(Way::Held, &reason);
        let body = FenceRequest {
            reason,
            ..fence(&item)
        };
        self.put_aside(item, again, body, say::ON_HOLD);
    }

    /// `to`: the name to sign in with; `shown`: the name that people know.
    pub fn send(self, to: String, shown: &str, reason: String) {
        let Some(item) = self.item.get_untracked() else {
            return;
        };
        self.keep();
        self.last_save();
        let again = Again {
            to: to.clone(),
            shown: shown.to_owned(),
            ..Again::of(Way::Sent, &reason)
        };
        let body = SendRequest {
            to,
            reason,
            fence: Some(item.claim.fence),
        };
        self.put_aside(item, again, body, &say::sent_to(shown));
    }

    /// Back into the queue as it was; the draft stays.
    pub fn give_back(self) {
        if self.too_early() || self.held_back() {
            return;
        }
        if let Some(item) = self.item.get_untracked() {
            self.keep();
            self.last_save();
            let body = fence(&item);
            let again = Again::of(Way::GivenBack, "");
            self.put_aside(item, again, body, say::GIVEN_BACK);
        }
    }

    /// On to the next, the draft kept: this one is not to be had any more.
    pub fn go_on_without(self) {
        if !self.held_back() {
            self.keep();
            self.pass_on();
        }
    }

    /// Gives the draft up and goes on.
    pub fn discard(self) {
        if let Some(id) = self.current() {
            self.forget_draft(id);
        }
        self.pass_on();
    }

    fn pass_on(self) {
        if let Some(item) = self.item.get_untracked() {
            self.release(&item);
        }
        self.onward();
    }

    /// The next item comes at once; refused, this one comes back with the reason. What was done is said once it is.
    fn put_aside<B: Serialize + 'static>(self, item: DeskItem, again: Again, body: B, done: &str) {
        let way = again.way;
        let (id, fence, state) = (item.item.id, item.claim.fence, self.state.get_untracked());
        let note = self.note.get_untracked();
        let saving = self.saving(id);
        let kept = (way == Way::Skipped).then(|| Kept {
            proposal_id: item.proposal.as_ref().map(|p| p.id),
            draft: state.draft.clone(),
            note: note.clone(),
            version: 0,
            synced: false,
        });
        self.sending.update(|n| *n += 1);
        self.recent.update(|r| r.sent(id, fence, way, kept));
        self.advance();
        // What was done before does not stand beside the way back from this.
        self.fall_silent();
        let (url, done) = (self.item_url(id, asked_by(way)), done.to_owned());
        spawn_local(async move {
            let reply = client::tell("POST", &url, &body).await;
            self.sending.update(|n| *n = n.saturating_sub(1));
            if let Err(problem) = reply {
                let text = kept_words(&match problem.code() {
                    None => say::unheard_of(&problem),
                    Some(_) => say::not_stored(&problem),
                });
                let offer = match problem.code() {
                    // It may be stored, and the claim over.
                    None => Offer::Again(Box::new(again)),
                    Some(ErrorCode::SignInNeeded) => Offer::SignIn,
                    Some(ErrorCode::ClaimLost) => Offer::ClaimAgain,
                    // The claim stands.
                    _ => Offer::Amend,
                };
                let notice = Notice { text, offer };
                let back = Returned {
                    item,
                    notice,
                    state,
                    note,
                };
                return self.not_done(back, &problem);
            }
            if way == Way::Skipped {
                draft::forget(&self.shelf(), id);
                if saving {
                    self.forget_again(id);
                }
            }
            self.say_done(done);
            self.settled(id, fence, None);
        });
    }
}

/// The route's last word.
fn asked_by(way: Way) -> &'static str {
    match way {
        Way::Skipped => "skip",
        Way::Held => "hold",
        Way::Sent => "send",
        Way::GivenBack => "release",
        Way::Decided => "reviews",
    }
}

#[cfg(test)]
mod tests {
    use super::super::claims::asks;
    use super::*;

    #[test]
    fn a_move_that_nobody_has_heard_of_stays_to_be_tried_again() {
        let offer = Offer::Again(Box::new(Again::of(Way::Held, "legal")));
        assert_eq!(offer.let_go(), Offer::ClaimAgain);
        let notice = Notice {
            text: String::new(),
            offer,
        };
        assert!(asks(&Some(notice)));
    }
}
