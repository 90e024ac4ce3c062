//! Training of the head: all cells inside a box's core and a sample of the
//! rest, drawn anew each time, with those that were mistaken most often among
//! them. The same rows, configuration and seed give the same head.

use super::RegionHead;
use super::net::{backward, forward, normalise};
use super::optimise::Adam;
use super::targets::{Positive, Targets, targets};
use crate::padding::Box4;
use crate::vision::Features;
use anyhow::{Context as _, Result, ensure};
use rand::seq::SliceRandom as _;
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// How to train.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct HeadConfig {
    /// Of everything random.
    pub seed: u64,
    /// Passes over the rows.
    pub epochs: usize,
    /// Steps at least, however few the rows.
    pub min_steps: usize,
    /// Images a step.
    pub batch: usize,
    /// Peak learning rate.
    pub lr: f64,
    /// Decoupled weight decay.
    pub weight_decay: f64,
    /// Share of the trunk's outputs dropped.
    pub dropout: f64,
    /// Cells outside every box drawn from an image at each step.
    pub negatives: usize,
    /// Cells inside boxes used of an image at each step, at most.
    pub positives: usize,
}

impl Default for HeadConfig {
    fn default() -> Self {
        Self {
            seed: 0,
            epochs: 40,
            min_steps: 200,
            batch: 16,
            lr: 2e-3,
            weight_decay: 0.05,
            dropout: 0.2,
            negatives: 200,
            positives: 80,
        }
    }
}

/// One labelled image.
#[derive(Clone, Debug)]
pub struct HeadRow {
    /// Its features.
    pub features: Features,
    /// (index into the labels, box normalised on the original). Every region of
    /// every label must be there: what is not there is taught to be nothing.
    pub regions: Vec<(usize, Box4)>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeadProgress {
    /// Steps done.
    pub step: usize,
    /// Steps in all.
    pub steps: usize,
    /// This step's loss.
    pub loss: f32,
}

/// What training left.
#[derive(Debug)]
pub struct HeadOutcome {
    /// The head, usable even when stopped.
    pub head: RegionHead,
    /// The loss of every step.
    pub losses: Vec<f32>,
    /// Whether the callback stopped it.
    pub stopped: bool,
}

/// Trains a head for `labels` on `rows`, warm from `prior` where it fits.
/// `on` is told of every step and may break off.
///
/// # Errors
/// No rows, features of differing width, a malformed region, a loss that is
/// not finite.
pub fn train_region_head(
    prior: Option<&RegionHead>,
    labels: &[String],
    rows: &[HeadRow],
    cfg: &HeadConfig,
    on: &mut dyn FnMut(&HeadProgress) -> ControlFlow<()>,
) -> Result<HeadOutcome> {
    let first = rows
        .first()
        .context("no rows to train the region head on")?;
    ensure!(
        cfg.batch > 0 && cfg.lr > 0.0 && (0.0..1.0).contains(&cfg.dropout),
        "the region head's configuration"
    );
    let inputs = first.features.grid.dim(1)?;
    let mut images = Vec::with_capacity(rows.len());
    for (i, row) in rows.iter().enumerate() {
        let (cells, width) = row.features.grid.dims2()?;
        let side = row.features.grid_side;
        ensure!(
            width == inputs && cells == side * side,
            "row {i}: features of shape {cells} x {width}"
        );
        let t = targets(&row.features.padded, side, labels.len(), &row.regions)
            .with_context(|| format!("row {i}"))?;
        images.push(Image {
            row,
            targets: t,
            hard: Vec::new(),
        });
    }
    let mut head = RegionHead::fresh(inputs, labels, cfg.seed, prior)?;
    let per_epoch = rows.len().div_ceil(cfg.batch);
    let steps = (cfg.epochs * per_epoch).max(cfg.min_steps);
    let mut adam = Adam::new(head.params.len(), 5.0, cfg.weight_decay as f32);
    let mut rng = ChaCha8Rng::seed_from_u64(cfg.seed ^ 0x7265_6769_6f6e);
    let mut order: Vec<usize> = Vec::new();
    let (mut losses, mut stopped) = (Vec::with_capacity(steps), false);
    for step in 0..steps {
        if order.is_empty() {
            order = (0..images.len()).collect();
            order.shuffle(&mut rng);
            let epoch = step / per_epoch;
            if epoch >= 4 && epoch.is_multiple_of(4) {
                find_hard(&head, &mut images, cfg.negatives / 3)?;
            }
        }
        let chosen: Vec<usize> = order.split_off(order.len().saturating_sub(cfg.batch));
        let batch = Batch::draw(&images, &chosen, cfg, inputs, &mut rng)?;
        let mask = dropout(
            batch.cells() * head.shape.trunk,
            cfg.dropout as f32,
            &mut rng,
        );
        let pass = forward(head.shape, &head.params, &batch.x, mask);
        let (loss, dlogits, dboxes) = batch.loss(labels.len(), &pass.logits, &pass.boxes);
        let grads = backward(head.shape, &head.params, &batch.x, &pass, &dlogits, &dboxes);
        let lr = cfg.lr as f32 * schedule(step, steps);
        let taken = adam.step(head.shape, &mut head.params, &grads, lr);
        ensure!(
            taken && loss.is_finite(),
            "the region head's loss is not finite at step {step}"
        );
        losses.push(loss);
        if on(&HeadProgress {
            step: step + 1,
            steps,
            loss,
        })
        .is_break()
        {
            stopped = true;
            break;
        }
    }
    head.threshold = choose_threshold(&head, &images)?;
    Ok(HeadOutcome {
        head,
        losses,
        stopped,
    })
}

struct Image<'a> {
    row: &'a HeadRow,
    targets: Targets,
    /// Cells outside every box that scored highest of late.
    hard: Vec<usize>,
}

/// Warm-up over the first twentieth, then a half cosine.
fn schedule(step: usize, steps: usize) -> f32 {
    let at = (step + 1) as f32 / steps as f32;
    if at < 0.05 {
        at / 0.05
    } else {
        0.5 * (1.0 + (std::f32::consts::PI * (at - 0.05) / 0.95).cos()).max(0.01)
    }
}

/// One random byte a number: the share is kept to 1/256.
fn dropout(n: usize, share: f32, rng: &mut ChaCha8Rng) -> Option<Vec<f32>> {
    let below = (share * 256.0).round() as u8;
    (below > 0).then(|| {
        let keep = 256.0 / (256.0 - f32::from(below));
        let mut bytes = vec![0u8; n];
        rng.fill(&mut bytes[..]);
        bytes
            .into_iter()
            .map(|b| if b < below { 0.0 } else { keep })
            .collect()
    })
}

fn find_hard(head: &RegionHead, images: &mut [Image<'_>], count: usize) -> Result<()> {
    let s = head.shape;
    for image in images {
        let x = gather(
            &image.row.features,
            image.targets.negative.iter().copied(),
            s.inputs,
        )?;
        let pass = forward(s, &head.params, &x, None);
        let mut scored: Vec<(f32, usize)> = image
            .targets
            .negative
            .iter()
            .zip(pass.logits.chunks_exact(s.labels.max(1)))
            .map(|(cell, row)| {
                let counted = row
                    .iter()
                    .enumerate()
                    .filter(|(l, _)| image.targets.counts(*cell, *l));
                (counted.map(|(_, v)| *v).fold(f32::MIN, f32::max), *cell)
            })
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        image.hard = scored
            .into_iter()
            .take(count)
            .map(|(_, cell)| cell)
            .collect();
    }
    Ok(())
}

fn gather(
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
struct Batch<'a> {
    x: Vec<f32>,
    cells: Vec<(&'a Targets, usize, Option<&'a Positive>)>,
}

impl<'a> Batch<'a> {
    fn draw(
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

    fn cells(&self) -> usize {
        self.cells.len()
    }

    /// Loss (binary cross-entropy of every counted label, -ln IoU of every box
    /// (UnitBox, Yu et al. 2016), both over the number of positive cells), and
    /// its gradients by logit and by box.
    fn loss(&self, labels: usize, logits: &[f32], boxes: &[f32]) -> (f32, Vec<f32>, Vec<f32>) {
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

/// The highest threshold that decides best (F1 over image and label) on the
/// rows themselves, within 0.5..0.7; 0.5 when they do not say. The highest, as
/// what was trained on is told apart more clearly than what is new, whose false
/// alarms would slip in between.
fn choose_threshold(head: &RegionHead, images: &[Image<'_>]) -> Result<f32> {
    let logit = |p: f32| (p.clamp(1e-4, 1.0 - 1e-4) / (1.0 - p.clamp(1e-4, 1.0 - 1e-4))).ln();
    let mut scored = Vec::new();
    for image in images {
        for (label, score) in head.scores(&image.row.features)?.into_iter().enumerate() {
            scored.push((logit(score), image.row.regions.iter().any(|r| r.0 == label)));
        }
    }
    let f1 = |at: f32| {
        let (mut hit, mut false_alarm, mut missed) = (0, 0, 0);
        for (z, truth) in &scored {
            match (*z >= at, *truth) {
                (true, true) => hit += 1,
                (true, false) => false_alarm += 1,
                (false, true) => missed += 1,
                (false, false) => {}
            }
        }
        if hit == 0 {
            0.0
        } else {
            2.0 * hit as f64 / (2 * hit + false_alarm + missed) as f64
        }
    };
    let tried: Vec<(f32, f64)> = (-20..=20)
        .map(|i| i as f32 * 0.2)
        .map(|at| (at, f1(at)))
        .collect();
    let best = tried.iter().map(|t| t.1).fold(0.0, f64::max);
    let highest = tried
        .iter()
        .rfind(|t| t.1 >= best - 1e-9)
        .filter(|_| best > 0.0);
    Ok(highest
        .map_or(0.5, |t| 1.0 / (1.0 + (-t.0).exp()))
        .clamp(0.5, 0.7))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::region_head::net::{Part, Shape};
    use candle_core::{Device, Tensor};

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
            padded: crate::padding::Padding::new(9, 9),
        };
        let row = HeadRow {
            features,
            regions: vec![(0, [0.0, 0.0, 0.6, 0.6]), (1, [0.5, 0.5, 1.0, 1.0])],
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
