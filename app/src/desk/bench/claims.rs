//! What lies on the desk: claimed, kept alive, given back.

use super::drafts::Synced;
use super::words::{kept_words, not_lost};
use super::{Bench, Notice, Offer, Phase, Saved};
use crate::client::{self, Problem};
use crate::desk::draft::{self, Begun, Kept};
use crate::desk::geometry::Size;
use crate::desk::stage::focus;
use crate::desk::state::{Draft, State};
use crate::words::desk::bench::claims as say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::ItemId;
use vitrine_domain::api::{ClaimRequest, DeskItem, ErrorCode, FenceRequest};

impl Bench {
    pub(super) async fn claim(
        &self,
        item_id: Option<ItemId>,
        ahead: bool,
    ) -> Result<Option<DeskItem>, Problem> {
        self.ask(ClaimRequest {
            item_id,
            ahead,
            ..ClaimRequest::default()
        })
        .await
    }

    async fn ask(&self, request: ClaimRequest) -> Result<Option<DeskItem>, Problem> {
        let view = self.setting.with_value(|s| s.view);
        let request = ClaimRequest {
            view_id: view.filter(|_| request.item_id.is_none()),
            ..request
        };
        client::post(&self.api("/claims"), &request).await
    }

    /// Asks for an item (this one, or the queue's first) and lays it on the desk.
    pub fn begin(self, wanted: Option<ItemId>) {
        self.fetch(wanted, false);
    }

    /// The same for a page that has just been opened: it also takes what lies on another of the reviewer's desks.
    pub fn open(self, wanted: Option<ItemId>) {
        draft::forget_others(self.setting.with_value(|s| s.who));
        self.fetch(wanted, true);
    }

    /// The reviewer of an empty desk asks, and is answered even if there is nothing.
    pub fn look_again(self) {
        self.say(say::LOOKING);
        self.begin(None);
    }

    /// What nobody is told of: a claim that ran out frees its item without a word.
    pub fn look_unasked(self) {
        if self.phase.get_untracked() == Phase::Empty && !document().hidden() {
            self.begin(None);
        }
    }

    fn fetch(self, wanted: Option<ItemId>, resume: bool) {
        // A desk at rest looks for more without a word, and once at a time.
        let resting = self.phase.get_untracked() == Phase::Empty;
        match resting {
            true if self.fetching.get_value() => return,
            true => self.fetching.set_value(true),
            false => self.phase.set(Phase::Loading),
        }
        spawn_local(async move {
            let asked = self.ask(ClaimRequest {
                item_id: wanted,
                // Never what lies on another of one's own desks.
                ahead: resting,
                resume,
                ..ClaimRequest::default()
            });
            let claimed = asked.await;
            if resting {
                self.fetching.set_value(false);
            }
            if self.said.with_untracked(|s| s == say::LOOKING) {
                self.say(match &claimed {
                    Ok(Some(_)) => String::new(),
                    Ok(None) => say::NOTHING_YET.into(),
                    Err(problem) => problem.to_string(),
                });
            }
            // A decision taken back has laid its item here in the meantime: it stays.
            let taken = self.phase.get_untracked() == Phase::Working;
            match claimed {
                Ok(Some(item)) if taken => drop(self.put_by(item)),
                Ok(None) | Err(_) if taken => {}
                Ok(Some(item)) => {
                    if resting {
                        self.renew(&item);
                    }
                    self.show(item);
                    self.prefetch();
                }
                Ok(None) => self.empty(),
                // It looks again by itself.
                Err(problem) if resting && problem.code().is_none() => {}
                Err(problem) => self.stopped(problem, wanted),
            }
        });
    }

    fn empty(self) {
        if self.phase.get_untracked() != Phase::Empty {
            self.item.set(None);
            self.phase.set(Phase::Empty);
            focus("look-again".into());
        }
    }

    fn stopped(self, problem: Problem, wanted: Option<ItemId>) {
        let (phase, offer) = match problem.code() {
            Some(ErrorCode::SignInNeeded) => (Phase::SignedOut, Offer::SignIn),
            Some(ErrorCode::EnoughToday) => (Phase::Enough, Offer::Nothing),
            _ => (Phase::Away, Offer::Nothing),
        };
        self.phase.set(phase);
        let kept = wanted.and_then(|id| draft::find(&self.shelf(), id));
        let text = match kept {
            Some(kept) => not_lost(&problem.to_string(), &kept.draft),
            None => problem.to_string(),
        };
        self.notice.set(Some(Notice { text, offer }));
    }

    /// Lays an item on the desk, with the draft that was begun from the same proposal, here or elsewhere; one of another
    /// proposal is offered.
    pub(super) fn show(self, item: DeskItem) {
        self.cover();
        let proposal = item.proposal.as_ref();
        let start = proposal.map_or_else(Draft::default, |p| Draft {
            answer: p.answer.clone(),
            regions: p.regions.clone(),
            turns: Vec::new(),
        });
        let of = proposal.map(|p| p.id);
        let here = draft::find(&self.shelf(), item.item.id).filter(|k| k.proposal_id == of);
        let saved = item.draft.clone().filter(|d| d.body.proposal_id == of);
        let version = item.draft.as_ref().map_or(0, |d| d.version);
        let (begun, note, notice) = match draft::begin(here, saved) {
            Begun::Afresh => {
                let left = item
                    .left_by
                    .as_ref()
                    .filter(|r| !r.answer.trim().is_empty() || !r.turns.is_empty());
                let begun = left.map_or_else(
                    || start.clone(),
                    |r| Draft {
                        answer: r.answer.clone(),
                        regions: r.regions.clone(),
                        turns: r.turns.clone(),
                    },
                );
                let notice = self.outdated(&item, &begun);
                (begun, String::new(), notice)
            }
            Begun::From(kept) => (kept.draft, kept.note, Some(back())),
            Begun::Two(kept, other) => {
                let notice = super::drafts::two(&other, &kept.draft);
                (kept.draft, kept.note, Some(notice))
            }
        };
        let size = Size {
            width: item.item.image.width.max(1) as u32,
            height: item.item.image.height.max(1) as u32,
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
        self.sync
            .update_value(|s| *s = Synced::after(s, version, last, paused));
        self.saved.set(saved);
        self.notice.set(notice);
        self.note.set(note);
        let mut state = State::new(start, begun, item.labels.clone(), size);
        state.teaches = self.teaches();
        self.state.set(state);
        self.item.set(Some(item));
        self.phase.set(Phase::Working);
    }

    pub(super) fn onward(self) {
        self.advance();
        self.refill();
    }

    /// A fresh claim on the item that lies here, the draft untouched.
    pub fn claim_again(self) {
        let Some(id) = self.current() else {
            return;
        };
        spawn_local(async move {
            self.make_room().await;
            match self.claim(Some(id), false).await {
                Ok(Some(item)) => {
                    let notice = self.claimed_draft(item.draft.clone());
                    self.item.set(Some(item));
                    self.notice.set(notice);
                    self.keep();
                    self.say(say::YOURS_AGAIN);
                    self.prefetch();
                }
                Ok(None) => self.warn(say::NOT_IN_QUEUE.into()),
                Err(problem) => self.warn(kept_words(&problem.to_string())),
            }
        });
    }

    /// Keeps all claims alive.
    pub fn heartbeat(self) {
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

    fn beat(self, item: DeskItem, ahead: bool) {
        let url = self.item_url(item.item.id, "heartbeat");
        let body = FenceRequest {
            ahead,
            ..fence(&item)
        };
        spawn_local(async move {
            let Err(problem) = client::tell("POST", &url, &body).await else {
                return;
            };
            let id = item.item.id;
            let here = self.current() == Some(id);
            match problem.code() {
                Some(ErrorCode::SignInNeeded) if here => {
                    self.notice.set(Some(Notice {
                        text: say::SIGNED_OUT.into(),
                        offer: Offer::SignIn,
                    }));
                }
                // What waits for an answer stays; the decision itself is told that the claim is gone.
                Some(_) if here && self.notice.with_untracked(asks) => {}
                Some(_) if here => self.warn(problem.to_string()),
                Some(_) if ahead => {
                    self.ahead.update(|a| a.retain(|i| i.item.id != id));
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

    /// The reviewer goes away for a while, and the page stays: all is kept, and all claims go back.
    pub fn rest(self) {
        self.leave();
        self.cover();
        self.ahead.set(Vec::new());
        self.returned.set(Vec::new());
        self.item.set(None);
        self.notice.set(None);
        self.phase.set(Phase::Break);
    }

    /// The page goes away: the draft is sent once more, and all claims go back.
    pub fn leave(self) {
        self.keep();
        self.cover_leaving();
        self.last_save();
        let returned = self.returned.get_untracked();
        let held = self.item.get_untracked().into_iter();
        let held = held.chain(returned.into_iter().map(|back| back.item));
        for item in held.chain(self.ahead.get_untracked()) {
            client::beacon(&self.item_url(item.item.id, "release"), &fence(&item));
        }
    }
}

/// Would another notice take an answer away that exists nowhere else?
pub(super) fn asks(notice: &Option<Notice>) -> bool {
    let offer = notice.as_ref().map(|n| &n.offer);
    matches!(
        offer,
        Some(Offer::Choose(_) | Offer::Retry(_) | Offer::PutBack(_) | Offer::TakeOver(_))
    )
}

fn back() -> Notice {
    Notice {
        text: say::DRAFT_BACK.into(),
        offer: Offer::Nothing,
    }
}

pub(super) fn fence(item: &DeskItem) -> FenceRequest {
    FenceRequest {
        fence: item.claim.fence,
        reason: String::new(),
        ahead: false,
    }
}
