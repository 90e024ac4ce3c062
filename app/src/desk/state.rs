//! What lies on the desk and how it changes: a pure `(State, Event) -> State`, tested natively.
//!
//! Must never know the page, the clock or the network.

mod corners;
mod edit;
mod event;
mod gesture;
mod history;
mod reducer;
mod reshape;
mod selection;
mod target;
mod turns;

pub use event::{Event, Seen, Side, Target, Told, Tool};

use super::geometry::Size;
use gesture::Gesture;
use history::History;
pub use turns::Field;
use vitrine_domain::rules::decision;
use vitrine_domain::{Region, Turn};

/// What a review would say: the answer, its regions, and further turns. This alone is kept and sent; its JSON form is
/// `{"answer": "…", "regions": [Region, …], "turns": [Turn, …]}`, as the API has them; without turns they are left out.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    pub answer: String,
    pub regions: Vec<Region>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<Turn>,
}

/// A region's name for as long as it lies on the desk, whatever its place.
pub type Key = u32;

/// What the desk knows of a region besides: a matter of looking, never part of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    pub key: Key,
    /// It cannot be changed.
    pub locked: bool,
    /// It is not drawn.
    pub hidden: bool,
}

impl Mark {
    fn new(key: Key) -> Self {
        Self {
            key,
            locked: false,
            hidden: false,
        }
    }

    /// Nothing but looking is done to it: what cannot be seen is not changed either.
    fn fixed(self) -> bool {
        self.locked || self.hidden
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// To be read; it changes by events alone ([`Event::Lay`] puts another in its place).
    pub draft: Draft,
    /// As it was proposed (empty when blind): what “changed” is measured against.
    pub start: Draft,
    /// The label the next region gets, unless the answer names one that no region has.
    pub label: String,
    pub labels: Vec<String>,
    pub size: Size,
    /// Answers teach: the numbers in their steps follow the regions.
    pub teaches: bool,
    pub tool: Tool,
    pub snap: bool,
    pub seen: Seen,
    /// Grows whenever another thing is to be drawn than what is selected or in hand.
    pub stamp: u64,
    /// Grows with every event but those of a pointer on its way: what can wait until it lets go watches this.
    pub beat: u64,
    /// What came of the last event that came to something, and how many did.
    pub told: (u64, Option<Told>),
    /// One for each region, in the same order.
    marks: Vec<Mark>,
    picked: Vec<Key>,
    corner: Option<usize>,
    history: History,
    gesture: Option<Gesture>,
    /// Since there was typing here, nothing else was done, and the history's newest step holds it: the next keystroke belongs
    /// to that.
    typed: Option<Field>,
    /// The same of a movement by keys, and what it came to.
    moving: Option<Told>,
    next: Key,
}

impl State {
    /// `start` is the proposal, `draft` what to begin with (a kept draft, or the proposal again).
    pub fn new(start: Draft, draft: Draft, labels: Vec<String>, size: Size) -> Self {
        let marks: Vec<Mark> = (0..draft.regions.len() as Key).map(Mark::new).collect();
        Self {
            label: first(&labels),
            next: marks.len() as Key,
            marks,
            draft,
            start,
            labels,
            size,
            teaches: false,
            tool: Tool::default(),
            snap: true,
            seen: Seen::default(),
            stamp: 0,
            beat: 0,
            told: (0, None),
            picked: Vec::new(),
            corner: None,
            history: History::default(),
            gesture: None,
            typed: None,
            moving: None,
        }
    }

    /// The project's labels as they are by now; what is drawn and written stays.
    pub fn offer(&mut self, labels: Vec<String>) {
        if self.labels == labels {
            return;
        }
        // One that is gone is given to no further region; one that never was the project's is the reviewer's own.
        if self.labels.contains(&self.label) && !labels.contains(&self.label) {
            self.label = first(&labels);
        }
        self.labels = labels;
        self.beat += 1;
    }

    /// The reviewer has written or drawn something.
    pub fn changed(&self) -> bool {
        self.draft != self.start
    }

    /// The reviewer has changed what was proposed; further turns come after that and leave it as it is.
    pub fn corrects(&self) -> bool {
        (&self.draft.answer, &self.draft.regions) != (&self.start.answer, &self.start.regions)
    }

    pub fn can_undo(&self) -> bool {
        self.history.can(true)
    }

    pub fn can_redo(&self) -> bool {
        self.history.can(false)
    }

    /// The newest step is what was typed into this field.
    pub fn is_typed(&self, field: Field) -> bool {
        self.typed == Some(field)
    }

    /// A gesture is under way.
    pub fn busy(&self) -> bool {
        self.gesture.is_some()
    }

    /// What the desk knows of the `i`-th region besides.
    pub fn mark(&self, i: usize) -> Mark {
        self.marks.get(i).copied().unwrap_or(Mark::new(Key::MAX))
    }

    /// The labels the answer names, if it follows the grammar.
    pub fn decision(&self) -> Option<decision::Decision> {
        decision::parse(&self.draft.answer, &self.labels)
    }

    fn tell(&mut self, told: Told) {
        self.told = (self.told.0 + 1, Some(told));
    }
}

/// What the next region is called where nobody has said.
fn first(labels: &[String]) -> String {
    labels.first().cloned().unwrap_or_else(|| "region".into())
}

#[cfg(test)]
mod random_tests;
#[cfg(test)]
mod tests;
