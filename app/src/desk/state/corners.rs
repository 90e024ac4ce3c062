//! The corners of a polygon that lies on the desk: moved, added, taken away, given anew.

use super::State;
use super::event::Told;
use super::history::{Change, Part};
use super::reshape::mine;
use crate::desk::geometry::{Spot, polygon, within};
use vitrine_domain::{Region, Shape, limits};

/// Puts a corner elsewhere, inside the image; says whether the polygon is still one, and leaves it be where not.
pub(super) fn move_corner(region: &mut Region, k: usize, to: Spot) -> bool {
    with_points(region, |points| {
        if let Some(corner) = points.get_mut(k) {
            *corner = to.map(|v| within(v, 0.0, 1.0));
        }
    })
}

/// Changes the corners where what comes of it can stand.
fn with_points(region: &mut Region, f: impl FnOnce(&mut Vec<Spot>)) -> bool {
    let Shape::Polygon { points } = &region.shape else {
        return false;
    };
    let mut new = points.clone();
    f(&mut new);
    if new == *points {
        return false;
    }
    let mut changed = region.clone();
    changed.shape = Shape::Polygon { points: new };
    mine(&mut changed);
    let stands = changed.check().is_ok();
    if stands {
        *region = changed;
    }
    stands
}

/// A corner behind the `k`-th.
pub(super) fn insert_corner(region: &mut Region, k: usize, at: Spot) -> bool {
    with_points(region, |points| {
        let at = at.map(|v| within(v, 0.0, 1.0));
        points.insert((k + 1).min(points.len()), at);
    })
}

impl State {
    pub(super) fn add_corner(&mut self) {
        let Some((i, k)) = self.corner() else {
            return;
        };
        if self.corners_left() == 0 {
            self.tell(Told::Full);
            return;
        }
        let Some(before) = self.part(i) else { return };
        let mut after = before.clone();
        let Shape::Polygon { points } = &before.region.shape else {
            return;
        };
        let Some(side) = polygon::sides(points).nth(k) else {
            return;
        };
        if insert_corner(&mut after.region, k, polygon::middle(side)) {
            self.corner = Some(k + 1);
            self.reshaped(i, before, after, Told::Corner(k + 1));
        }
    }

    pub(super) fn delete_corner(&mut self, i: usize, k: usize) {
        let Some(before) = self.part(i) else { return };
        let mut after = before.clone();
        let stands = with_points(&mut after.region, |points| {
            points.remove(k);
        });
        if !stands {
            self.tell(Told::TooFew);
            return;
        }
        self.corner = Some(k.saturating_sub(1));
        self.reshaped(i, before, after, Told::Reshaped);
    }

    pub(super) fn set_corners(&mut self, i: usize, to: &[Spot]) {
        let Some(before) = self.part(i) else { return };
        let Shape::Polygon { points } = &before.region.shape else {
            return;
        };
        if self.open(vec![i]).is_empty() {
            return;
        }
        let more = to.len().saturating_sub(points.len());
        if to.len() > limits::POLYGON_POINTS || more > self.corners_left() {
            return self.tell(Told::Full);
        }
        let to: Vec<Spot> = to.iter().map(|p| p.map(|v| v.clamp(0.0, 1.0))).collect();
        if to == *points {
            return;
        }
        let mut after = before.clone();
        if !with_points(&mut after.region, |points| *points = to) {
            return self.tell(Told::TooFew);
        }
        self.corner = None;
        self.reshaped(i, before, after, Told::Reshaped);
    }

    /// Other corners of one polygon are one step.
    fn reshaped(&mut self, at: usize, before: Part, after: Part, told: Told) {
        let step = vec![Change::Part {
            at,
            before: Some(before),
            after: Some(after),
        }];
        self.finish(step, told);
    }

    /// Corners that polygons may still get.
    pub(super) fn corners_left(&self) -> usize {
        let polygons = self.draft.regions.iter();
        let now: usize = polygons
            .filter(|r| matches!(r.shape, Shape::Polygon { .. }))
            .map(Region::corners)
            .sum();
        limits::REGION_POINTS.saturating_sub(now)
    }
}

#[cfg(test)]
mod tests {
    use crate::desk::geometry::reach::Grip;
    use crate::desk::state::tests::{fresh, proposed};
    use crate::desk::state::{Event, Target, Told};
    use vitrine_domain::{RegionSource, limits};

    #[test]
    fn corners_are_dragged_added_and_taken_away() {
        let state = fresh().after(Event::Select(Some(3)));
        assert_eq!(
            state.target([0.6, 0.1], false),
            Target::Grip(3, Grip::Corner(0))
        );
        let moved = state
            .clone()
            .after(Event::Press(Target::Grip(3, Grip::Corner(0)), [0.6, 0.1]))
            .after(Event::Drag([0.55, 0.2]))
            .after(Event::Release);
        assert_eq!(moved.polygon(3)[0], [0.55, 0.2]);
        let added = state
            .clone()
            .after(Event::Press(Target::Grip(3, Grip::Side(0)), [0.75, 0.1]))
            .after(Event::Drag([0.75, 0.02]))
            .after(Event::Release);
        assert_eq!(added.polygon(3).len(), 5);
        assert_eq!(added.polygon(3)[1], [0.75, 0.02]);
        assert_eq!(added.after(Event::Undo).draft, proposed());

        // The same by keys: choose a corner, move it, add one behind it, take it away.
        let keyed = state
            .after(Event::Corner(Some(1)))
            .after(Event::Nudge(-64, 0))
            .after(Event::AddCorner);
        assert_eq!(keyed.corner(), Some((3, 1)));
        assert!((keyed.polygon(3)[0][0] - 0.5).abs() < 1e-6);
        assert_eq!(keyed.polygon(3).len(), 5);
        let three = keyed.after(Event::Delete).after(Event::Delete);
        assert_eq!(three.polygon(3).len(), 3);
        let refused = three.clone().after(Event::Delete);
        assert_eq!(refused.draft, three.draft);
        assert_eq!(refused.told.1, Some(Told::TooFew));
        // Without a chosen corner, the polygon itself goes.
        let gone = refused.after(Event::Corner(None)).after(Event::Delete);
        assert_eq!(gone.draft.regions.len(), 3);
    }

    #[test]
    fn corners_are_given_anew_in_one_step_and_what_is_no_polygon_changes_nothing() {
        let triangle = vec![[0.1, 0.1], [2.0, 0.1], [0.5, -0.5]];
        let state = fresh().after(Event::Corners(3, triangle.clone()));
        assert_eq!(state.polygon(3), [[0.1, 0.1], [1.0, 0.1], [0.5, 0.0]]);
        assert_eq!(state.told.1, Some(Told::Reshaped));
        assert_eq!(state.draft.regions[3].source, RegionSource::Person);
        assert_eq!(state.draft.regions[3].score, None);
        assert_eq!(state.after(Event::Undo).draft, proposed());

        let line = vec![[0.1, 0.5], [0.5, 0.5], [0.9, 0.5]];
        let none = vec![[f32::NAN, 0.1], [0.5, 0.5], [0.1, 0.5]];
        let ring = |n: usize| (0..n).map(|i| [0.5, i as f32 / n as f32]).collect();
        for (to, told) in [
            (triangle[..2].to_vec(), Told::TooFew),
            (Vec::new(), Told::TooFew),
            (line, Told::TooFew),
            (none, Told::TooFew),
            (ring(limits::POLYGON_POINTS + 1), Told::Full),
        ] {
            let state = fresh().after(Event::Corners(3, to));
            assert_eq!(state.draft, proposed());
            assert!(!state.can_undo());
            assert_eq!(state.told.1, Some(told));
        }
        // As they are, of a box, of nothing, of what is locked.
        let own = fresh().polygon(3).to_vec();
        for (i, to) in [(3, own), (0, triangle.clone()), (9, triangle.clone())] {
            let state = fresh().after(Event::Corners(i, to));
            assert_eq!(state.standing(), fresh().standing());
        }
        let locked = fresh().after(Event::Lock(Some(3)));
        let state = locked.clone().after(Event::Corners(3, triangle));
        assert_eq!(state.standing(), locked.standing());
        assert_eq!(state.told.1, Some(Told::Refused));
    }
}
