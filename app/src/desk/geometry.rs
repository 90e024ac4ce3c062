//! Regions in shares of the image (0–1): moved, resized, drawn and hit without ever leaving it.
//!
//! Must never know the page: points and steps come in as shares.

pub mod edges;
pub mod polygon;
pub mod reach;

use vitrine_domain::BBox;

/// A point in shares of the image's width and height.
pub type Spot = [f32; 2];

/// The least a box may measure, in pixels of the image, so that it can still be seen and grabbed.
pub const LEAST_PIXELS: f32 = 4.0;

/// One of the eight places a box is resized by: -1 is the left (upper) side, 1 the right (lower), 0 neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handle {
    pub x: i8,
    pub y: i8,
}

impl Handle {
    /// Clockwise from the upper left corner.
    pub const ALL: [Handle; 8] = [
        Handle { x: -1, y: -1 },
        Handle { x: 0, y: -1 },
        Handle { x: 1, y: -1 },
        Handle { x: 1, y: 0 },
        Handle { x: 1, y: 1 },
        Handle { x: 0, y: 1 },
        Handle { x: -1, y: 1 },
        Handle { x: -1, y: 0 },
    ];

    /// Where it sits on a box.
    pub fn spot(self, b: BBox) -> Spot {
        let at = |side: i8, low: f32, high: f32| match side {
            -1 => low,
            1 => high,
            _ => (low + high) / 2.0,
        };
        [at(self.x, b[0], b[2]), at(self.y, b[1], b[3])]
    }

    /// The pointer's shape over it, as CSS names it.
    pub fn cursor(self) -> &'static str {
        match (self.x, self.y) {
            (0, _) => "ns",
            (_, 0) => "ew",
            (a, b) if a == b => "nwse",
            _ => "nesw",
        }
    }
}

/// The image's size in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

impl Size {
    /// One image pixel as a share.
    pub fn pixel(self) -> Spot {
        [
            1.0 / self.width.max(1) as f32,
            1.0 / self.height.max(1) as f32,
        ]
    }

    /// The least width and height of a box, as shares; never more than the whole image.
    pub fn least(self) -> Spot {
        self.pixel().map(|p| (p * LEAST_PIXELS).min(1.0))
    }
}

/// `v`, or the bound that it is past; the upper one where the two cross. It cannot fail, as `f32::clamp` can, which brings
/// the writing of floats with it.
pub fn within(v: f32, low: f32, high: f32) -> f32 {
    v.max(low).min(high)
}

/// Moved by a step, stopped at the image's edges, its size kept.
pub fn moved(b: BBox, by: Spot) -> BBox {
    let (x1, x2) = slide(b[0], b[2], by[0]);
    let (y1, y2) = slide(b[1], b[3], by[1]);
    [x1, y1, x2, y2]
}

fn slide(low: f32, high: f32, by: f32) -> (f32, f32) {
    let by = within(by, -low, 1.0 - high);
    (within(low + by, 0.0, 1.0), within(high + by, 0.0, 1.0))
}

/// One of its handles dragged by a step; sides stop at the image's edges and at the least size.
pub fn resized(b: BBox, handle: Handle, by: Spot, size: Size) -> BBox {
    let least = size.least();
    let (x1, x2) = stretch(b[0], b[2], handle.x, by[0], least[0]);
    let (y1, y2) = stretch(b[1], b[3], handle.y, by[1], least[1]);
    [x1, y1, x2, y2]
}

fn stretch(low: f32, high: f32, side: i8, by: f32, least: f32) -> (f32, f32) {
    match side {
        -1 => (within(low + by, 0.0, (high - least).max(0.0)), high),
        1 => (low, within(high + by, (low + least).min(1.0), 1.0)),
        _ => (low, high),
    }
}

/// Given anew where it begins and how long it is, both ways: left, top, width, height, in shares, each where it is not to
/// stay. What begins elsewhere keeps its size and stops at the image's edges; what is given a size is cut there.
pub fn laid(b: BBox, to: [Option<f32>; 4], size: Size) -> BBox {
    let least = size.least();
    let (x1, x2) = along(b[0], b[2], to[0], to[2], least[0]);
    let (y1, y2) = along(b[1], b[3], to[1], to[3], least[1]);
    [x1, y1, x2, y2]
}

fn along(low: f32, high: f32, begin: Option<f32>, length: Option<f32>, least: f32) -> (f32, f32) {
    match (begin, length) {
        (None, None) => (low, high),
        (Some(begin), None) => slide(low, high, begin - low),
        (begin, Some(length)) => {
            let low = within(begin.unwrap_or(low), 0.0, 1.0 - least);
            (low, (low + length.max(least)).min(1.0))
        }
    }
}

/// The box between two corners, cut to the image and widened to the least size.
pub fn between(a: Spot, b: Spot, size: Size) -> BBox {
    let least = size.least();
    let axis = |p: f32, q: f32, least: f32| {
        let (p, q) = (within(p, 0.0, 1.0), within(q, 0.0, 1.0));
        let low = p.min(q).min(1.0 - least);
        (low, p.max(q).max(low + least).min(1.0))
    };
    let (x1, x2) = axis(a[0], b[0], least[0]);
    let (y1, y2) = axis(a[1], b[1], least[1]);
    [x1, y1, x2, y2]
}

/// A box in the middle of what is seen of the image, for those who draw by keyboard; of all of it, 0.35 to 0.65.
pub fn central(seen: BBox, size: Size) -> BBox {
    let at = |low: f32, high: f32, share: f32| low + (high - low) * share;
    between(
        [at(seen[0], seen[2], 0.35), at(seen[1], seen[3], 0.35)],
        [at(seen[0], seen[2], 0.65), at(seen[1], seen[3], 0.65)],
        size,
    )
}

/// The box around several.
pub fn around(boxes: impl IntoIterator<Item = BBox>) -> Option<BBox> {
    boxes.into_iter().reduce(|a, b| {
        [
            a[0].min(b[0]),
            a[1].min(b[1]),
            a[2].max(b[2]),
            a[3].max(b[3]),
        ]
    })
}

/// As much of a step as a box can take without leaving the image.
pub fn allowed(b: BBox, by: Spot) -> Spot {
    [
        within(by[0], -b[0], 1.0 - b[2]),
        within(by[1], -b[1], 1.0 - b[3]),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size {
        width: 100,
        height: 50,
    };

    #[test]
    fn a_move_past_the_edge_stops_there_and_keeps_the_size() {
        let b = moved([0.2, 0.2, 0.4, 0.6], [5.0, -5.0]);
        assert_eq!(b[2], 1.0);
        assert_eq!(b[1], 0.0);
        assert!((b[2] - b[0] - 0.2).abs() < 1e-6 && (b[3] - b[1] - 0.4).abs() < 1e-6);
    }

    #[test]
    fn what_is_laid_by_numbers_stops_at_the_edge_or_is_cut_there() {
        let b = [0.2, 0.2, 0.4, 0.6];
        assert_eq!(laid(b, [None; 4], SIZE), b);
        let moved = laid(b, [Some(0.95), Some(-3.0), None, None], SIZE);
        assert!((moved[0] - 0.8).abs() < 1e-6 && moved[2] == 1.0 && moved[1] == 0.0);
        assert!((moved[3] - 0.4).abs() < 1e-6);
        assert_eq!(
            laid(b, [None, None, Some(7.0), None], SIZE),
            [0.2, 0.2, 1.0, 0.6]
        );
        let both = laid(b, [Some(0.9), None, Some(0.5), Some(0.0)], SIZE);
        assert_eq!((both[0], both[2], both[1]), (0.9, 1.0, 0.2));
        // Never thinner than what can be seen and grabbed: four of fifty pixels.
        assert!((both[3] - both[1] - 0.08).abs() < 1e-6);
        let out = laid(b, [Some(9.0), Some(9.0), Some(-1.0), Some(-1.0)], SIZE);
        assert!(out[0] < out[2] && out[1] < out[3]);
        assert!(out.iter().all(|v| (0.9..=1.0).contains(v)), "{out:?}");
    }

    #[test]
    fn a_side_does_not_pass_its_opposite() {
        for handle in Handle::ALL {
            for by in [[3.0, 3.0], [-3.0, -3.0], [3.0, -3.0]] {
                let b = resized([0.2, 0.2, 0.4, 0.6], handle, by, SIZE);
                assert!(b[0] < b[2] && b[1] < b[3], "{handle:?} {by:?} {b:?}");
                assert!(b.iter().all(|v| (0.0..=1.0).contains(v)), "{b:?}");
            }
        }
    }

    #[test]
    fn a_click_without_a_drag_is_still_a_box_inside() {
        for corner in [[0.0, 0.0], [1.0, 1.0], [0.5, 1.2], [-3.0, 0.1]] {
            let b = between(corner, corner, SIZE);
            assert!(b[0] < b[2] && b[1] < b[3] && b.iter().all(|v| (0.0..=1.0).contains(v)));
        }
    }
}
