//! What lies under the pointer: handles of what is selected first, then points, then the smallest area.

use super::polygon::{self, apart, middle, sides};
use super::{Handle, Spot};
use vitrine_domain::{Region, Shape};

/// What a pointer can take hold of on a selected region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// One of a box's eight.
    Handle(Handle),
    /// A polygon's corner.
    Corner(usize),
    /// The middle of a polygon's side, behind that corner: a new corner begins there.
    Side(usize),
}

/// Sides shorter than this many screen pixels offer no new corner: it would cover the ends.
const SIDE_PIXELS: f32 = 44.0;

/// `pixel`: a screen pixel in shares; `reach`: screen pixels that count as a hit.
pub fn grip(region: &Region, at: Spot, pixel: Spot, reach: f32) -> Option<Grip> {
    let far = |spot: Spot| apart(at, (spot, spot), pixel);
    match &region.shape {
        Shape::Box { xyxy } => {
            let handles = Handle::ALL.map(|h| (far(h.spot(*xyxy)), Grip::Handle(h)));
            nearest(handles, reach)
        }
        Shape::Polygon { points } => {
            let corners = points.iter().enumerate();
            let corners = corners.map(|(k, p)| (far(*p), Grip::Corner(k)));
            nearest(corners, reach).or_else(|| {
                let sides = sides(points).enumerate().filter(|(_, s)| long(*s, pixel));
                nearest(sides.map(|(k, s)| (far(middle(s)), Grip::Side(k))), reach)
            })
        }
        Shape::Point { .. } => None,
    }
}

/// Long enough on the screen to offer a new corner in its middle.
pub fn long(side: (Spot, Spot), pixel: Spot) -> bool {
    apart(side.0, (side.1, side.1), pixel) >= SIDE_PIXELS
}

fn nearest(all: impl IntoIterator<Item = (f32, Grip)>, reach: f32) -> Option<Grip> {
    all.into_iter()
        .filter(|(far, _)| *far <= reach)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, grip)| grip)
}

/// Which of these a point means: the nearest point within reach, else the smallest area that holds it or whose
/// outline is within reach. The later of two that are equal: it lies above.
pub fn under<'a>(
    regions: impl Iterator<Item = (usize, &'a Region)>,
    at: Spot,
    pixel: Spot,
    reach: f32,
) -> Option<usize> {
    let mut best: Option<((bool, f32), usize)> = None;
    for (i, region) in regions {
        let Some(rank) = rank(region, at, pixel, reach) else {
            continue;
        };
        if best.is_none_or(|(b, _)| rank <= b) {
            best = Some((rank, i));
        }
    }
    best.map(|(_, i)| i)
}

/// Lower is meant rather; points (false) before areas.
fn rank(region: &Region, at: Spot, pixel: Spot, reach: f32) -> Option<(bool, f32)> {
    let b = region.bbox();
    let margin = [pixel[0] * reach, pixel[1] * reach];
    let outside = (0..2).any(|k| at[k] < b[k] - margin[k] || at[k] > b[k + 2] + margin[k]);
    if outside {
        return None;
    }
    match &region.shape {
        Shape::Point { xy } => {
            let far = apart(at, (*xy, *xy), pixel);
            (far <= reach).then_some((false, far))
        }
        Shape::Box { .. } => Some((true, (b[2] - b[0]) * (b[3] - b[1]))),
        Shape::Polygon { points } => {
            let hit = polygon::contains(points, at)
                || sides(points).any(|side| apart(at, side, pixel) <= reach);
            hit.then(|| (true, polygon::area(points)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::RegionSource;

    const PIXEL: Spot = [0.001, 0.001];

    fn region(shape: Shape) -> Region {
        Region {
            label: "a".into(),
            shape,
            source: RegionSource::Person,
            score: None,
        }
    }

    fn all() -> Vec<Region> {
        vec![
            region(Shape::Box {
                xyxy: [0.3, 0.3, 0.5, 0.5],
            }),
            region(Shape::Box {
                xyxy: [0.1, 0.1, 0.9, 0.9],
            }),
            region(Shape::Point { xy: [0.4, 0.4] }),
            region(Shape::Polygon {
                points: vec![[0.6, 0.6], [0.9, 0.6], [0.6, 0.9]],
            }),
        ]
    }

    #[test]
    fn the_smallest_that_is_there_is_meant() {
        let all = all();
        let at = |x, y| under(all.iter().enumerate(), [x, y], PIXEL, 6.0);
        assert_eq!(at(0.35, 0.35), Some(0));
        assert_eq!(at(0.2, 0.2), Some(1));
        assert_eq!(at(0.402, 0.4), Some(2));
        assert_eq!(at(0.65, 0.65), Some(3));
        // Inside the triangle's box, outside of it.
        assert_eq!(at(0.85, 0.85), Some(1));
        assert_eq!(at(0.05, 0.5), None);
    }

    #[test]
    fn handles_corners_and_sides_are_taken_hold_of() {
        let all = all();
        let right = Handle { x: 1, y: 0 };
        let on = |i: usize, x, y| grip(&all[i], [x, y], PIXEL, 8.0);
        assert_eq!(on(0, 0.503, 0.4), Some(Grip::Handle(right)));
        assert_eq!(on(3, 0.604, 0.6), Some(Grip::Corner(0)));
        assert_eq!(on(3, 0.75, 0.602), Some(Grip::Side(0)));
        assert_eq!(on(3, 0.65, 0.65), None);
        assert_eq!(on(2, 0.4, 0.4), None);
    }
}
