//! The desk at work: which item lies on it, which comes next, what was sent and what came back.
//!
//! Every decision is shown as done at once; a refusal brings item and draft back with the reason.

mod claims;
mod decisions;
mod words;

use super::draft::{self, Kept};
use super::geometry::Size;
use super::state::{Draft, Event, State};
use leptos::prelude::*;
use vitrine_domain::api::DeskItem;
use vitrine_domain::{ItemId, Review, Verdict};

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

    fn warn(self, text: String) {
        self.notice.set(Some(Notice {
            text,
            offer: Offer::ClaimAgain,
        }));
    }

    pub fn say(self, words: impl Into<String>) {
        self.said.set(words.into());
    }
}

/// The picture at screen size.
pub fn picture(item: &DeskItem) -> String {
    format!("{}?size=screen", item.image_url)
}
