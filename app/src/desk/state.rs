//! What lies on the desk and how it changes: a pure `(State, Event) -> State`, tested natively.
//!
//! Must never know the page, the clock or the network.

use super::geometry::{self, Handle, Size, Spot};
use vitrine_domain::rules::decision;
use vitrine_domain::{BBox, Region, RegionSource, Shape};

/// What a review would say: the answer and its regions.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Draft {
    pub answer: String,
    pub regions: Vec<Region>,
}

/// What the pointer took hold of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target {
    /// The image itself: a new box begins.
    Image,
    Region(usize),
    Handle(usize, Handle),
}

/// A pointer gesture under way; the draft as it was when it began is put into the history at its end.
#[derive(Debug, Clone, PartialEq)]
struct Gesture {
    target: Target,
    from: Spot,
    before: Draft,
    /// It has gone far enough to mean something.
    moved: bool,
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

/// A drag shorter than this many image pixels is a click.
const CLICK_PIXELS: f32 = 3.0;

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

    fn press(&mut self, target: Target, at: Spot) {
        self.cancel();
        self.selected = match target {
            Target::Image => None,
            Target::Region(i) | Target::Handle(i, _) if i < self.draft.regions.len() => Some(i),
            _ => return,
        };
        self.gesture = Some(Gesture {
            target,
            from: at,
            before: self.draft.clone(),
            moved: false,
        });
    }

    fn drag(&mut self, at: Spot) {
        let Some(mut gesture) = self.gesture.take() else {
            return;
        };
        let by = [at[0] - gesture.from[0], at[1] - gesture.from[1]];
        let [px, py] = self.size.pixel();
        if !gesture.moved && (by[0] / px).abs().max((by[1] / py).abs()) < CLICK_PIXELS {
            self.gesture = Some(gesture);
            return;
        }
        let size = self.size;
        match gesture.target {
            Target::Image => {
                let region = self.person(geometry::between(gesture.from, at, size));
                self.draft = gesture.before.clone();
                self.draft.regions.push(region);
                self.selected = Some(self.draft.regions.len() - 1);
            }
            Target::Region(i) => {
                let old = gesture.before.regions[i].bbox();
                put(&mut self.draft.regions[i], geometry::moved(old, by));
            }
            Target::Handle(i, handle) => {
                let old = gesture.before.regions[i].bbox();
                put(
                    &mut self.draft.regions[i],
                    geometry::resized(old, handle, by, size),
                );
            }
        }
        gesture.moved = true;
        self.gesture = Some(gesture);
    }

    fn release(&mut self) {
        if let Some(gesture) = self.gesture.take()
            && gesture.before != self.draft
        {
            self.remember(gesture.before);
        }
    }

    fn cancel(&mut self) {
        if let Some(gesture) = self.gesture.take() {
            self.draft = gesture.before;
            self.selected = self.selected.filter(|i| *i < self.draft.regions.len());
        }
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

/// A region that a person has changed is the person's: its score was for what the model drew.
fn mine(region: &mut Region) {
    region.source = RegionSource::Person;
    region.score = None;
}

/// Points and polygons move and scale with the box around them.
fn put(region: &mut Region, to: BBox) {
    let from = region.bbox();
    if from == to {
        return;
    }
    let along = |v: f32, axis: usize| {
        let span = from[axis + 2] - from[axis];
        let share = if span > 0.0 {
            (v - from[axis]) / span
        } else {
            0.0
        };
        (to[axis] + share * (to[axis + 2] - to[axis])).clamp(0.0, 1.0)
    };
    match &mut region.shape {
        Shape::Box { xyxy } => *xyxy = to,
        Shape::Point { xy } => *xy = [to[0], to[1]],
        Shape::Polygon { points } => {
            for [x, y] in points {
                *x = along(*x, 0);
                *y = along(*y, 1);
            }
        }
    }
    mine(region);
}

#[cfg(test)]
#[path = "state_tests.rs"]
mod tests;
