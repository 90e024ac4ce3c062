//! Training of the head: all cells inside a box's core and a sample of the
//! rest, drawn anew each time, with those that were mistaken most often among
//! them. The same rows, configuration and seed give the same head.

use super::RegionHead;
use super::batch::{Batch, Image, gather};
use super::net::{backward, forward};
use super::optimise::Adam;
use super::targets::targets;
use super::threshold::choose_threshold;
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
