//! Changes that come without a pointer: keys, buttons, the list.

mod moving;
mod numbers;

use super::event::{Told, Tool};
use super::history::{Change, Part, Step};
use super::reshape::{mine, put};
use super::{Draft, Mark, State};
use crate::desk::geometry::{self, polygon};
use std::collections::HashSet;
use vitrine_domain::case::lower;
use vitrine_domain::rules::mention::mentions;
use vitrine_domain::{Region, RegionSource, Shape, limits};

/// Screen pixels that a duplicate stands beside what it was made of.
const BESIDE: f32 = 14.0;

impl State {
    /// The step that `f` would be for these regions, fixed or not; what it leaves as it was is no part of it, and nothing is
    /// changed yet.
    fn changed_parts(&mut self, which: &[usize], f: impl Fn(&mut Part)) -> Step {
        let mut step = Step::new();
        for &i in which {
            let Some(before) = self.part(i) else { continue };
            let mut after = before.clone();
            f(&mut after);
            if after != before {
                step.push(Change::Part {
                    at: i,
                    before: Some(before),
                    after: Some(after),
                });
            }
        }
        step
    }

    /// Those of them that may be changed; says why where nothing is left.
    pub(super) fn open(&mut self, which: Vec<usize>) -> Vec<usize> {
        let locked = which.iter().all(|i| self.mark(*i).locked);
        let any = !which.is_empty();
        let open: Vec<usize> = which
            .into_iter()
            .filter(|i| !self.mark(*i).fixed())
            .collect();
        if any && open.is_empty() {
            self.tell(if locked { Told::Refused } else { Told::Unseen });
        }
        open
    }

    pub(super) fn new_region(&mut self) {
        let middle = geometry::central(self.seen.part, self.size);
        let shape = match self.tool {
            Tool::Polygon => Shape::Polygon {
                points: polygon::hexagon(middle),
            },
            Tool::Point => Shape::Point {
                xy: polygon::middle(([middle[0], middle[1]], [middle[2], middle[3]])),
            },
            Tool::Box | Tool::Select => Shape::Box { xyxy: middle },
        };
        let region = self.person(shape);
        self.add(vec![region], Told::Added);
    }

    /// Puts regions behind the others and selects them.
    pub(super) fn add(&mut self, regions: Vec<Region>, told: Told) {
        if self.draft.regions.len() + regions.len() > limits::REGIONS {
            self.tell(Told::Full);
            return;
        }
        let first = self.draft.regions.len();
        let parts: Vec<Part> = regions
            .into_iter()
            .map(|region| Part {
                region,
                mark: self.new_mark(),
            })
            .collect();
        self.picked = parts.iter().map(|p| p.mark.key).collect();
        self.corner = None;
        let step = parts.into_iter().enumerate().map(|(n, part)| Change::Part {
            at: first + n,
            before: None,
            after: Some(part),
        });
        self.finish(step.collect(), told);
    }

    pub(super) fn duplicate(&mut self) {
        let which = self.selection();
        let boxes = which.iter().map(|i| self.draft.regions[*i].bbox());
        let Some(around) = geometry::around(boxes) else {
            return;
        };
        let [px, py] = self.size.pixel().map(|p| p * BESIDE * self.seen.pixel);
        // To the right and down; where the image ends there, to the other side.
        let side = |low: f32, high: f32, by: f32| {
            if high + by <= 1.0 || low < by {
                by
            } else {
                -by
            }
        };
        let by = [
            side(around[0], around[2], px),
            side(around[1], around[3], py),
        ];
        let by = geometry::allowed(around, by);
        let copies = which
            .iter()
            .map(|i| {
                let mut copy = self.draft.regions[*i].clone();
                let to = geometry::moved(copy.bbox(), by);
                put(&mut copy, to);
                mine(&mut copy);
                copy
            })
            .collect();
        self.add(copies, Told::Duplicated);
    }

    pub(super) fn delete(&mut self, which: Vec<usize>) {
        let which = self.open(which);
        let (Some(&first), n) = (which.first(), which.len()) else {
            return;
        };
        let was = self.selected();
        // From the last to the first, so that places stay right.
        let parts = which.iter().rev().map(|&at| Change::Part {
            at,
            before: self.part(at),
            after: None,
        });
        let numbers = self.renumbered(&which);
        let told = match numbers.iter().any(Change::differs) {
            true => Told::Renumbered(n),
            false => Told::Deleted(n),
        };
        let step = parts.chain(numbers).collect();
        self.finish(step, told);
        self.picked
            .retain(|k| self.marks.iter().any(|m| m.key == *k));
        if was.is_some_and(|s| which.contains(&s)) {
            let last = self.marks.len().checked_sub(1);
            let next = last.map(|last| self.marks[first.min(last)].key);
            self.picked = next.into_iter().collect();
        }
        self.corner = None;
    }

    pub(super) fn relabel(&mut self, which: Vec<usize>, label: String) {
        if label.trim().is_empty() {
            return;
        }
        self.label.clone_from(&label);
        let which = self.open(which);
        let step = self.changed_parts(&which, |part| {
            if part.region.label != label {
                part.region.label.clone_from(&label);
                mine(&mut part.region);
            }
        });
        self.finish(step, Told::Relabelled);
    }

    /// All of them locked, or, where all are, all open.
    pub(super) fn lock(&mut self, which: &[usize]) {
        let to = which.iter().any(|i| !self.mark(*i).locked);
        let step = self.changed_parts(which, |part| part.mark.locked = to);
        self.finish(step, Told::Locked(to));
    }

    pub(super) fn hide(&mut self, which: &[usize]) {
        let to = which.iter().any(|i| !self.mark(*i).hidden);
        let step = self.changed_parts(which, |part| part.mark.hidden = to);
        self.finish(step, Told::Hidden(to));
    }

    pub(super) fn show_all(&mut self) {
        let all: Vec<usize> = (0..self.marks.len()).collect();
        let step = self.changed_parts(&all, |part| part.mark.hidden = false);
        self.finish(step, Told::AllShown);
    }

    /// Another draft, as one step: all regions out, the others in.
    pub(super) fn lay(&mut self, draft: Draft) {
        let mut step = vec![Change::Answer {
            before: self.draft.answer.clone(),
            after: draft.answer,
        }];
        step.extend(self.laid_turns(draft.turns));
        if draft.regions != self.draft.regions {
            for at in (0..self.draft.regions.len()).rev() {
                let before = self.part(at);
                step.push(Change::Part {
                    at,
                    before,
                    after: None,
                });
            }
            for (at, region) in draft.regions.into_iter().enumerate() {
                let mark = self.new_mark();
                step.push(Change::Part {
                    at,
                    before: None,
                    after: Some(Part { region, mark }),
                });
            }
        }
        self.make(step);
        self.picked.clear();
        self.corner = None;
    }

    /// Another answer at a press: what it has come to is told, for nobody has typed it.
    pub(super) fn put(&mut self, text: String) {
        let step = Change::Answer {
            before: self.draft.answer.clone(),
            after: text,
        };
        self.make(vec![step]);
        self.tell(Told::Answered);
    }

    pub(super) fn finish(&mut self, step: Step, told: Told) {
        if !step.is_empty() {
            self.make(step);
            self.tell(told);
        }
    }

    pub(super) fn person(&mut self, shape: Shape) -> Region {
        if let Some(label) = self.missing() {
            self.label = label;
        }
        Region {
            label: self.label.clone(),
            shape,
            source: RegionSource::Person,
            score: None,
        }
    }

    /// The first label that the answer names and no region has.
    fn missing(&self) -> Option<String> {
        let regions = self.draft.regions.iter();
        let marked: HashSet<String> = regions.map(|r| lower(&r.label)).collect();
        let named = mentions(&self.draft.answer, &self.labels).into_iter();
        let mut named = named.filter_map(|m| self.labels.get(m.label?));
        let missing = named.find(|label| !marked.contains(&lower(label)));
        missing.cloned()
    }

    pub(super) fn new_mark(&mut self) -> Mark {
        let mark = Mark::new(self.next);
        self.next += 1;
        mark
    }
}

#[cfg(test)]
mod tests;
