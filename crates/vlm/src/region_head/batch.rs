//! One step's cells, drawn from several images, and the loss over them with
//! its gradients. It must never change a parameter.

use super::HeadConfig;
use super::targets::{Positive, Targets};
use super::train::HeadRow;
use crate::ops::normalise::normalise;
use crate::vision::Features;
use anyhow::Result;
use rand::Rng as _;
use rand::seq::SliceRandom as _;
use rand_chacha::ChaCha8Rng;

/// One image in training.
pub(super) struct Image<'a> {
    /// What it is.
    pub row: &'a HeadRow,
    /// What its cells should say.
    pub targets: Targets,
    /// Cells outside every box that scored highest of late.
    pub hard: Vec<usize>,
}

/// The normalised features of some cells, one after the other.
pub(super) fn gather(
    features: &Features,
    cells: impl Iterator<Item = usize>,
    inputs: usize,
) -> Result<Vec<f32>> {
    Ok(crate::tensors::with_slice(&features.grid, |grid| {
        let mut x = Vec::new();
        for cell in cells {
            let from = x.len();
            x.resize(from + inputs, 0.0);
            normalise(&grid[cell * inputs..][..inputs], &mut x[from..]);
        }
        x
    })?)
}

/// Cells of several images: positives first in each.
pub(super) struct Batch<'a> {
    /// (cells, inputs), normalised.
    pub x: Vec<f32>,
    cells: Vec<(&'a Targets, usize, Option<&'a Positive>)>,
}

impl<'a> Batch<'a> {
    /// Cells of the `chosen` images: those inside boxes, those mistaken of
    /// late, and some at random.
    pub fn draw(
        images: &'a [Image<'_>],
        chosen: &[usize],
        cfg: &HeadConfig,
        inputs: usize,
        rng: &mut ChaCha8Rng,
    ) -> Result<Self> {
        let mut out = Self {
            x: Vec::new(),
            cells: Vec::new(),
        };
        for image in chosen.iter().map(|i| &images[*i]) {
            let from = out.cells.len();
            let t = &image.targets;
            let mut positive: Vec<&Positive> = t.positive.iter().collect();
            if positive.len() > cfg.positives {
                positive.shuffle(rng);
                positive.truncate(cfg.positives);
            }
            out.cells
                .extend(positive.into_iter().map(|p| (t, p.cell, Some(p))));
            out.cells.extend(image.hard.iter().map(|c| (t, *c, None)));
            if !t.negative.is_empty() {
                let random = cfg.negatives.saturating_sub(image.hard.len());
                out.cells.extend(
                    (0..random)
                        .map(|_| (t, t.negative[rng.random_range(0..t.negative.len())], None)),
                );
            }
            let cells = out.cells[from..].iter().map(|c| c.1);
            out.x.extend(gather(&image.row.features, cells, inputs)?);
        }
        Ok(out)
    }

    /// How many.
    pub fn cells(&self) -> usize {
        self.cells.len()
    }

    /// Loss (binary cross-entropy of every counted label, -ln IoU of every box
    /// (UnitBox, Yu et al. 2016), both over the number of positive cells), and
    /// its gradients by logit and by box.
    pub fn loss(&self, labels: usize, logits: &[f32], boxes: &[f32]) -> (f32, Vec<f32>, Vec<f32>) {
        let positives = self.cells.iter().filter(|c| c.2.is_some()).count().max(1) as f32;
        let (mut dlogits, mut dboxes) = (vec![0f32; logits.len()], vec![0f32; boxes.len()]);
        let mut sum = 0f64;
        for (i, (targets, cell, positive)) in self.cells.iter().enumerate() {
            for label in 0..labels {
                if !targets.counts(*cell, label) {
                    continue;
                }
                let z = logits[i * labels + label];
                let want = f32::from(u8::from(
                    positive.is_some_and(|p| p.labels.contains(&label)),
                ));
                sum += f64::from(z.max(0.0) - z * want + (-z.abs()).exp().ln_1p());
                dlogits[i * labels + label] = (1.0 / (1.0 + (-z).exp()) - want) / positives;
            }
            if let Some(p) = positive {
                let (loss, grad) = box_loss(&boxes[4 * i..4 * i + 4], p.ltrb);
                sum += f64::from(loss);
                dboxes[4 * i..4 * i + 4]
                    .iter_mut()
                    .zip(grad)
                    .for_each(|(d, g)| *d = g / positives);
            }
        }
        ((sum / f64::from(positives)) as f32, dlogits, dboxes)
    }
}

/// -ln IoU of two boxes around one point, by the logarithms of the distances;
/// and its gradient.
fn box_loss(raw: &[f32], want: [f32; 4]) -> (f32, [f32; 4]) {
    let d: [f32; 4] = std::array::from_fn(|i| raw[i].clamp(-4.0, 5.0).exp());
    let both: [f32; 4] = std::array::from_fn(|i| d[i].min(want[i]));
    // Width from left and right (0, 2), height from top and bottom (1, 3).
    let size = |b: [f32; 4]| [b[0] + b[2], b[1] + b[3]];
    let ([w, h], [ww, wh], [iw, ih]) = (size(d), size(want), size(both));
    let inter = iw * ih;
    let union = w * h + ww * wh - inter;
    let grad = std::array::from_fn(|i| {
        let (own, shared) = if i % 2 == 0 { (h, ih) } else { (w, iw) };
        let di = if d[i] < want[i] { shared } else { 0.0 };
        let inside = (-4.0..5.0).contains(&raw[i]);
        if inside {
            ((own - di) / union - di / inter) * d[i]
        } else {
            0.0
        }
    });
    ((union / inter).ln(), grad)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region_head::net::{Part, Shape, backward, forward};
    use crate::region_head::targets::targets;
    use candle_core::{Device, Tensor};
    use rand::SeedableRng as _;

    #[test]
    fn box_gradient_agrees_with_differences() {
        for raw in [[0.1, 0.7, -0.3, 0.4], [2.0, -1.0, 0.5, 1.5]] {
            let want = [1.5f32, 0.8, 2.5, 1.2];
            let (_, grad) = box_loss(&raw, want);
            for i in 0..4 {
                let at = |by: f32| {
                    let mut r = raw;
                    r[i] += by;
                    f64::from(box_loss(&r, want).0)
                };
                let slope = (at(1e-2) - at(-1e-2)) / 2e-2;
                assert!(
                    (slope - f64::from(grad[i])).abs() < 2e-3,
                    "{raw:?} {i}: {slope} {}",
                    grad[i]
                );
            }
        }
        assert!(box_loss(&[0.0; 4], [1.0; 4]).0.abs() < 1e-6);
    }

    /// Every part's gradient is finite, not zero, and agrees with differences of
    /// the loss.
    #[test]
    fn gradients_agree_with_differences_in_every_part() {
        let mut rng = ChaCha8Rng::seed_from_u64(5);
        let grid: Vec<f32> = (0..16 * 6).map(|_| rng.random_range(-1.0..1.0)).collect();
        let features = Features {
            grid: Tensor::from_vec(grid, (16, 6), &Device::Cpu).unwrap(),
            grid_side: 4,
            class: None,
            padded: crate::padding::Padding::new(9, 9),
        };
        let row = HeadRow {
            features,
            regions: vec![(0, [0.0, 0.0, 0.6, 0.6]), (1, [0.5, 0.5, 1.0, 1.0])],
            group: 0,
        };
        let t = targets(&row.features.padded, 4, 2, &row.regions).unwrap();
        let images = [Image {
            row: &row,
            targets: t,
            hard: vec![],
        }];
        let s = Shape {
            inputs: 6,
            trunk: 5,
            embed: 3,
            labels: 2,
        };
        let params: Vec<f32> = (0..s.len()).map(|_| rng.random_range(-0.5..0.5)).collect();
        let cfg = HeadConfig {
            negatives: 10,
            ..HeadConfig::default()
        };
        let batch = Batch::draw(&images, &[0], &cfg, 6, &mut rng).unwrap();
        let mask: Vec<f32> = (0..batch.cells() * 5)
            .map(|i| if i % 7 == 0 { 0.0 } else { 1.2 })
            .collect();
        let loss = |params: &[f32]| {
            let pass = forward(s, params, &batch.x, Some(mask.clone()));
            let (loss, dl, db) = batch.loss(2, &pass.logits, &pass.boxes);
            (
                f64::from(loss),
                backward(s, params, &batch.x, &pass, &dl, &db),
            )
        };
        let (_, grads) = loss(&params);
        for part in Part::ALL {
            assert!(grads[s.range(part)].iter().all(|g| g.is_finite()));
            assert!(
                grads[s.range(part)].iter().any(|g| *g != 0.0),
                "{part:?} has no gradient"
            );
            for i in s.range(part) {
                let at = |by: f32| {
                    let mut p = params.clone();
                    p[i] += by;
                    loss(&p).0
                };
                let slope = (at(5e-3) - at(-5e-3)) / 1e-2;
                let close = (slope - f64::from(grads[i])).abs() < 2e-3 + 1e-2 * slope.abs();
                assert!(close, "{part:?} {i}: {slope} {}", grads[i]);
            }
        }
    }
}
