//! How a gesture ends: it stands as one entry of the history, or all goes back to where it began.

use super::Kind;
use crate::desk::state::State;
use crate::desk::state::event::{Target, Told};
use crate::desk::state::history::Change;

impl State {
    pub(in crate::desk::state) fn release(&mut self) {
        if self.under_way().is_some() {
            return;
        }
        let Some(gesture) = self.gesture.take() else {
            return;
        };
        if !gesture.moved {
            // A click on one of several means that one.
            if matches!(gesture.kind, Kind::Move)
                && let [(i, _), _, ..] = gesture.before[..]
            {
                let hit = self.target(gesture.from, false);
                let one = if let Target::Region(hit) = hit {
                    hit
                } else {
                    i
                };
                self.select(Some(one));
            }
            return;
        }
        self.stamp += 1;
        let mut step: Vec<Change> = Vec::new();
        let told = match gesture.kind {
            Kind::Field(_) => Told::Selected,
            Kind::Draw | Kind::Point => {
                let at = self.draft.regions.len() - 1;
                step.push(Change::Part {
                    at,
                    before: None,
                    after: self.part(at),
                });
                Told::Added
            }
            Kind::Move => Told::Moved,
            Kind::Resize(..) => Told::Resized,
            Kind::Corner(..) | Kind::Polygon { .. } => Told::Reshaped,
        };
        for (at, before) in gesture.before {
            let after = self.part(at);
            step.push(Change::Part {
                at,
                before: Some(before),
                after,
            });
        }
        self.remember(step);
        self.tell(told);
    }

    pub(in crate::desk::state) fn cancel(&mut self) {
        let Some(gesture) = self.gesture.take() else {
            return;
        };
        if gesture.moved {
            if matches!(gesture.kind, Kind::Draw | Kind::Point) {
                self.draft.regions.pop();
                self.marks.pop();
            }
            for (i, part) in gesture.before {
                self.draft.regions[i] = part.region;
                self.marks[i] = part.mark;
            }
            self.stamp += 1;
        }
        self.picked = gesture.picked;
        // Regions may have gone while a polygon was in hand.
        self.picked
            .retain(|k| self.marks.iter().any(|m| m.key == *k));
        self.corner = None;
    }

    pub(in crate::desk::state) fn settle(&mut self) {
        if self.under_way().is_some() {
            self.close();
        } else {
            self.release();
        }
    }
}
