//! Synthetic features: noise, with a label's own direction planted in the cells
//! of its boxes.

use crate::padding::{Box4, Padding, iou};
use crate::region_head::HeadRow;
use crate::vision::Features;
use candle_core::{Device, Tensor};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

const SIDE: usize = 16;
pub(super) const WIDTH: usize = 48;

/// A direction of its own for each label, the same in every image.
fn direction(label: usize) -> Vec<f32> {
    let mut rng = ChaCha8Rng::seed_from_u64(900 + label as u64);
    (0..WIDTH).map(|_| rng.random_range(-1.0..1.0)).collect()
}

/// An image with up to two regions of `labels` kinds, and one of a kind that
/// nobody labelled. Cells carry the distance to their box's sides in their last
/// four numbers, as features of a real encoder do in their own way.
pub(in crate::region_head) fn row(seed: u64, labels: usize) -> HeadRow {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let padded = Padding::new(rng.random_range(300..500), rng.random_range(300..500));
    let mut grid: Vec<f32> = (0..SIDE * SIDE * WIDTH)
        .map(|_| rng.random_range(-0.5..0.5))
        .collect();
    let mut regions: Vec<(usize, Box4)> = Vec::new();
    let mut taken: Vec<Box4> = Vec::new();
    for kind in [
        rng.random_range(0..labels + 1),
        rng.random_range(0..labels + 1),
        labels,
    ] {
        let (w, h) = (
            rng.random_range(0.2..0.45f32),
            rng.random_range(0.2..0.45f32),
        );
        let (x, y) = (
            rng.random_range(0.0..1.0 - w),
            rng.random_range(0.0..1.0 - h),
        );
        let bbox = [x, y, x + w, y + h];
        if taken.iter().any(|t| iou(*t, bbox) > 0.0) {
            continue;
        }
        taken.push(bbox);
        let square = padded.to_square(bbox);
        let own = direction(kind);
        for cell in 0..SIDE * SIDE {
            let (cx, cy) = (
                ((cell % SIDE) as f32 + 0.5) / SIDE as f32,
                ((cell / SIDE) as f32 + 0.5) / SIDE as f32,
            );
            if cx > square[0] && cx < square[2] && cy > square[1] && cy < square[3] {
                let cells = &mut grid[cell * WIDTH..][..WIDTH];
                cells.iter_mut().zip(&own).for_each(|(c, d)| *c += 2.0 * d);
                let reach = [
                    cx - square[0],
                    cy - square[1],
                    square[2] - cx,
                    square[3] - cy,
                ];
                cells[WIDTH - 4..]
                    .iter_mut()
                    .zip(reach)
                    .for_each(|(c, r)| *c += 8.0 * r);
            }
        }
        if kind < labels {
            regions.push((kind, bbox));
        }
    }
    let grid = Tensor::from_vec(grid, (SIDE * SIDE, WIDTH), &Device::Cpu).unwrap();
    HeadRow {
        features: Features {
            grid,
            grid_side: SIDE,
            class: None,
            padded,
        },
        regions,
        group: seed as usize,
    }
}

pub(super) fn rows(from: u64, n: u64, labels: usize) -> Vec<HeadRow> {
    (from..from + n).map(|s| row(s, labels)).collect()
}
