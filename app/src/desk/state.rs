//! What lies on the desk and how it changes: a pure `(State, Event) -> State`, tested natively.
//!
//! Must never know the page, the clock or the network.

mod gesture;
mod reshape;

pub use gesture::Target;

use super::geometry::{self, Handle, Size, Spot};
use gesture::Gesture;
use reshape::{mine, put};
use vitrine_domain::rules::decision;
use vitrine_domain::{BBox, Region, RegionSource, Shape};

/// What a review would say: the answer and its regions.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    pub answer: String,
    pub regions: Vec<Region>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub draft: Draft,
    /// As it was proposed (empty when blind): what “changed” is measured against.
    pub start: Draft,
    pub selected: Option<usize>,
    /// The label the next box gets.
    pub label: String,
    pub labels: Vec<String>,
    pub size: Size,
    undo: Vec<Draft>,
    redo: Vec<Draft>,
    gesture: Option<Gesture>,
    /// The last event was typing: the next keystroke belongs to the same entry of the history.
    typing: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    Select(Option<usize>),
    Press(Target, Spot),
    Drag(Spot),
    Release,
    /// Puts back what the gesture began with.
    Cancel,
    /// Moves the selected box by image pixels.
    Nudge(i32, i32),
    /// Moves the selected box's lower right corner by image pixels.
    Stretch(i32, i32),
    /// A new box in the middle.
    New,
    Delete,
    /// Another label for the selected box.
    Relabel(String),
    RelabelAt(usize, String),
    DeleteAt(usize),
    Answer(String),
    /// Puts a label into the answer or takes it out.
    Toggle(String),
    /// The answer that nothing is violated.
    Clear,
    Undo,
    Redo,
}

impl State {
    /// `start` is the proposal, `draft` what to begin with (a kept draft, or the proposal again).
    pub fn new(start: Draft, draft: Draft, labels: Vec<String>, size: Size) -> Self {
        Self {
            label: labels.first().cloned().unwrap_or_else(|| "region".into()),
            draft,
            start,
            selected: None,
            labels,
            size,
            undo: Vec::new(),
            redo: Vec::new(),
            gesture: None,
            typing: false,
        }
    }

    /// The reviewer has changed the proposal.
    pub fn changed(&self) -> bool {
        self.draft != self.start
    }

    pub fn can_undo(&self) -> bool {
        !self.undo.is_empty()
    }

    pub fn can_redo(&self) -> bool {
        !self.redo.is_empty()
    }

    /// A gesture is under way.
    pub fn busy(&self) -> bool {
        self.gesture.is_some()
    }

    /// The labels the answer names, if it follows the grammar.
    pub fn decision(&self) -> Option<decision::Decision> {
        decision::parse(&self.draft.answer, &self.labels)
    }

    /// The reducer, in place.
    pub fn apply(&mut self, event: Event) {
        let typing = matches!(event, Event::Answer(_));
        match event {
            Event::Select(i) => self.selected = i.filter(|i| *i < self.draft.regions.len()),
            Event::Press(target, at) => self.press(target, at),
            Event::Drag(at) => self.drag(at),
            Event::Release => self.release(),
            Event::Cancel => self.cancel(),
            Event::Nudge(x, y) => self.reshape(|b, by, _| geometry::moved(b, by), x, y),
            Event::Stretch(x, y) => self.reshape(
                |b, by, size| geometry::resized(b, Handle { x: 1, y: 1 }, by, size),
                x,
                y,
            ),
            Event::New => {
                let region = self.person(geometry::central());
                self.change(|d| d.regions.push(region));
                self.selected = Some(self.draft.regions.len() - 1);
            }
            Event::Delete => {
                if let Some(i) = self.selected {
                    self.delete(i);
                }
            }
            Event::DeleteAt(i) => self.delete(i),
            Event::Relabel(label) => {
                if let Some(i) = self.selected {
                    self.relabel(i, label);
                }
            }
            Event::RelabelAt(i, label) => self.relabel(i, label),
            Event::Answer(text) => {
                if self.typing {
                    self.draft.answer = text;
                    self.redo.clear();
                } else {
                    self.change(|d| d.answer = text);
                }
            }
            Event::Toggle(label) => {
                let mut decision = self.decision().unwrap_or_default();
                if !decision.remove(&label) {
                    decision.insert(label);
                }
                self.change(|d| d.answer = decision::write(&decision));
            }
            Event::Clear => self.change(|d| d.answer = decision::write(&Default::default())),
            Event::Undo => self.travel(true),
            Event::Redo => self.travel(false),
        }
        self.typing = typing;
    }

    fn reshape(&mut self, f: impl Fn(BBox, Spot, Size) -> BBox, x: i32, y: i32) {
        let (Some(i), [px, py], size) = (self.selected, self.size.pixel(), self.size) else {
            return;
        };
        self.change(|d| {
            if let Some(region) = d.regions.get_mut(i) {
                let b = f(region.bbox(), [x as f32 * px, y as f32 * py], size);
                put(region, b);
            }
        });
    }

    fn delete(&mut self, i: usize) {
        self.change(|d| {
            if i < d.regions.len() {
                d.regions.remove(i);
            }
        });
        let left = self.draft.regions.len();
        self.selected = match self.selected {
            Some(s) if s > i => Some(s - 1),
            Some(s) if s == i => left.checked_sub(1).map(|last| s.min(last)),
            other => other,
        };
    }

    fn relabel(&mut self, i: usize, label: String) {
        if label.trim().is_empty() {
            return;
        }
        self.label.clone_from(&label);
        self.change(|d| {
            if let Some(region) = d.regions.get_mut(i).filter(|r| r.label != label) {
                region.label = label;
                mine(region);
            }
        });
    }

    fn person(&self, xyxy: BBox) -> Region {
        Region {
            label: self.label.clone(),
            shape: Shape::Box { xyxy },
            source: RegionSource::Person,
            score: None,
        }
    }

    /// Changes the draft and remembers how it was; nothing is remembered where nothing changed.
    fn change(&mut self, f: impl FnOnce(&mut Draft)) {
        self.cancel();
        let before = self.draft.clone();
        f(&mut self.draft);
        if self.draft != before {
            self.remember(before);
        }
    }

    fn remember(&mut self, before: Draft) {
        self.undo.push(before);
        self.redo.clear();
    }

    fn travel(&mut self, back: bool) {
        self.cancel();
        let (from, to) = if back {
            (&mut self.undo, &mut self.redo)
        } else {
            (&mut self.redo, &mut self.undo)
        };
        if let Some(draft) = from.pop() {
            to.push(std::mem::replace(&mut self.draft, draft));
            self.selected = self.selected.filter(|i| *i < self.draft.regions.len());
        }
    }
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
