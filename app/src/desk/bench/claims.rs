//! What lies on the desk and what waits beside it: claims taken, kept alive, given back.

use super::words::{kept_words, not_lost};
use super::{Bench, Notice, Offer, Phase, picture};
use crate::client::{self, Problem};
use crate::desk::draft;
use crate::desk::geometry::Size;
use crate::desk::state::{Draft, State};
use leptos::prelude::*;
use leptos::task::spawn_local;
use vitrine_domain::ItemId;
use vitrine_domain::api::{ClaimRequest, DeskItem, ErrorCode, FenceRequest};

impl Bench {
    pub(super) async fn claim(&self, item_id: Option<ItemId>) -> Result<Option<DeskItem>, Problem> {
        let url = format!("/api/v1/projects/{}/claims", self.slug());
        client::post(&url, &ClaimRequest { item_id }).await
    }

    /// Asks for an item (this one, or the queue's first) and lays it on the desk.
    pub fn begin(self, wanted: Option<ItemId>) {
        self.phase.set(Phase::Loading);
        spawn_local(async move {
            let claimed = self.claim(wanted).await;
            // A decision taken back has laid its item here in the meantime: it stays.
            let taken = self.phase.get_untracked() == Phase::Working;
            match claimed {
                Ok(Some(item)) if taken => self.keep_for_later(item),
                Ok(None) if taken => {}
                Ok(Some(item)) => {
                    self.show(item);
                    self.prefetch();
                }
                Ok(None) => self.empty(),
                Err(problem) => self.stopped(problem, wanted),
            }
        });
    }

    fn empty(self) {
        self.item.set(None);
        self.phase.set(Phase::Empty);
    }

    fn stopped(self, problem: Problem, wanted: Option<ItemId>) {
        let (phase, offer) = match problem.code() {
            Some(ErrorCode::SignInNeeded) => (Phase::SignedOut, Offer::SignIn),
            _ => (Phase::Away, Offer::Nothing),
        };
        self.phase.set(phase);
        let kept = wanted.and_then(|id| draft::find(&self.slug(), id));
        let text = match kept {
            Some(kept) => not_lost(&problem.to_string(), &kept.draft.answer),
            None => problem.to_string(),
        };
        self.notice.set(Some(Notice { text, offer }));
    }

    /// Lays an item on the desk, with the draft kept for it if it was begun from the same proposal.
    pub(super) fn show(self, item: DeskItem) {
        let proposal = item.proposal.as_ref();
        let start = proposal.map_or_else(Draft::default, |p| Draft {
            answer: p.answer.clone(),
            regions: p.regions.clone(),
        });
        let kept = draft::find(&self.slug(), item.item.id)
            .filter(|k| k.proposal_id == proposal.map(|p| p.id));
        self.notice.set(kept.as_ref().map(|_| Notice {
            text: "Your draft for this item is back.".into(),
            offer: Offer::Nothing,
        }));
        let (begun, note) =
            kept.map_or_else(|| (start.clone(), String::new()), |k| (k.draft, k.note));
        let size = Size {
            width: item.item.image.width.max(1) as u32,
            height: item.item.image.height.max(1) as u32,
        };
        self.note.set(note);
        self.state
            .set(State::new(start, begun, item.labels.clone(), size));
        self.item.set(Some(item));
        self.phase.set(Phase::Working);
    }

    /// Claims the item after this one and loads its picture, so that it can be shown at once.
    pub(super) fn prefetch(self) {
        if self.next.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            if let Ok(Some(item)) = self.claim(None).await {
                let current = self.item.with_untracked(|i| i.as_ref().map(|i| i.item.id));
                // Nothing else to be had: the same item again, under a new fence.
                if current == Some(item.item.id) {
                    self.item.set(Some(item));
                    return;
                }
                if let Ok(image) = web_sys::HtmlImageElement::new() {
                    image.set_src(&picture(&item));
                }
                if self.item.with_untracked(Option::is_none)
                    && self.phase.get_untracked() != Phase::Working
                {
                    self.show(item);
                } else {
                    self.next.set(Some(item));
                }
            }
        });
    }

    /// A claim that came when something lies on the desk: the same item under a new fence, or the one after it.
    fn keep_for_later(self, item: DeskItem) {
        let current = self.item.with_untracked(|i| i.as_ref().map(|i| i.item.id));
        if current == Some(item.item.id) {
            self.item.set(Some(item));
        } else if self.next.with_untracked(Option::is_none) {
            self.next.set(Some(item));
        } else {
            self.release(&item);
        }
    }

    /// The next item onto the desk, or a wait for it.
    pub(super) fn advance(self) {
        match self.next.try_update(Option::take).flatten() {
            Some(item) => self.show(item),
            None => {
                self.item.set(None);
                self.notice.set(None);
                self.phase.set(Phase::Loading);
            }
        }
    }

    pub(super) fn onward(self) {
        self.advance();
        if self.item.with_untracked(Option::is_none) {
            self.begin(None);
        } else {
            self.prefetch();
        }
    }

    /// A fresh claim on the item that lies here, the draft untouched.
    pub fn claim_again(self) {
        let Some(id) = self.item.with_untracked(|i| i.as_ref().map(|i| i.item.id)) else {
            return;
        };
        spawn_local(async move {
            if let Some(next) = self.next.try_update(Option::take).flatten() {
                self.release_now(&next).await;
            }
            match self.claim(Some(id)).await {
                Ok(Some(item)) => {
                    self.item.set(Some(item));
                    self.notice.set(None);
                    self.say("The item is yours again.");
                    self.prefetch();
                }
                Ok(None) => self.warn("The item is no longer in the queue.".into()),
                Err(problem) => self.warn(kept_words(&problem.to_string())),
            }
        });
    }

    /// Keeps both claims alive.
    pub fn heartbeat(self) {
        let current = self.item.get_untracked();
        let next = self.next.get_untracked();
        for (item, on_desk) in [(current, true), (next, false)] {
            let Some(item) = item else { continue };
            let url = self.item_url(item.item.id, "heartbeat");
            let body = fence(&item);
            spawn_local(async move {
                let Err(problem) = client::tell("POST", &url, &body).await else {
                    return;
                };
                let id = Some(item.item.id);
                let lies = |s: RwSignal<Option<DeskItem>>| {
                    s.with_untracked(|i| i.as_ref().map(|i| i.item.id)) == id
                };
                match problem.code() {
                    Some(ErrorCode::SignInNeeded) if on_desk => {
                        self.notice.set(Some(Notice {
                            text: "You are signed out. Your draft is kept.".into(),
                            offer: Offer::SignIn,
                        }));
                    }
                    Some(_) if on_desk && lies(self.item) => self.warn(problem.to_string()),
                    Some(_) if !on_desk && lies(self.next) => {
                        self.next.set(None);
                        self.prefetch();
                    }
                    _ => {}
                }
            });
        }
    }

    pub(super) fn release(self, item: &DeskItem) {
        let (url, body) = (self.item_url(item.item.id, "release"), fence(item));
        spawn_local(async move {
            // A release that is lost costs nothing: the claim expires by itself.
            let _ = client::tell("POST", &url, &body).await;
        });
    }

    pub(super) async fn release_now(self, item: &DeskItem) {
        let _ = client::tell(
            "POST",
            &self.item_url(item.item.id, "release"),
            &fence(item),
        )
        .await;
    }

    /// The page goes away: both claims go back.
    pub fn leave(self) {
        self.keep();
        for item in [self.item.get_untracked(), self.next.get_untracked()]
            .into_iter()
            .flatten()
        {
            client::beacon(&self.item_url(item.item.id, "release"), &fence(&item));
        }
    }
}

fn fence(item: &DeskItem) -> FenceRequest {
    FenceRequest {
        fence: item.claim.fence,
        reason: String::new(),
    }
}
