//! What each cell should say: which labels, and how far the box reaches from
//! its centre. It must never see features.

use crate::padding::{Box4, Padding};
use anyhow::{Result, ensure};

/// A cell counts as its label's when its centre lies in the box shrunk to
/// this share of its sides.
const CORE: f32 = 0.6;
/// Distances below this many cells are rounded up: their logarithm is taken.
const LEAST: f32 = 0.1;

/// One image's targets.
pub struct Targets {
    /// Cells that belong to a label, ascending.
    pub positive: Vec<Positive>,
    /// Cells of the image (not of its padding) that are no positive, ascending.
    pub negative: Vec<usize>,
    /// (cell, label) that neither counts: inside a box but outside its core.
    ignored: Vec<(usize, usize)>,
}

/// A cell inside a box's core.
pub struct Positive {
    /// Index in reading order.
    pub cell: usize,
    /// Its labels.
    pub labels: Vec<usize>,
    /// Left, top, right, bottom to the sides of the smallest such box, in cells.
    pub ltrb: [f32; 4],
}

impl Targets {
    /// Whether (cell, label) takes part in the loss.
    pub fn counts(&self, cell: usize, label: usize) -> bool {
        self.ignored.binary_search(&(cell, label)).is_err()
    }
}

/// Whether the cell's centre lies on the image and not on its padding.
pub fn on_image(cell: usize, side: usize, covered: Box4) -> bool {
    let [x, y] = centre(cell, side);
    x >= covered[0] && x <= covered[2] && y >= covered[1] && y <= covered[3]
}

/// The cell's centre in the square.
pub fn centre(cell: usize, side: usize) -> [f32; 2] {
    [
        ((cell % side) as f32 + 0.5) / side as f32,
        ((cell / side) as f32 + 0.5) / side as f32,
    ]
}

/// The targets of an image whose `regions` are (label, box on the original).
///
/// # Errors
/// A label past `labels`, or a box that is empty, not finite or outside 0..1.
pub fn targets(
    padding: &Padding,
    side: usize,
    labels: usize,
    regions: &[(usize, Box4)],
) -> Result<Targets> {
    let mut boxes = Vec::with_capacity(regions.len());
    for (label, b) in regions {
        ensure!(*label < labels, "a region has label {label} of {labels}");
        let fits = b.iter().all(|v| (0.0..=1.0).contains(v)) && b[0] < b[2] && b[1] < b[3];
        ensure!(fits, "a region's box {b:?} is empty or outside the image");
        boxes.push((*label, padding.to_square(*b)));
    }
    // Smallest first: it decides the distances where boxes overlap.
    let area = |b: Box4| (b[2] - b[0]) * (b[3] - b[1]);
    boxes.sort_by(|a, b| area(a.1).total_cmp(&area(b.1)));
    let covered = padding.covered();
    let (mut positive, mut negative, mut ignored) = (Vec::new(), Vec::new(), Vec::new());
    for cell in 0..side * side {
        let [x, y] = centre(cell, side);
        let mut found: Option<Positive> = None;
        let mut nearby = Vec::new();
        for (label, b) in &boxes {
            if in_core(*b, cell, side) {
                let ltrb =
                    [x - b[0], y - b[1], b[2] - x, b[3] - y].map(|d| (d * side as f32).max(LEAST));
                let p = found.get_or_insert(Positive {
                    cell,
                    labels: vec![],
                    ltrb,
                });
                if !p.labels.contains(label) {
                    p.labels.push(*label);
                }
            } else if x >= b[0] && x <= b[2] && y >= b[1] && y <= b[3] {
                nearby.push(*label);
            }
        }
        nearby.sort_unstable();
        nearby.dedup();
        nearby.retain(|l| found.as_ref().is_none_or(|p| !p.labels.contains(l)));
        ignored.extend(nearby.into_iter().map(|l| (cell, l)));
        match found {
            Some(p) => positive.push(p),
            None if on_image(cell, side, covered) => negative.push(cell),
            None => {}
        }
    }
    Ok(Targets {
        positive,
        negative,
        ignored,
    })
}

/// In the shrunk box, or the very cell that holds the box's middle: however
/// small, a box has one.
fn in_core(b: Box4, cell: usize, side: usize) -> bool {
    let [x, y] = centre(cell, side);
    let (mx, my) = ((b[0] + b[2]) / 2.0, (b[1] + b[3]) / 2.0);
    let (w, h) = ((b[2] - b[0]) / 2.0 * CORE, (b[3] - b[1]) / 2.0 * CORE);
    let half = 0.5 / side as f32;
    let home = |m: f32, c: f32| m >= c - half && m < c + half;
    ((x - mx).abs() <= w && (y - my).abs() <= h) || (home(mx, x) && home(my, y))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cores_are_positive_rims_ignored_and_the_rest_negative() {
        let p = Padding::new(100, 100);
        // Cells 2..6 of 8 on both axes; the core of 60 % holds centres 3.5 and 4.5 (and 2.8..5.2).
        let t = targets(&p, 8, 2, &[(1, [0.25, 0.25, 0.75, 0.75])]).unwrap();
        let cells: Vec<usize> = t.positive.iter().map(|p| p.cell).collect();
        assert_eq!(cells, [27, 28, 35, 36]);
        assert_eq!(t.positive[0].labels, [1]);
        assert_eq!(t.positive[0].ltrb, [1.5, 1.5, 2.5, 2.5]);
        assert!(!t.counts(18, 1) && t.counts(18, 0) && t.counts(27, 1) && t.counts(0, 1));
        assert_eq!(t.negative.len(), 60);
    }

    #[test]
    fn the_smallest_box_still_has_a_cell_and_overlaps_keep_both_labels() {
        let p = Padding::new(100, 100);
        let t = targets(&p, 4, 2, &[(0, [0.40, 0.40, 0.41, 0.41])]).unwrap();
        assert_eq!(t.positive.len(), 1);
        assert_eq!(t.positive[0].cell, 5);
        assert!(t.positive[0].ltrb.iter().all(|d| *d >= LEAST));
        let t = targets(
            &p,
            4,
            2,
            &[(0, [0.0, 0.0, 1.0, 1.0]), (1, [0.25, 0.25, 0.5, 0.5])],
        )
        .unwrap();
        let both = t.positive.iter().find(|p| p.cell == 5).unwrap();
        assert_eq!((both.labels.len(), both.ltrb), (2, [0.5; 4]));
    }

    #[test]
    fn padding_is_neither() {
        let t = targets(&Padding::new(200, 100), 4, 1, &[(0, [0.0, 0.0, 0.5, 1.0])]).unwrap();
        assert!(
            t.negative
                .iter()
                .chain(t.positive.iter().map(|p| &p.cell))
                .all(|c| (4..12).contains(c))
        );
    }

    #[test]
    fn what_is_no_box_is_refused() {
        let p = Padding::new(10, 10);
        for b in [
            [0.5, 0.1, 0.4, 0.2],
            [0.1, 0.1, 1.2, 0.2],
            [f32::NAN, 0.1, 0.4, 0.2],
            [0.1, 0.1, 0.1, 0.2],
        ] {
            assert!(targets(&p, 4, 1, &[(0, b)]).is_err());
        }
        assert!(targets(&p, 4, 1, &[(1, [0.1, 0.1, 0.4, 0.2])]).is_err());
    }
}
