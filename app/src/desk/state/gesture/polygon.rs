//! A polygon under way: its corners are put one after another by clicks, until it closes or is given up.

use super::{Gesture, Kind};
use crate::desk::geometry::Spot;
use crate::desk::state::State;
use crate::desk::state::event::Told;
use vitrine_domain::{Region, RegionSource, Shape, limits};

impl State {
    /// The corners of a polygon under way, and where its next one would be.
    pub fn under_way(&self) -> Option<(&[Spot], Spot)> {
        match &self.gesture.as_ref()?.kind {
            Kind::Polygon { points, next } => Some((points, *next)),
            _ => None,
        }
    }

    /// One more corner; on the first, or where the last one is, the polygon closes.
    pub(super) fn put_corner(&mut self, at: Spot) {
        let reach = self.reach();
        let most = limits::POLYGON_POINTS.min(self.corners_left());
        let Some(Gesture {
            kind: Kind::Polygon { points, next },
            ..
        }) = &mut self.gesture
        else {
            return;
        };
        let near = |p: &Spot| (p[0] - at[0]).abs() <= reach[0] && (p[1] - at[1]).abs() <= reach[1];
        let closes = points.len() >= 3 && (near(&points[0]) || points.last().is_some_and(near));
        if closes {
            self.close();
            return;
        }
        if points.len() >= most {
            self.tell(Told::Full);
            return;
        }
        // A second click on the same place, as a double click has it, is no second corner.
        if !points.last().is_some_and(near) {
            points.push(at);
        }
        *next = at;
        let n = points.len();
        self.tell(Told::Corners(n));
    }

    pub(in crate::desk::state) fn retract(&mut self) {
        let Some(Gesture {
            kind: Kind::Polygon { points, .. },
            ..
        }) = &mut self.gesture
        else {
            return;
        };
        points.pop();
        match points.len() {
            0 => self.cancel(),
            n => self.tell(Told::Corners(n)),
        }
    }

    /// A polygon is under way that cannot be closed yet: its corners are too few, or all in a line across or down.
    pub fn unclosed(&self) -> bool {
        self.under_way().is_some_and(|(points, _)| {
            let region = Region {
                label: self.label.clone(),
                shape: Shape::Polygon {
                    points: points.to_vec(),
                },
                source: RegionSource::Person,
                score: None,
            };
            region.check().is_err()
        })
    }

    /// Ends the polygon under way: a region, if it is one and there is room. If not it stays in hand.
    pub(in crate::desk::state) fn close(&mut self) {
        let Some(points) = self.under_way().map(|(points, _)| points.to_vec()) else {
            return;
        };
        let room = points.len() <= self.corners_left();
        let full = !room || self.draft.regions.len() >= limits::REGIONS;
        if full || self.unclosed() {
            return self.tell(if full { Told::Full } else { Told::Unclosed });
        }
        self.gesture = None;
        let region = self.person(Shape::Polygon { points });
        self.add(vec![region], Told::Added);
    }
}

#[cfg(test)]
mod tests;
