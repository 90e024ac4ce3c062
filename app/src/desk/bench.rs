//! The desk at work: which item lies on it, which comes next, what was sent and what came back.
//!
//! Every decision is shown as done at once; a refusal brings item and draft back with the reason.

use super::draft::{self, Kept};
use super::geometry::Size;
use super::state::{Draft, Event, State};
use crate::client::{self, Problem};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use vitrine_domain::api::{
    ClaimRequest, DeskItem, ErrorCode, FenceRequest, ReviewReceipt, ReviewRequest, UndoRequest,
};
use vitrine_domain::{ItemId, Review, ReviewId, Verdict, limits};

/// How long a decision can be taken back.
const UNDO_FOR: Duration = Duration::from_secs(60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The next item is on its way.
    Loading,
    Working,
    /// Nothing is queued.
    Empty,
    SignedOut,
    /// The queue could not be reached.
    Away,
}

/// Something to tell the reviewer that asks for an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    pub text: String,
    pub offer: Offer,
}

/// What a notice's button does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// Only to be read.
    Nothing,
    ClaimAgain,
    /// The same decision once more.
    Retry(Verdict),
    SignIn,
}

/// A decision that was confirmed and may still be taken back.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    pub review: Review,
}

/// All signals of the desk; copied freely.
#[derive(Clone, Copy)]
pub struct Bench {
    slug: StoredValue<String>,
    pub phase: RwSignal<Phase>,
    pub item: RwSignal<Option<DeskItem>>,
    pub state: RwSignal<State>,
    pub note: RwSignal<String>,
    pub next: RwSignal<Option<DeskItem>>,
    pub notice: RwSignal<Option<Notice>>,
    pub last: RwSignal<Option<Decided>>,
    /// Read out by screen readers and shown in the status line.
    pub said: RwSignal<String>,
    /// Reviews on their way.
    pub sending: RwSignal<usize>,
    /// Decisions confirmed since the page was opened.
    pub done: RwSignal<usize>,
}

impl Bench {
    pub fn new(slug: String) -> Self {
        let size = Size {
            width: 4,
            height: 3,
        };
        Self {
            slug: StoredValue::new(slug),
            phase: RwSignal::new(Phase::Loading),
            item: RwSignal::new(None),
            state: RwSignal::new(State::new(
                Draft::default(),
                Draft::default(),
                Vec::new(),
                size,
            )),
            note: RwSignal::new(String::new()),
            next: RwSignal::new(None),
            notice: RwSignal::new(None),
            last: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            sending: RwSignal::new(0),
            done: RwSignal::new(0),
        }
    }

    pub fn slug(&self) -> String {
        self.slug.get_value()
    }

    pub fn apply(&self, event: Event) {
        self.state.update(|s| s.apply(event));
    }

    pub fn blind(&self) -> bool {
        self.item.with(|i| i.as_ref().is_some_and(|i| i.item.blind))
    }

    /// What the main button says of the draft as it stands.
    pub fn main_verdict(&self) -> Verdict {
        if self.blind() {
            Verdict::Label
        } else if self.state.with(State::changed) {
            Verdict::Correct
        } else {
            Verdict::Accept
        }
    }

    fn item_url(&self, item: ItemId, what: &str) -> String {
        format!("/api/v1/projects/{}/items/{item}/{what}", self.slug())
    }

    async fn claim(&self, item_id: Option<ItemId>) -> Result<Option<DeskItem>, Problem> {
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
                Err(problem) => self.stopped(problem),
            }
        });
    }

    fn empty(self) {
        self.item.set(None);
        self.phase.set(Phase::Empty);
    }

    fn stopped(self, problem: Problem) {
        let (phase, offer) = match problem.code() {
            Some(ErrorCode::SignInNeeded) => (Phase::SignedOut, Offer::SignIn),
            _ => (Phase::Away, Offer::Nothing),
        };
        self.phase.set(phase);
        self.notice.set(Some(Notice {
            text: problem.to_string(),
            offer,
        }));
    }

    /// Lays an item on the desk, with the draft kept for it if it was begun from the same proposal.
    fn show(self, item: DeskItem) {
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
    fn prefetch(self) {
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
    fn advance(self) {
        match self.next.try_update(Option::take).flatten() {
            Some(item) => self.show(item),
            None => {
                self.item.set(None);
                self.notice.set(None);
                self.phase.set(Phase::Loading);
            }
        }
    }

    /// Writes the draft into the browser's storage while it differs from the proposal.
    pub fn keep(self) {
        let Some((id, proposal_id)) = self.item.with_untracked(|i| {
            i.as_ref()
                .map(|i| (i.item.id, i.proposal.as_ref().map(|p| p.id)))
        }) else {
            return;
        };
        let note = self.note.get_untracked();
        let changed = self.state.with_untracked(State::changed);
        if changed || !note.is_empty() {
            let draft = self.state.with_untracked(|s| s.draft.clone());
            let kept = Kept {
                proposal_id,
                draft,
                note,
            };
            draft::keep(&self.slug(), id, &kept);
        } else {
            draft::forget(&self.slug(), id);
        }
    }

    /// Sends a verdict on what lies on the desk and goes on to the next item.
    pub fn decide(self, verdict: Verdict) {
        let Some(item) = self.item.get_untracked() else {
            return;
        };
        if self.state.with_untracked(State::busy) {
            self.apply(Event::Release);
        }
        let draft = self.state.with_untracked(|s| s.draft.clone());
        if let Some(complaint) = complaint(verdict, &draft) {
            self.say(complaint);
            return;
        }
        let request = ReviewRequest {
            fence: item.claim.fence,
            verdict,
            answer: draft.answer.clone(),
            regions: draft.regions.clone(),
            note: self.note.get_untracked(),
        };
        let kept = Kept {
            proposal_id: item.proposal.as_ref().map(|p| p.id),
            draft,
            note: request.note.clone(),
        };
        draft::keep(&self.slug(), item.item.id, &kept);
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
        draft::forget(&self.slug(), item);
        let words = done_words(receipt.review.verdict);
        let training = if receipt.training_queued {
            " Enough new triplets: a training run starts."
        } else {
            ""
        };
        self.say(format!("{words}.{training}"));
        self.done.update(|n| *n += 1);
        let review = receipt.review.id;
        self.last.set(Some(Decided {
            review: receipt.review,
        }));
        set_timeout(move || self.expire(review), UNDO_FOR);
        if self.item.with_untracked(Option::is_none) {
            self.begin(None);
        } else {
            self.prefetch();
        }
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
        if let Some(current) = self.item.get_untracked() {
            match self.next.get_untracked() {
                None => self.next.set(Some(current)),
                Some(_) => self.release(&current),
            }
        }
        self.show(item);
        let offer = match problem.code() {
            Some(ErrorCode::SignInNeeded) => Offer::SignIn,
            _ if problem.may_retry() => Offer::Retry(verdict),
            Some(ErrorCode::ClaimLost | ErrorCode::Conflict) => Offer::ClaimAgain,
            _ => Offer::Nothing,
        };
        let text = kept_words(&format!("Not saved. {problem}"));
        self.said.set("Not saved".into());
        self.notice.set(Some(Notice { text, offer }));
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

    fn warn(self, text: String) {
        self.notice.set(Some(Notice {
            text,
            offer: Offer::ClaimAgain,
        }));
    }

    /// Gives the draft up and goes on.
    pub fn discard(self) {
        if let Some(item) = self.item.get_untracked() {
            draft::forget(&self.slug(), item.item.id);
            self.release(&item);
        }
        self.onward();
    }

    fn onward(self) {
        self.advance();
        if self.item.with_untracked(Option::is_none) {
            self.begin(None);
        } else {
            self.prefetch();
        }
    }

    /// Puts the item back for others; it is not offered to this reviewer again.
    pub fn skip(self) {
        let Some(item) = self.item.get_untracked() else {
            return;
        };
        draft::forget(&self.slug(), item.item.id);
        let url = self.item_url(item.item.id, "skip");
        let body = FenceRequest {
            fence: item.claim.fence,
            reason: self.note.get_untracked(),
        };
        self.advance();
        self.say("Skipped");
        spawn_local(async move {
            if let Err(problem) = client::tell("POST", &url, &body).await {
                self.say(format!("The skip was not stored. {problem}"));
            }
            if self.item.with_untracked(Option::is_none) {
                self.begin(None);
            } else {
                self.prefetch();
            }
        });
    }

    /// Takes the last decision back and lays its item on the desk again.
    pub fn undo_review(self) {
        let Some(Decided { review }) = self.last.get_untracked() else {
            self.say("There is no decision to take back");
            return;
        };
        self.last.set(None);
        spawn_local(async move {
            let url = self.item_url(review.item_id, "undo");
            let body = UndoRequest {
                review_id: review.id,
            };
            if let Err(problem) = client::tell("POST", &url, &body).await {
                self.say(format!("Not taken back. {problem}"));
                return;
            }
            self.done.update(|n| *n = n.saturating_sub(1));
            self.keep();
            if let Some(next) = self.next.try_update(Option::take).flatten() {
                self.release_now(&next).await;
            }
            match self.claim(Some(review.item_id)).await {
                Ok(Some(item)) => {
                    self.next.set(self.item.get_untracked());
                    self.show(item);
                    let draft = Draft {
                        answer: review.answer,
                        regions: review.regions,
                    };
                    self.state.update(|s| s.draft = draft);
                    self.say("Taken back: decide it anew");
                }
                Ok(None) => self.say("Taken back; the item is in the queue again"),
                Err(problem) => self.say(format!("Taken back, but not yours. {problem}")),
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

    fn release(self, item: &DeskItem) {
        let (url, body) = (self.item_url(item.item.id, "release"), fence(item));
        spawn_local(async move {
            // A release that is lost costs nothing: the claim expires by itself.
            let _ = client::tell("POST", &url, &body).await;
        });
    }

    async fn release_now(self, item: &DeskItem) {
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

    pub fn say(self, words: impl Into<String>) {
        self.said.set(words.into());
    }
}

fn fence(item: &DeskItem) -> FenceRequest {
    FenceRequest {
        fence: item.claim.fence,
        reason: String::new(),
    }
}

/// The picture at screen size.
pub fn picture(item: &DeskItem) -> String {
    format!("{}?size=screen", item.image_url)
}

/// Why a draft cannot be sent with this verdict, before the server has to say so.
fn complaint(verdict: Verdict, draft: &Draft) -> Option<String> {
    if draft.answer.len() > limits::ANSWER_BYTES {
        return Some(format!(
            "The answer is longer than {} KB; shorten it.",
            limits::ANSWER_BYTES / 1024
        ));
    }
    (verdict.makes_triplet() && draft.answer.trim().is_empty())
        .then(|| "Write the answer first, or choose a label.".to_owned())
}

/// A whole sentence that ends with what became of the draft.
fn kept_words(reason: &str) -> String {
    let reason = reason.trim_end_matches('.');
    if reason.contains("draft is kept") {
        format!("{reason}.")
    } else {
        format!("{reason}. Your draft is kept.")
    }
}

fn done_words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "Accepted",
        Verdict::Correct => "Correction saved",
        Verdict::Reject => "Rejected",
        Verdict::Escalate => "Escalated",
        Verdict::Label => "Label saved",
    }
}
