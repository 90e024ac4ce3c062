//! The history: each step holds what it changed, so that it costs what the change costs, however much lies on the desk.
//!
//! Must never know what a change means.

use super::{Draft, Mark, State};
use vitrine_domain::{Region, Turn};

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
    /// The same of a further turn.
    Turn {
        at: usize,
        before: Option<Turn>,
        after: Option<Turn>,
    },
}

impl Change {
    pub(super) fn differs(&self) -> bool {
        match self {
            Change::Answer { before, after } => before != after,
            Change::Part { before, after, .. } => before != after,
            Change::Turn { before, after, .. } => before != after,
        }
    }
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
        let step: Step = step.into_iter().filter(Change::differs).collect();
        if !step.is_empty() {
            self.history.push(step);
            self.stamp += 1;
        }
    }

    /// Makes a change of what the newest step changed, as a part of that step. False where it came to nothing and is gone.
    pub(super) fn make_on(&mut self, change: Change) -> bool {
        set(&mut self.draft, &mut self.marks, &change, false);
        let History { done, undone } = &mut self.history;
        undone.clear();
        let Some([newest]) = done.last_mut().map(Vec::as_mut_slice) else {
            return false;
        };
        match (&mut *newest, change) {
            (Change::Answer { after, .. }, Change::Answer { after: now, .. }) => *after = now,
            (Change::Turn { after, .. }, Change::Turn { after: now, .. }) => *after = now,
            _ => {}
        }
        let stands = newest.differs();
        if !stands {
            done.pop();
        }
        stands
    }

    /// Makes further changes of regions that lie here, as a part of the newest step. False where it came to nothing and is
    /// gone.
    pub(super) fn join(&mut self, step: Step) -> bool {
        let History { done, undone } = &mut self.history;
        undone.clear();
        self.stamp += 1;
        let Some(newest) = done.last_mut() else {
            return false;
        };
        for change in step {
            set(&mut self.draft, &mut self.marks, &change, false);
            let Change::Part { at, after, .. } = &change else {
                continue;
            };
            let same = |c: &&mut Change| matches!(c, Change::Part { at: a, .. } if a == at);
            match newest.iter_mut().find(same) {
                Some(Change::Part { after: was, .. }) => was.clone_from(after),
                _ => newest.push(change),
            }
        }
        newest.retain(Change::differs);
        let stands = !newest.is_empty();
        if !stands {
            done.pop();
        }
        stands
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

/// What goes and what comes, forth or back.
fn from_to<T>(before: T, after: T, back: bool) -> (T, T) {
    match back {
        true => (after, before),
        false => (before, after),
    }
}

fn set(draft: &mut Draft, marks: &mut Vec<Mark>, change: &Change, back: bool) {
    match change {
        Change::Answer { before, after } => {
            draft.answer.clone_from(if back { before } else { after });
        }
        Change::Part { at, before, after } => match from_to(before, after, back) {
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
        },
        Change::Turn { at, before, after } => match from_to(before, after, back) {
            (None, Some(turn)) => draft.turns.insert(*at, turn.clone()),
            (Some(_), None) => drop(draft.turns.remove(*at)),
            (_, Some(turn)) => draft.turns[*at].clone_from(turn),
            (None, None) => {}
        },
    }
}
