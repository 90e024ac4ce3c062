//! What lies on the desk: laid there, kept alive, given back.

mod again;

use super::drafts::Synced;
use super::{Bench, Notice, Offer, Phase, Saved};
use crate::client;
use crate::desk::draft::{self, Begun, Kept};
use crate::desk::geometry::Size;
use crate::desk::state::{Draft, Event, State};
use crate::words::desk::bench::claims as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::api::{DeskItem, ErrorCode, FenceRequest};
use vitrine_domain::{ItemId, Review};

impl Bench {
    /// Lays an item on the desk, with the draft that was begun from the same proposal, here or elsewhere; one of another
    /// proposal is offered.
    pub(super) fn show(self, item: DeskItem) {
        self.cover();
        let of = item.proposal.as_ref().map(|p| p.id);
        let here = draft::find(&self.shelf(), item.item.id).filter(|k| k.proposal_id == of);
        let saved = saved_of(&item);
        let mut version = item.draft.as_ref().map_or(0, |d| d.version);
        let mut unheard = None;
        let (begun, note, notice) = match draft::begin(here, saved) {
            Begun::Afresh => {
                let begun = afresh(&item, &proposed(&item));
                let notice = self.outdated(&item, &begun);
                (begun, String::new(), notice)
            }
            Begun::From(kept) => {
                version = version.max(kept.version);
                // A page that went away sent it, and did not wait for an answer.
                unheard = (!kept.synced).then(|| kept.clone().body());
                (kept.draft, kept.note, Some(back()))
            }
            Begun::Two(kept, other) => {
                let notice = super::drafts::two(&other, &kept.draft);
                (kept.draft, kept.note, Some(notice))
            }
        };
        let paused = notice
            .as_ref()
            .is_some_and(|n| matches!(n.offer, Offer::Choose(_)));
        let last = item
            .draft
            .as_ref()
            .map(|d| &d.body)
            .filter(|b| Kept::of((*b).clone(), 0, true).draft == begun && b.note == note)
            .cloned();
        let saved = match last {
            Some(_) => Saved::Everywhere,
            None => Saved::Nothing,
        };
        self.sync.update_value(|s| {
            *s = Synced::after(s, version, last, paused);
            s.unheard = unheard;
        });
        self.saved.set(saved);
        self.notice.set(notice);
        self.note.set(note);
        self.take_up(self.begun_with(&item, begun));
        self.item.set(Some(item));
        self.phase.set(Phase::Working);
        self.comes_to_lie();
    }

    pub(super) fn begun_with(self, item: &DeskItem, begun: Draft) -> State {
        let size = Size {
            width: item.item.image.width.max(1) as u32,
            height: item.item.image.height.max(1) as u32,
        };
        let mut state = State::new(proposed(item), begun, item.labels.clone(), size);
        state.teaches = self.teaches();
        state
    }

    pub(super) fn onward(self) {
        self.advance();
        self.refill();
    }

    /// Keeps all claims alive.
    pub fn heartbeat(self) {
        // Whoever rests holds nothing, and for somebody else nothing is held.
        if self.phase.get_untracked().is_closed() {
            return;
        }
        if let Some(item) = self.item.get_untracked() {
            self.beat(item, false);
        }
        for back in self.returned.get_untracked() {
            self.beat(back.item, false);
        }
        for item in self.ahead.get_untracked() {
            self.beat(item, true);
        }
    }

    /// From now on it is not only prefetched.
    pub(super) fn renew(self, item: &DeskItem) {
        self.beat(item.clone(), false);
    }

    pub(super) fn beat(self, item: DeskItem, ahead: bool) {
        let url = self.item_url(item.item.id, "heartbeat");
        let body = FenceRequest {
            ahead,
            ..fence(&item)
        };
        spawn_local(async move {
            let Err(problem) = client::tell("POST", &url, &body).await else {
                return self.connected();
            };
            // The item may have been claimed anew since, under another fence.
            let claim = claim_of(&item);
            let lies = |i: &Option<DeskItem>| i.as_ref().map(claim_of) == Some(claim);
            let here = self.item.with_untracked(lies);
            match problem.code() {
                Some(ErrorCode::SignInNeeded) if here => {
                    self.notice.set(Some(Notice {
                        text: say::SIGNED_OUT.into(),
                        offer: Offer::SignIn,
                    }));
                }
                Some(ErrorCode::SomebodyElse) => {}
                // Nobody has said that the claim is gone.
                Some(_) if problem.may_retry() && here => self.say(say::not_renewed(&problem)),
                Some(_) if problem.may_retry() => {}
                // What waits for an answer stays; the decision itself is told that the claim is gone.
                Some(_) if here && self.notice.with_untracked(asks) => {}
                Some(_) if here => self.warn(problem.to_string(), Offer::ClaimAgain),
                Some(_) if ahead => {
                    self.ahead.update(|a| a.retain(|i| claim_of(i) != claim));
                    self.prefetch();
                }
                _ => {}
            }
        });
    }

    pub(super) fn release(self, item: &DeskItem) {
        let item = item.clone();
        // A release that is lost costs nothing: the claim expires by itself.
        spawn_local(async move { self.release_now(&item).await });
    }

    pub(super) async fn release_now(self, item: &DeskItem) {
        let url = self.item_url(item.item.id, "release");
        let _ = client::tell("POST", &url, &fence(item)).await;
    }

    /// The reviewer goes away for a while, and the page stays: all is kept, and all claims go back. Not while something is in
    /// hand: says whether they went.
    pub fn rest(self) -> bool {
        if self.held_back() {
            return false;
        }
        self.leave();
        // What was said of what lay here.
        self.hush();
        self.cover();
        self.ahead.set(Vec::new());
        // What was refused comes first after the break: by then it is to be claimed again.
        self.returned.update(|all| {
            for back in all {
                back.notice.offer = back.notice.offer.let_go();
            }
        });
        self.item.set(None);
        self.notice.set(None);
        self.phase.set(Phase::Break);
        true
    }

    /// The page goes away: the draft is sent once more, and all claims go back.
    pub fn leave(self) {
        self.last_words();
        self.remember();
        for item in self.held() {
            client::beacon(&self.item_url(item.item.id, "release"), &fence(&item));
        }
    }

    /// All but the claims.
    pub(super) fn last_words(self) {
        // What is in hand stands, if it can.
        if self.state.with_untracked(State::busy) {
            self.apply(Event::Settle);
        }
        self.keep();
        self.cover_leaving();
        self.last_save();
    }

    /// All that is claimed for this desk.
    pub(super) fn held(self) -> Vec<DeskItem> {
        let returned = self.returned.get_untracked();
        let held = self.item.get_untracked().into_iter();
        let held = held.chain(returned.into_iter().map(|back| back.item));
        held.chain(self.ahead.get_untracked()).collect()
    }
}

/// Would another notice take an answer away that exists nowhere else, or what one is about to give back?
pub(super) fn asks(notice: &Option<Notice>) -> bool {
    let offer = notice.as_ref().map(|n| &n.offer);
    matches!(
        offer,
        Some(
            Offer::Choose(_)
                | Offer::Retry(_)
                | Offer::Again(_)
                | Offer::PutBack(_)
                | Offer::TakeOver(_)
                | Offer::GiveBack
        )
    )
}

fn back() -> Notice {
    Notice {
        text: say::DRAFT_BACK.into(),
        offer: Offer::Afresh,
    }
}

pub(super) fn proposed(item: &DeskItem) -> Draft {
    let proposal = item.proposal.as_ref();
    proposal.map_or_else(Draft::default, |p| Draft {
        answer: p.answer.clone(),
        regions: p.regions.clone(),
        turns: Vec::new(),
    })
}

/// One's own that the server has, if it was begun from what is proposed now.
pub(super) fn saved_of(item: &DeskItem) -> Option<vitrine_domain::Draft> {
    let of = item.proposal.as_ref().map(|p| p.id);
    item.draft.clone().filter(|d| d.body.proposal_id == of)
}

/// What an item without a draft begins with: what was said by whoever left it to a lead, or the proposal.
pub(super) fn afresh(item: &DeskItem, start: &Draft) -> Draft {
    left(item).map_or_else(
        || start.clone(),
        |r| Draft {
            answer: r.answer.clone(),
            regions: r.regions.clone(),
            turns: r.turns.clone(),
        },
    )
}

/// What was said by whoever left it to a lead, if that says anything.
pub(super) fn left(item: &DeskItem) -> Option<&Review> {
    let says = |r: &&Review| !r.answer.trim().is_empty() || !r.turns.is_empty();
    item.left_by.as_ref().filter(says)
}

fn claim_of(item: &DeskItem) -> (ItemId, i64) {
    (item.item.id, item.claim.fence)
}

pub(super) fn fence(item: &DeskItem) -> FenceRequest {
    FenceRequest {
        fence: item.claim.fence,
        reason: String::new(),
        ahead: false,
    }
}
