//! From a grid of scores and distances to regions on the original image.

use super::RegionHead;
use super::net::forward;
use super::targets::{centre, on_image};
use crate::ops::normalise::normalise_rows;
use crate::padding::{Box4, iou};
use crate::vision::Features;
use anyhow::{Result, ensure};

/// Boxes of one label that overlap more than this are one region.
const SAME: f32 = 0.5;
/// A further region of a label needs this share of its best one's score.
const FURTHER: f32 = 0.8;
/// Regions of one label kept at most.
const MOST: usize = 20;

/// A region as the head sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadRegion {
    /// Its label.
    pub label: String,
    /// Normalised on the original image.
    pub bbox: Box4,
    /// 0..1.
    pub score: f32,
}

/// The whole grid's answers.
struct Grid {
    side: usize,
    covered: Box4,
    labels: usize,
    scores: Vec<f32>,
    boxes: Vec<Box4>,
}

impl RegionHead {
    fn grid(&self, features: &Features) -> Result<Grid> {
        let (cells, width) = features.grid.dims2()?;
        let (side, inputs) = (features.grid_side, self.shape.inputs);
        ensure!(
            width == inputs,
            "features of width {width}, the region head is for {inputs}"
        );
        ensure!(
            cells == side * side,
            "{cells} cells are no grid of {side} a side"
        );
        let x = crate::tensors::with_slice(&features.grid, |grid| normalise_rows(grid, inputs))?;
        let (logits, raw) = self.mean(&x);
        let boxes = raw
            .chunks_exact(4)
            .enumerate()
            .map(|(cell, raw)| decode(raw, cell, side))
            .collect();
        let scores = logits.iter().map(|l| 1.0 / (1.0 + (-l).exp())).collect();
        Ok(Grid {
            side,
            covered: features.padded.covered(),
            labels: self.labels.len(),
            scores,
            boxes,
        })
    }

    /// The members' mean logits and raw boxes of normalised cells.
    fn mean(&self, x: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let pass = |params: &Vec<f32>| {
            let pass = forward(self.shape, params, x, None);
            (pass.logits, pass.boxes)
        };
        let (mut logits, mut boxes) = pass(&self.members[0]);
        for params in &self.members[1..] {
            let (l, b) = pass(params);
            logits.iter_mut().zip(l).for_each(|(sum, v)| *sum += v);
            boxes.iter_mut().zip(b).for_each(|(sum, v)| *sum += v);
        }
        let n = self.members.len() as f32;
        logits.iter_mut().chain(&mut boxes).for_each(|v| *v /= n);
        (logits, boxes)
    }

    /// Each label's best score on the image, in the head's order.
    ///
    /// # Errors
    /// Features of another width.
    pub fn scores(&self, features: &Features) -> Result<Vec<f32>> {
        let grid = self.grid(features)?;
        Ok((0..self.labels.len())
            .map(|l| grid.cells().map(|c| grid.score(c, l)).fold(0.0, f32::max))
            .collect())
    }

    /// The labels (of those asked for, in their order) that the head finds: its
    /// own decision. A label it does not know is not found.
    ///
    /// # Errors
    /// Features of another width.
    pub fn decide(&self, features: &Features, labels: &[String]) -> Result<Vec<String>> {
        let scores = self.scores(features)?;
        let over = |label: &&String| {
            self.labels
                .iter()
                .position(|l| l == *label)
                .is_some_and(|i| scores[i] >= self.threshold)
        };
        Ok(labels.iter().filter(over).cloned().collect())
    }

    /// The regions of the labels asked for, best first.
    ///
    /// # Errors
    /// Features of another width.
    pub fn predict(&self, features: &Features, labels: &[String]) -> Result<Vec<HeadRegion>> {
        let grid = self.grid(features)?;
        let mut out = Vec::new();
        for (index, label) in self.labels.iter().enumerate() {
            if !labels.contains(label) {
                continue;
            }
            for (score, bbox) in grid.regions(index, self.threshold) {
                if let Some(bbox) = features.padded.to_original(bbox) {
                    out.push(HeadRegion {
                        label: label.clone(),
                        bbox,
                        score,
                    });
                }
            }
        }
        out.sort_by(|a, b| b.score.total_cmp(&a.score));
        Ok(out)
    }
}

/// A cell's box in the square: its centre and four logarithms of distances.
fn decode(raw: &[f32], cell: usize, side: usize) -> Box4 {
    let [x, y] = centre(cell, side);
    let d = |i: usize| raw[i].clamp(-4.0, 5.0).exp() / side as f32;
    [x - d(0), y - d(1), x + d(2), y + d(3)]
}

impl Grid {
    fn score(&self, cell: usize, label: usize) -> f32 {
        self.scores[cell * self.labels + label]
    }

    /// Cells of the image itself.
    fn cells(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.side * self.side).filter(|c| on_image(*c, self.side, self.covered))
    }

    /// No neighbour scores higher (nor, before it in reading order, as high).
    fn is_peak(&self, cell: usize, label: usize) -> bool {
        let (x, y) = (cell % self.side, cell / self.side);
        let here = self.score(cell, label);
        let near = |v: usize| v.saturating_sub(1)..(v + 2).min(self.side);
        near(y)
            .flat_map(|y| near(x).map(move |x| y * self.side + x))
            .all(|other| {
                let there = self.score(other, label);
                there < here || (there == here && other >= cell)
            })
    }

    /// Peaks over the threshold, the worse of two overlapping ones dropped, each
    /// box the mean of those its cells vote for.
    fn regions(&self, label: usize, threshold: f32) -> Vec<(f32, Box4)> {
        let over: Vec<usize> = self
            .cells()
            .filter(|c| self.score(*c, label) >= threshold)
            .collect();
        let mut peaks: Vec<usize> = over
            .iter()
            .copied()
            .filter(|c| self.is_peak(*c, label))
            .collect();
        peaks.sort_by(|a, b| {
            self.score(*b, label)
                .total_cmp(&self.score(*a, label))
                .then(a.cmp(b))
        });
        let least = peaks
            .first()
            .map_or(0.0, |p| FURTHER * self.score(*p, label));
        peaks.retain(|p| self.score(*p, label) >= least);
        let mut kept: Vec<(f32, Box4)> = Vec::new();
        for peak in peaks {
            let bbox = self.vote(peak, label, &over);
            let at = centre(peak, self.side);
            let new = |k: &Box4| iou(*k, bbox) <= SAME && !inside(bbox, *k) && !holds(*k, at);
            if kept.len() < MOST && kept.iter().all(|(_, k)| new(k)) {
                kept.push((self.score(peak, label), bbox));
            }
        }
        kept
    }

    fn vote(&self, peak: usize, label: usize, over: &[usize]) -> Box4 {
        let (mut sum, mut weights) = ([0f32; 4], 0f32);
        for cell in over
            .iter()
            .copied()
            .filter(|c| iou(self.boxes[*c], self.boxes[peak]) >= SAME)
        {
            let w = self.score(cell, label);
            sum.iter_mut()
                .zip(self.boxes[cell])
                .for_each(|(s, v)| *s += w * v);
            weights += w;
        }
        sum.map(|s| s / weights)
    }
}

/// Whether the point lies in the box: a peak there is of the same thing.
fn holds(b: Box4, [x, y]: [f32; 2]) -> bool {
    x > b[0] && x < b[2] && y > b[1] && y < b[3]
}

/// Whether most of `a` lies in `b`: a part of it, no second region.
fn inside(a: Box4, b: Box4) -> bool {
    let both = [
        a[0].max(b[0]),
        a[1].max(b[1]),
        a[2].min(b[2]),
        a[3].min(b[3]),
    ];
    let area = |b: Box4| (b[2] - b[0]).max(0.0) * (b[3] - b[1]).max(0.0);
    area(both) > 0.8 * area(a)
}
