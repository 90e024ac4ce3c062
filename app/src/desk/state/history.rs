//! The history: each step holds what it changed, so that it costs what the change costs, however much lies on the desk.
//!
//! Must never know what a change means.

use super::{Draft, Mark, State};
use vitrine_domain::Region;

/// A region with what the desk knows of it besides.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub region: Region,
    pub mark: Mark,
}

/// One change, both ways.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Change {
    Answer {
        before: String,
        after: String,
    },
    /// At this place: none before is a region put in, none after one taken out.
    Part {
        at: usize,
        before: Option<Part>,
        after: Option<Part>,
    },
}

/// Changes that are undone and done again together, in the order in which they were made.
pub(super) type Step = Vec<Change>;

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct History {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl History {
    pub(super) fn can(&self, back: bool) -> bool {
        !if back { &self.done } else { &self.undone }.is_empty()
    }

    fn push(&mut self, step: Step) {
        self.done.push(step);
        self.undone.clear();
    }

    /// The newest step made this answer, and nothing else.
    pub(super) fn newest_is_answer(&self, answer: &str) -> bool {
        let newest = self.done.last().map(Vec::as_slice);
        matches!(newest, Some([Change::Answer { after, .. }]) if after == answer)
    }

    /// The newest step, to be gone on with while one types.
    pub(super) fn newest(&mut self) -> Option<&mut Step> {
        self.undone.clear();
        self.done.last_mut()
    }
}

impl State {
    pub(super) fn part(&self, i: usize) -> Option<Part> {
        Some(Part {
            region: self.draft.regions.get(i)?.clone(),
            mark: *self.marks.get(i)?,
        })
    }

    /// Makes changes and remembers them; none are no step.
    pub(super) fn make(&mut self, step: Step) {
        for change in &step {
            set(&mut self.draft, &mut self.marks, change, false);
        }
        self.remember(step);
    }

    /// Remembers changes that have been made already.
    pub(super) fn remember(&mut self, step: Step) {
        let differs = |c: &Change| match c {
            Change::Answer { before, after } => before != after,
            Change::Part { before, after, .. } => before != after,
        };
        let step: Step = step.into_iter().filter(differs).collect();
        if !step.is_empty() {
            self.history.push(step);
            self.stamp += 1;
        }
    }

    /// A step back or forth; what it touched is selected.
    pub(super) fn travel(&mut self, back: bool) -> bool {
        let History { done, undone } = &mut self.history;
        let (from, to) = if back { (done, undone) } else { (undone, done) };
        let Some(step) = from.pop() else {
            return false;
        };
        let mut in_order: Vec<&Change> = step.iter().collect();
        if back {
            in_order.reverse();
        }
        let mut touched = Vec::new();
        for change in in_order {
            set(&mut self.draft, &mut self.marks, change, back);
            if let Change::Part { before, after, .. } = change {
                touched.extend([before, after].into_iter().flatten().map(|p| p.mark.key));
            }
        }
        to.push(step);
        if !touched.is_empty() {
            touched.retain(|k| self.marks.iter().any(|m| m.key == *k));
            touched.dedup();
            self.picked = touched;
        }
        self.corner = None;
        self.stamp += 1;
        true
    }
}

fn set(draft: &mut Draft, marks: &mut Vec<Mark>, change: &Change, back: bool) {
    match change {
        Change::Answer { before, after } => {
            draft.answer.clone_from(if back { before } else { after });
        }
        Change::Part { at, before, after } => {
            let (old, new) = if back {
                (after, before)
            } else {
                (before, after)
            };
            match (old, new) {
                (None, Some(part)) => {
                    draft.regions.insert(*at, part.region.clone());
                    marks.insert(*at, part.mark);
                }
                (Some(_), None) => {
                    draft.regions.remove(*at);
                    marks.remove(*at);
                }
                (_, Some(part)) => {
                    draft.regions[*at].clone_from(&part.region);
                    marks[*at] = part.mark;
                }
                (None, None) => {}
            }
        }
    }
}
