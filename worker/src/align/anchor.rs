//! Stage 0: the projector is pulled towards the word embeddings of what each cell shows.
//!
//! Without it a small language model needs thousands of captions before it looks at the picture at
//! all. Trains the base's own projector in place; the language model takes no part but its table.

use super::samples::Sample;
use anyhow::{Context, Result};
use candle_core::{D, Device, Tensor};
use candle_nn::ops::log_softmax;
use rand::SeedableRng;
use rand::seq::index;
use rand_chacha::ChaCha8Rng;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use vitrine_vlm::Base;
use vitrine_vlm::optimiser::{AdamW, Param};
use vitrine_vlm::schedule;

/// Pictures a step.
const BATCH: usize = 16;
/// Peak learning rate.
const RATE: f64 = 1e-3;
/// Temperature of the choice among names.
const TEMPERATURE: f64 = 0.1;
/// Weight of a cell by what it shows.
const MARK: f32 = 1.0;
const OBJECT: f32 = 0.3;
const NOTHING: f32 = 0.1;
/// What a cell without mark or object is called.
const NONE: &str = "none";

/// The names with their embeddings.
struct Names {
    index: BTreeMap<String, u32>,
    /// (names, hidden), each the mean of its tokens' embeddings.
    table: Tensor,
}

impl Names {
    fn of(base: &Base, samples: &[Sample]) -> Result<Self> {
        let mut index = BTreeMap::from([(NONE.to_owned(), 0)]);
        for sample in samples {
            for (name, _) in sample.truth.marks.iter().chain(&sample.truth.objects) {
                index.insert(name.clone(), 0);
            }
        }
        let hidden = base.text().config().hidden_size;
        let mut rows = Vec::with_capacity(index.len() * hidden);
        for (i, (name, place)) in index.iter_mut().enumerate() {
            *place = i as u32;
            let tokens = base.tokens().text(&format!(" {name}"))?;
            let mut mean = vec![0f32; hidden];
            for token in &tokens {
                for (sum, x) in mean.iter_mut().zip(base.text().embedding(*token)) {
                    *sum += x / tokens.len() as f32;
                }
            }
            rows.extend(mean);
        }
        let table = Tensor::from_vec(rows, (index.len(), hidden), &Device::Cpu)?;
        Ok(Self { index, table })
    }

    fn directions(&self) -> Result<Directions> {
        let mean = self.table.mean_keepdim(0)?;
        let towards = unit(&self.table.broadcast_sub(&mean)?)?.t()?.contiguous()?;
        Ok(Directions { mean, towards })
    }
}

/// The names as directions about the table's mean: what all words share tells none apart.
struct Directions {
    mean: Tensor,
    /// (hidden, names)
    towards: Tensor,
}

impl Directions {
    /// Of each row with each name.
    fn cosines(&self, rows: &Tensor) -> Result<Tensor> {
        Ok(unit(&rows.broadcast_sub(&self.mean)?)?.matmul(&self.towards)?)
    }
}

/// One picture: what the projector reads, name of each visual token, weight of each.
struct Cells {
    visual: Tensor,
    names: Vec<u32>,
    weights: Vec<f32>,
}

/// Runs `steps` steps on the base's projector; returns the loss of each.
pub fn train(base: &Base, samples: &[Sample], steps: usize, seed: u64) -> Result<Vec<f32>> {
    let names = Names::of(base, samples)?;
    let cells = samples
        .iter()
        .map(|s| cells(base, s, &names))
        .collect::<Result<Vec<_>>>()?;
    let directions = names.directions()?;
    let params = base.projector().vars().map(|(name, var)| Param {
        name: name.to_owned(),
        var: var.clone(),
        lr: RATE,
        decay: 0.0,
    });
    let mut optimiser = AdamW::new(params.collect(), 1.0)?;
    let size = names.table.sqr()?.mean_all()?.to_scalar::<f32>()?;
    let mut losses = Vec::with_capacity(steps);
    for step in 0..steps {
        let mut rng =
            ChaCha8Rng::seed_from_u64(seed ^ (step as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let chosen: Vec<&Cells> = index::sample(&mut rng, cells.len(), BATCH.min(cells.len()))
            .iter()
            .map(|i| &cells[i])
            .collect();
        let visual = Tensor::cat(
            &chosen.iter().map(|c| c.visual.clone()).collect::<Vec<_>>(),
            0,
        )?;
        let named: Vec<u32> = chosen
            .iter()
            .flat_map(|c| c.names.iter().copied())
            .collect();
        let weights: Vec<f32> = chosen
            .iter()
            .flat_map(|c| c.weights.iter().copied())
            .collect();
        let all: f32 = weights.iter().sum();
        let n = named.len();
        let named = Tensor::from_vec(named, n, &Device::Cpu)?;
        let weights = Tensor::from_vec(weights, n, &Device::Cpu)?;
        let out = base.projector().forward(&visual)?;
        let logits = (directions.cosines(&out)? / TEMPERATURE)?;
        let right = log_softmax(&logits, D::Minus1)?
            .gather(&named.unsqueeze(1)?, 1)?
            .squeeze(1)?;
        let targets = names.table.index_select(&named, 0)?;
        let apart = ((out - targets)?.sqr()?.mean(D::Minus1)? / f64::from(size))?;
        let each = ((apart * 0.5)? - right)?;
        let loss = ((each * weights)?.sum_all()? / f64::from(all))?;
        losses.push(loss.to_scalar::<f32>()?);
        optimiser.step(&loss.backward()?, schedule::factor(step, steps, 0.05))?;
        if (step + 1) % 50 == 0 {
            println!(
                "  anchor step {} of {steps}, loss {:.3}",
                step + 1,
                losses[step]
            );
        }
    }
    Ok(losses)
}

/// What the projector alone has learnt, on pictures it never saw.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measured {
    pub scenes: usize,
    /// Share of the cells filled by a mark that are nearest to its name.
    pub cells: f64,
    /// Share of the pictures whose marks are each nearest to their name in one cell at least.
    pub found: f64,
}

/// Measures on `unseen`, by the names of `samples`.
pub fn measure(base: &Base, samples: &[Sample], unseen: &[Sample]) -> Result<Measured> {
    let names = Names::of(base, samples)?;
    let directions = names.directions()?;
    let (mut right, mut all, mut found) = (0usize, 0usize, 0usize);
    for sample in unseen {
        let out = base.projector().forward(&sample.visual)?;
        let nearest = directions
            .cosines(&out)?
            .argmax(D::Minus1)?
            .to_vec1::<u32>()?;
        let side = (nearest.len() as f64).sqrt() as usize;
        let (marks, _) = sample.things();
        let truth = super::cells::names(side, &marks, &[]);
        let mut seen = BTreeSet::new();
        for (cell, got) in truth.iter().zip(&nearest) {
            let Some(name) = cell else { continue };
            all += 1;
            if names.index.get(*name) == Some(got) {
                right += 1;
                seen.insert(*name);
            }
        }
        found += usize::from(marks.iter().all(|m| seen.contains(m.name.as_str())));
    }
    Ok(Measured {
        scenes: unseen.len(),
        cells: right as f64 / all.max(1) as f64,
        found: found as f64 / unseen.len().max(1) as f64,
    })
}

/// Rows scaled to length one.
fn unit(x: &Tensor) -> Result<Tensor> {
    let length = (x.sqr()?.sum_keepdim(D::Minus1)? + 1e-8)?.sqrt()?;
    Ok(x.broadcast_div(&length)?)
}

fn cells(base: &Base, sample: &Sample, names: &Names) -> Result<Cells> {
    let side = base.encoder().tokens().isqrt();
    let (marks, objects) = sample.things();
    let (mut named, mut weights) = (Vec::new(), Vec::new());
    for cell in super::cells::names(side, &marks, &objects) {
        weights.push(match cell {
            None => NOTHING,
            Some(name) if marks.iter().any(|m| m.name == name) => MARK,
            Some(_) => OBJECT,
        });
        let name = cell.unwrap_or(NONE);
        named.push(
            *names
                .index
                .get(name)
                .with_context(|| format!("no embedding for {name}"))?,
        );
    }
    Ok(Cells {
        visual: sample.visual.clone(),
        names: named,
        weights,
    })
}
