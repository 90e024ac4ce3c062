//! The desk at work: which item lies on it, which come next, what was sent and what came back.
//!
//! Every decision is shown as done at once; a refusal brings item and draft back with the reason.

mod ahead;
mod asking;
mod claims;
mod connection;
mod decisions;
mod drafts;
mod elsewhere;
mod following;
mod keys;
mod laid;
mod left_open;
mod moves;
mod notice;
mod phrases;
mod recent;
mod returned;
#[cfg(test)]
pub(super) mod samples;
mod setting;
mod sight;
mod signing_out;
mod spoken;
mod taking_back;
mod tally;
mod words;

pub use drafts::Saved;
pub use moves::Aside;
pub use notice::{Notice, Offer};
pub use recent::Recent;
pub use returned::Returned;
pub use setting::Setting;

use super::draft::{self, Kept};
use super::geometry::Size;
use super::later::Later;
use super::state::{Draft, State};
use crate::parts::eye::Sight;
use asking::Sought;
use drafts::Synced;
use leptos::prelude::*;
use returned::Doing;
use spoken::Spoken;
use vitrine_domain::api::DeskItem;
use vitrine_domain::keymap::Keymap;
use vitrine_domain::rules::calibration::Calibration;
use vitrine_domain::{DayLeft, ItemId, Mode, ModelVersionId, Reveal, Verdict};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The next item is on its way.
    Loading,
    Working,
    /// Nothing is queued.
    Empty,
    SignedOut,
    /// Somebody else is signed in at this browser by now.
    SomebodyElse,
    /// The queue could not be reached.
    Away,
    /// As much as the day allows.
    Enough,
    /// The reviewer rests.
    Break,
}

impl Phase {
    /// Nothing is laid here and nothing is held: the reviewer rests, or is not the one who is signed in.
    fn is_closed(self) -> bool {
        matches!(self, Phase::Break | Phase::SomebodyElse)
    }
}

/// All signals of the desk; copied freely.
#[derive(Clone, Copy)]
pub struct Bench {
    pub setting: StoredValue<Setting>,
    /// What comes later, once it is here.
    pub later: RwSignal<Option<&'static Later>>,
    pub keys: RwSignal<Keymap>,
    /// Letters, digits and signs act when they are pressed alone.
    pub single_keys: RwSignal<bool>,
    pub phase: RwSignal<Phase>,
    pub item: RwSignal<Option<DeskItem>>,
    laid: StoredValue<u64>,
    /// It has not been looked at yet: no decision is heard, and nothing is typed or changed.
    pub fresh: RwSignal<bool>,
    /// Read by what a pointer on its way is drawn by; all else reads it [at rest](Bench::at_rest).
    pub state: RwSignal<State>,
    rests: RwSignal<()>,
    pub note: RwSignal<String>,
    /// Claimed and loaded, so that they can be shown at once.
    pub ahead: RwSignal<Vec<DeskItem>>,
    fetching: StoredValue<bool>,
    /// Asked for again once there is a connection.
    sought: StoredValue<Sought>,
    pub notice: RwSignal<Option<Notice>>,
    /// The focus goes to the notice that comes next.
    heard: StoredValue<bool>,
    /// Refused, and waiting beside what lies here.
    pub returned: RwSignal<Vec<Returned>>,
    pub recent: RwSignal<Recent>,
    /// What the reviewer was at when something was asked back.
    asked: StoredValue<Option<Doing>>,
    /// One of them is being taken back.
    taking: StoredValue<bool>,
    /// Read out by screen readers and shown in the status line.
    pub said: RwSignal<String>,
    spoken: StoredValue<Spoken>,
    /// Reviews on their way.
    pub sending: RwSignal<usize>,
    /// Decisions confirmed here today.
    pub done: RwSignal<usize>,
    /// Where the draft on the desk is kept.
    pub saved: RwSignal<Saved>,
    sync: StoredValue<Synced>,
    /// Nothing came back from the server, and nothing has since.
    cut: StoredValue<bool>,
    /// How the image is seen, where it comes veiled …
    pub sight: RwSignal<Sight>,
    /// … and by what it is clear.
    pub reveal: RwSignal<Option<Reveal>>,
    /// Clear for its time, not for a glance.
    keep_clear: StoredValue<bool>,
    /// How often somebody has asked to see one: who asks again before it could be asked for asks once.
    looks: StoredValue<u32>,
    /// Of the day's exposure, where a limit holds, as the server told it last.
    pub today: RwSignal<Option<DayLeft>>,
    /// What confidences have come to, for each model version met here.
    pub calibrations: RwSignal<Vec<(ModelVersionId, Calibration)>>,
}

impl Bench {
    pub fn new(setting: Setting, keys: Keymap, later: Option<&'static Later>) -> Self {
        let size = Size {
            width: 4,
            height: 3,
        };
        let nothing = State::new(Draft::default(), Draft::default(), Vec::new(), size);
        Self {
            setting: StoredValue::new(setting),
            later: RwSignal::new(later),
            keys: RwSignal::new(keys),
            single_keys: RwSignal::new(true),
            phase: RwSignal::new(Phase::Loading),
            item: RwSignal::new(None),
            laid: StoredValue::new(0),
            fresh: RwSignal::new(false),
            state: RwSignal::new(nothing),
            rests: RwSignal::new(()),
            note: RwSignal::new(String::new()),
            ahead: RwSignal::new(Vec::new()),
            fetching: StoredValue::new(false),
            sought: StoredValue::new(Sought::default()),
            notice: RwSignal::new(None),
            heard: StoredValue::new(false),
            returned: RwSignal::new(Vec::new()),
            recent: RwSignal::new(Recent::default()),
            asked: StoredValue::new(None),
            taking: StoredValue::new(false),
            said: RwSignal::new(String::new()),
            spoken: StoredValue::new(Spoken::default()),
            sending: RwSignal::new(0),
            done: RwSignal::new(0),
            saved: RwSignal::new(Saved::Nothing),
            sync: StoredValue::new(Synced::default()),
            cut: StoredValue::new(false),
            sight: RwSignal::new(Sight::default()),
            reveal: RwSignal::new(None),
            keep_clear: StoredValue::new(false),
            looks: StoredValue::new(0),
            today: RwSignal::new(None),
            calibrations: RwSignal::new(Vec::new()),
        }
    }

    pub fn blind(&self) -> bool {
        self.item.with(|i| i.as_ref().is_some_and(|i| i.item.blind))
    }

    /// Blind, and nobody's decision lies beside it.
    pub fn own_answer(&self) -> bool {
        self.item
            .with(|i| i.as_ref().is_some_and(DeskItem::own_answer))
    }

    /// The item that lies here.
    pub fn current(&self) -> Option<ItemId> {
        self.item.with_untracked(|i| i.as_ref().map(|i| i.item.id))
    }

    /// What the main button says of the draft as it stands.
    pub fn main_verdict(&self) -> Verdict {
        if self.blind() {
            Verdict::Label
        } else if self.at_rest(State::corrects) {
            Verdict::Correct
        } else {
            Verdict::Accept
        }
    }

    /// Answers teach: their steps are tied to what is marked.
    pub fn teaches(&self) -> bool {
        self.setting.with_value(|s| s.mode == Mode::Instructor)
    }

    /// Steps that name nothing marked are refused; marks lie on the first image alone, and steps may be about another.
    pub fn ties(&self) -> bool {
        let one = |item: &DeskItem| item.item.further_images.is_empty();
        self.teaches() && self.item.with(|i| i.as_ref().is_some_and(one))
    }

    /// Answers are no decisions between labels.
    pub fn free_text(&self) -> bool {
        self.setting.with_value(|s| s.free_text)
    }
}

/// The picture at screen size, veiled where it comes so.
pub fn picture(item: &DeskItem) -> String {
    format!("{}?size=screen", item.image_url)
}
