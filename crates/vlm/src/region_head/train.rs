//! Training of the head: all cells inside a box's core and a sample of the
//! rest, drawn anew each time, with those that were mistaken most often among
//! them. With folds, each member leaves one out. The same rows, configuration
//! and seed give the same head.

use super::RegionHead;
use super::batch::{Batch, Image, gather};
use super::folds::folds;
use super::net::{Shape, backward, forward};
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
    /// Members, each of which leaves out one fold of the rows; 1 for a single
    /// one that learns from all.
    pub folds: usize,
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
            folds: 1,
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
    /// Rows of one group, such as pictures that look alike, are never in two
    /// folds.
    pub group: usize,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeadProgress {
    /// Steps done, over all members.
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
    /// Each row's best score of every label, by the member that left the row
    /// out; empty where no member left any.
    pub apart: Vec<Vec<f32>>,
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
    let (count, fold_of) = folds(rows, cfg.folds);
    let parts: Vec<Vec<usize>> = (0..count)
        .map(|fold| {
            let learns = |i: &usize| count == 1 || fold_of[*i] != fold;
            (0..rows.len()).filter(learns).collect()
        })
        .collect();
    let steps: usize = parts.iter().map(|part| steps_of(cfg, part.len())).sum();
    let mut head = RegionHead::fresh(inputs, labels, cfg.seed, prior)?;
    let mut apart = vec![Vec::new(); if count > 1 { rows.len() } else { 0 }];
    let (mut members, mut losses) = (Vec::with_capacity(count), Vec::with_capacity(steps));
    let mut stopped = false;
    for (fold, part) in parts.iter().enumerate() {
        let seed = cfg.seed.wrapping_add(fold as u64);
        let mut member = RegionHead::fresh(inputs, labels, seed, prior)?;
        images.iter_mut().for_each(|image| image.hard.clear());
        stopped = learn(&mut member, &mut images, part, cfg, seed, &mut |loss| {
            losses.push(loss);
            let step = losses.len();
            on(&HeadProgress { step, steps, loss })
        })?;
        for i in (0..rows.len()).filter(|i| count > 1 && fold_of[*i] == fold) {
            apart[i] = member.scores(&rows[i].features)?;
        }
        members.append(&mut member.members);
        if stopped {
            apart.clear();
            break;
        }
    }
    head.members = members;
    head.threshold = if apart.is_empty() {
        // By what was learnt from, for want of others: such scores run high.
        let scores = rows.iter().map(|row| head.scores(&row.features));
        choose_threshold(rows, &scores.collect::<Result<Vec<_>>>()?, [0.5, 0.7])
    } else {
        choose_threshold(rows, &apart, [0.5, 0.9])
    };
    Ok(HeadOutcome {
        head,
        losses,
        apart,
        stopped,
    })
}

fn steps_of(cfg: &HeadConfig, rows: usize) -> usize {
    (cfg.epochs * rows.div_ceil(cfg.batch)).max(cfg.min_steps)
}

/// Trains a single member on the images of `part`; `on` is told of every step's
/// loss. Returns whether it was stopped.
fn learn(
    head: &mut RegionHead,
    images: &mut [Image<'_>],
    part: &[usize],
    cfg: &HeadConfig,
    seed: u64,
    on: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> Result<bool> {
    let (shape, params) = (head.shape, &mut head.members[0]);
    let per_epoch = part.len().div_ceil(cfg.batch);
    let steps = steps_of(cfg, part.len());
    let mut adam = Adam::new(params.len(), 5.0, cfg.weight_decay as f32);
    let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0x7265_6769_6f6e);
    let mut order: Vec<usize> = Vec::new();
    for step in 0..steps {
        if order.is_empty() {
            order = part.to_vec();
            order.shuffle(&mut rng);
            let epoch = step / per_epoch;
            if epoch >= 4 && epoch.is_multiple_of(4) {
                let mine = part.iter().copied();
                find_hard(shape, params, images, mine, cfg.negatives / 3)?;
            }
        }
        let chosen: Vec<usize> = order.split_off(order.len().saturating_sub(cfg.batch));
        let batch = Batch::draw(images, &chosen, cfg, shape.inputs, &mut rng)?;
        let mask = dropout(batch.cells() * shape.trunk, cfg.dropout as f32, &mut rng);
        let pass = forward(shape, params, &batch.x, mask);
        let (loss, dlogits, dboxes) = batch.loss(shape.labels, &pass.logits, &pass.boxes);
        let grads = backward(shape, params, &batch.x, &pass, &dlogits, &dboxes);
        let lr = cfg.lr as f32 * schedule(step, steps);
        let taken = adam.step(shape, params, &grads, lr);
        ensure!(
            taken && loss.is_finite(),
            "the region head's loss is not finite at step {step}"
        );
        if on(loss).is_break() {
            return Ok(true);
        }
    }
    Ok(false)
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

fn find_hard(
    s: Shape,
    params: &[f32],
    images: &mut [Image<'_>],
    part: impl Iterator<Item = usize>,
    count: usize,
) -> Result<()> {
    for i in part {
        let image = &mut images[i];
        let x = gather(
            &image.row.features,
            image.targets.negative.iter().copied(),
            s.inputs,
        )?;
        let pass = forward(s, params, &x, None);
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
