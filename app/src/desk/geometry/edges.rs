//! Snapping: a side that comes near the image's edge or another region's side takes its place.

use super::{Handle, Spot};
use vitrine_domain::BBox;

/// A side that others snap to: where it stands on its axis, and from where to where it runs along the other.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Edge {
    at: f32,
    low: f32,
    high: f32,
}

/// All sides that may be snapped to, gathered once a gesture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edges {
    /// Upright ones first, then level ones.
    sides: [Vec<Edge>; 2],
}

impl Edges {
    /// The image's own and those of other regions' boxes.
    pub fn of(others: impl IntoIterator<Item = BBox>) -> Edges {
        let mut edges = Edges::default();
        for b in std::iter::once([0.0, 0.0, 1.0, 1.0]).chain(others) {
            for axis in 0..2 {
                let (low, high) = (b[1 - axis], b[3 - axis]);
                edges.sides[axis].extend([b[axis], b[axis + 2]].map(|at| Edge { at, low, high }));
            }
        }
        edges
    }

    /// The step from `value` to the nearest side within `reach` that runs beside `span`.
    fn pull(&self, axis: usize, value: f32, span: [f32; 2], reach: Spot) -> Option<f32> {
        let beside =
            |e: &&Edge| e.low <= span[1] + reach[1 - axis] && e.high >= span[0] - reach[1 - axis];
        self.sides[axis]
            .iter()
            .filter(|e| (e.at - value).abs() <= reach[axis])
            .filter(beside)
            .map(|e| e.at - value)
            .min_by(|a, b| a.abs().total_cmp(&b.abs()))
    }

    /// A point, each coordinate by itself.
    pub fn point(&self, at: Spot, reach: Spot) -> Spot {
        let on = |axis: usize| {
            let other = at[1 - axis];
            at[axis]
                + self
                    .pull(axis, at[axis], [other, other], reach)
                    .unwrap_or(0.0)
        };
        [on(0), on(1)]
    }

    /// The step of a box that moves as a whole: the nearer of its two sides leads on each axis.
    pub fn step(&self, b: BBox, by: Spot, reach: Spot) -> Spot {
        let moved = [b[0] + by[0], b[1] + by[1], b[2] + by[0], b[3] + by[1]];
        let on = |axis: usize| {
            let span = [moved[1 - axis], moved[3 - axis]];
            let pull = [moved[axis], moved[axis + 2]]
                .into_iter()
                .filter_map(|side| self.pull(axis, side, span, reach))
                .min_by(|a, b| a.abs().total_cmp(&b.abs()));
            by[axis] + pull.unwrap_or(0.0)
        };
        [on(0), on(1)]
    }

    /// The step of one handle of a box.
    pub fn handle(&self, b: BBox, handle: Handle, by: Spot, reach: Spot) -> Spot {
        let on = |axis: usize, side: i8| {
            let value = match side {
                -1 => b[axis] + by[axis],
                1 => b[axis + 2] + by[axis],
                _ => return by[axis],
            };
            let span = [b[1 - axis], b[3 - axis]];
            by[axis] + self.pull(axis, value, span, reach).unwrap_or(0.0)
        };
        [on(0, handle.x), on(1, handle.y)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REACH: Spot = [0.02, 0.02];

    fn near(a: Spot, b: Spot) -> bool {
        (a[0] - b[0]).abs() < 1e-6 && (a[1] - b[1]).abs() < 1e-6
    }

    #[test]
    fn a_box_stops_at_the_image_and_beside_another() {
        let edges = Edges::of([[0.5, 0.5, 0.7, 0.7]]);
        // Its left side comes near the image's, its lower side near the other's upper one.
        let by = edges.step([0.2, 0.2, 0.75, 0.4], [-0.19, 0.11], REACH);
        assert!(near(by, [-0.2, 0.1]), "{by:?}");
        // Too far from anything: the step as it was.
        let free = edges.step([0.2, 0.2, 0.3, 0.3], [0.01, 0.01], REACH);
        assert!(near(free, [0.01, 0.01]), "{free:?}");
        // In line with the other, and far from it: that is not beside it.
        let aside = edges.step([0.2, 0.1, 0.49, 0.2], [0.0, 0.0], REACH);
        assert!(near(aside, [0.0, 0.0]), "{aside:?}");
    }

    #[test]
    fn a_handle_and_a_point_are_pulled_on_their_own_axes() {
        let edges = Edges::of([[0.5, 0.1, 0.7, 0.3]]);
        let right = Handle { x: 1, y: 0 };
        let by = edges.handle([0.1, 0.1, 0.3, 0.3], right, [0.19, 0.5], REACH);
        assert!(near(by, [0.2, 0.5]), "{by:?}");
        assert!(near(edges.point([0.51, 0.99], REACH), [0.51, 1.0]));
        assert!(near(edges.point([0.51, 0.2], REACH), [0.5, 0.2]));
    }
}
