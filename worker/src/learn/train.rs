//! A candidate from a snapshot: text path first, then the region head on the same triplets.

use super::{RunConfig, replay};
use crate::model::{Engine, head_from};
use anyhow::{Context, Result};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;
use vitrine_domain::{Split, TrainFigures, TrainingPoint, Triplet};
use vitrine_vlm::memory::{peak_mb, resident_mb};
use vitrine_vlm::region_head::{HeadRow, train_region_head};
use vitrine_vlm::tuned::RegionHeadFile;
use vitrine_vlm::{Control, Row, Tuned};

/// What is told while it goes on.
#[derive(Debug, Clone)]
pub struct Told {
    pub step: i32,
    pub steps: i32,
    pub eta_seconds: f32,
    /// None while the region head learns.
    pub point: Option<TrainingPoint>,
}

/// What training leaves; none when it was stopped.
pub struct Trained {
    pub artefact_hash: String,
    pub figures: TrainFigures,
}

/// Steps of a run over so many training triplets.
pub fn steps(config: &RunConfig, triplets: usize) -> usize {
    let triplets = config.most(triplets);
    config
        .train
        .steps(triplets + (triplets as f64 * config.replay).round() as usize)
}

/// Trains, or goes on from the checkpoints in `dir`; the model is saved below the data folder's models, with `made`
/// (an object, to which the count of replay is added) in its manifest. `told` hears of every step; its answer stops.
pub fn train(
    engine: &Engine,
    triplets: &[Triplet],
    labels: &[String],
    config: &RunConfig,
    mut made: serde_json::Value,
    dir: &Path,
    told: &mut dyn FnMut(Told) -> ControlFlow<()>,
) -> Result<Option<Trained>> {
    std::fs::create_dir_all(dir).with_context(|| format!("make {}", dir.display()))?;
    let began = Instant::now();
    let of = |split| {
        triplets
            .iter()
            .filter(move |t| t.split == split && !t.purged())
            .cloned()
            .collect::<Vec<_>>()
    };
    let (mut learn, check) = (of(Split::Train), of(Split::Validation));
    if config.most(learn.len()) < learn.len() {
        // Ids sort by the time they were made; the rows keep their order.
        let mut ids: Vec<_> = learn.iter().map(|t| t.id).collect();
        ids.sort_unstable();
        let end = ids[config.most(ids.len())];
        learn.retain(|t| t.id < end);
    }
    let mut rows = rows_of(engine, &learn)?;
    let replay = replay::rows(
        engine,
        &learn,
        config.replay,
        config.train.seed,
        &dir.join("replay.json"),
    )?;
    let replay_rows = replay.len() as i32;
    made["replay_rows"] = replay_rows.into();
    rows.extend(replay);
    let validation = rows_of(engine, &check)?;
    let before = began.elapsed();
    // Rows that a purge has taken away make it another run.
    let purged = triplets.iter().filter(|t| t.purged()).count();
    let mut outcome = vitrine_vlm::train(
        &engine.base,
        &config.train,
        &rows,
        &validation,
        &dir.join(format!("text-{purged}")),
        &mut |p| {
            let point = p.loss.is_finite().then(|| TrainingPoint {
                step: p.step as i32,
                loss: p.loss,
                validation_loss: p.validation_loss.map(|l| l as f32),
                learning_rate: p.lr as f32,
                grad_norm: p.grad_norm as f32,
                tokens_per_second: p.tokens_per_second as f32,
                visual_share: Some(p.visual_share as f32),
                memory_mb: Some(resident_mb() as f32),
                preference_loss: p.preference.map(|(loss, _)| loss),
            });
            let told = told(Told {
                step: p.step as i32,
                steps: p.steps as i32,
                eta_seconds: p.eta_seconds as f32,
                point,
            });
            if told.is_break() {
                Control::Stop
            } else {
                Control::Continue
            }
        },
    )?;
    if outcome.stopped {
        return Ok(None);
    }
    // The region head reads whole grids: room for them.
    drop((rows, validation));
    let began = Instant::now();
    let last = outcome.steps as i32;
    let head = region_head(engine, &learn, labels, config, &mut |eta_seconds| {
        told(Told {
            step: last,
            steps: last,
            eta_seconds,
            point: None,
        })
    })?;
    let Some(head) = head else { return Ok(None) };
    outcome.tuned.set_region_head(head);
    let artefact_hash = keep(engine, &outcome.tuned, &made, dir)?;
    let around = (before + began.elapsed()).as_secs_f64();
    let figures = TrainFigures {
        seconds: around + outcome.seconds + outcome.validation_seconds,
        supervised_tokens: outcome.supervised_tokens as i64,
        tokens_per_second: outcome.tokens as f64 / outcome.seconds.max(1e-9),
        peak_rss_mb: peak_mb() as f64,
        skipped_steps: outcome.skipped as i32,
        replay_rows: Some(replay_rows),
    };
    Ok(Some(Trained {
        artefact_hash,
        figures,
    }))
}

fn rows_of(engine: &Engine, triplets: &[Triplet]) -> Result<Vec<Row>> {
    triplets
        .iter()
        .map(|t| Ok(row_of(engine, t)?.instead_of(t.refused.clone())))
        .collect()
}

/// With all of its images, in order.
pub(super) fn row_of(engine: &Engine, t: &Triplet) -> Result<Row> {
    let features = t
        .images()
        .map(|image| engine.features(&image.sha256))
        .collect::<Result<Vec<_>>>()?;
    Row::of_images(
        &engine.base,
        t.id.to_string(),
        &features,
        t.instruction.clone(),
        t.response.clone(),
    )
}

/// The head, warm from the base's prior; `go_on` hears the seconds left; the outer none means stopped, the inner that there is nothing to learn.
fn region_head(
    engine: &Engine,
    learn: &[Triplet],
    labels: &[String],
    config: &RunConfig,
    go_on: &mut dyn FnMut(f32) -> ControlFlow<()>,
) -> Result<Option<Option<RegionHeadFile>>> {
    // Who answers a teacher's question is not asked for regions: none drawn does not mean that there are none.
    let learn: Vec<&Triplet> = learn.iter().filter(|t| t.taught.is_none()).collect();
    if labels.is_empty() || learn.iter().all(|t| t.regions.is_empty()) {
        return Ok(Some(None));
    }
    let prior = head_from(Tuned::none(&engine.base)?.region_head())?;
    let rows = learn
        .iter()
        .map(|t| {
            let known = |r: &vitrine_domain::Region| {
                labels
                    .iter()
                    .position(|l| *l == r.label)
                    .map(|i| (i, r.bbox()))
            };
            // A point has no area to learn from.
            let regions = t
                .regions
                .iter()
                .filter_map(known)
                .filter(|(_, b)| b[0] < b[2] && b[1] < b[3])
                .collect();
            Ok(HeadRow {
                features: engine.features(&t.image.sha256)?,
                regions,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let began = Instant::now();
    let outcome = train_region_head(prior.as_ref(), labels, &rows, &config.head, &mut |p| {
        if p.step % 10 > 0 {
            return ControlFlow::Continue(());
        }
        go_on(began.elapsed().as_secs_f32() * (p.steps - p.step) as f32 / p.step as f32)
    })?;
    if outcome.stopped {
        return Ok(None);
    }
    let (tensors, text) = outcome.head.to_parts()?;
    Ok(Some(Some(RegionHeadFile {
        tensors,
        text: Some(text),
    })))
}

/// Saved beside the checkpoints first: its name is its hash.
fn keep(engine: &Engine, tuned: &Tuned, made: &serde_json::Value, dir: &Path) -> Result<String> {
    let part = dir.join("model");
    let hash = tuned.save(&part, made)?;
    let place = engine.places.model(&hash);
    if !place.exists() {
        std::fs::create_dir_all(place.parent().context("a model has a folder")?)?;
        std::fs::rename(&part, &place)
            .with_context(|| format!("keep the model at {}", place.display()))?;
    }
    Ok(hash)
}
