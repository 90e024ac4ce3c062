//! A candidate from a snapshot: the region head first, then the text path, which reads what was found.

use super::head::{Seen, see};
use super::{RunConfig, replay};
use crate::model::Engine;
use crate::model::findings::noted;
use anyhow::{Context, Result};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Instant;
use vitrine_domain::{Split, TrainFigures, TrainingPoint, Triplet};
use vitrine_vlm::conversation::Exchange;
use vitrine_vlm::memory::{peak_mb, resident_mb};
use vitrine_vlm::{Control, Row, Tuned};

/// What is told while it goes on.
#[derive(Debug, Clone)]
pub struct Told {
    pub step: i32,
    pub steps: i32,
    pub eta_seconds: f32,
    /// None while the region head learns, before the first step.
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
    // Rows that a purge has taken away make it another run.
    let purged = triplets.iter().filter(|t| t.purged()).count();
    let all = steps(config, learn.len()) as i32;
    let kept = dir.join(format!("seen-{purged}"));
    let seen = see(
        engine,
        &learn,
        &check,
        labels,
        config,
        &kept,
        &mut |eta_seconds| {
            told(Told {
                step: 0,
                steps: all,
                eta_seconds,
                point: None,
            })
        },
    )?;
    let Some(seen) = seen else { return Ok(None) };
    let mut rows = rows_of(engine, &learn, &seen)?;
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
    let validation = rows_of(engine, &check, &seen)?;
    let before = began.elapsed();
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
    let began = Instant::now();
    outcome.tuned.set_region_head(seen.head);
    let findings = seen.findings.as_ref().map(serde_json::to_string_pretty);
    outcome.tuned.set_findings(findings.transpose()?);
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

fn rows_of(engine: &Engine, triplets: &[Triplet], seen: &Seen) -> Result<Vec<Row>> {
    triplets
        .iter()
        .map(|t| {
            let asked = noted(seen.notes.get(&t.id).map(String::as_str), &t.instruction);
            Ok(going_on(row_of(engine, t, asked)?, t))
        })
        .collect()
}

/// With the triplet's further turns, each of whose answers is learnt as the first is. What the model said instead is the
/// first answer's alone: a row in which more follows is no pair to prefer one of.
fn going_on(mut row: Row, t: &Triplet) -> Row {
    if t.turns.is_empty() {
        return row.instead_of(t.refused.clone());
    }
    row.talk
        .exchanges
        .extend(t.turns.iter().map(|turn| Exchange {
            images: Vec::new(),
            instruction: turn.instruction.clone(),
            response: Some(turn.response.clone()),
        }));
    row
}

/// With all of its images, in order, the instruction as the model reads it, and its answer; no further turns.
pub(super) fn row_of(engine: &Engine, t: &Triplet, asked: impl Into<String>) -> Result<Row> {
    let features = t
        .images()
        .map(|image| engine.features(&image.sha256))
        .collect::<Result<Vec<_>>>()?;
    Row::of_images(
        &engine.base,
        t.id.to_string(),
        &features,
        asked,
        t.response.clone(),
    )
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use vitrine_domain::Turn;
    use vitrine_vlm::Base;
    use vitrine_vlm::batch::Encoded;

    fn triplet(turns: &[(&str, &str)]) -> Triplet {
        let id = "018f3f3e-7b1a-7000-8000-000000000000";
        let mut triplet: Triplet = serde_json::from_value(json!({
            "id": id, "item_id": id, "review_id": id, "reviewer_id": id, "proposal_id": id, "policy_id": id,
            "model_version_id": id, "scripted": false, "blind": false, "instruction": "What?", "response": "A cup.",
            "refused": "A hat.", "regions": [], "split": "train", "superseded_by": null,
            "created_at": "2026-01-01T00:00:00Z",
            "image": {"id": id, "sha256": "0", "width": 1, "height": 1, "bytes": 1, "cluster_id": null, "purged": false},
        }))
        .unwrap();
        triplet.turns = turns
            .iter()
            .map(|(asked, said)| Turn {
                instruction: (*asked).into(),
                response: (*said).into(),
            })
            .collect();
        triplet
    }

    #[test]
    fn every_answer_of_a_conversation_is_learnt_and_no_question() {
        let dir = tempfile::tempdir().unwrap();
        vitrine_vlm::tiny::write_base(dir.path(), 1).unwrap();
        let base = Base::load(dir.path()).unwrap();
        let features = base
            .encoder()
            .encode(&image::DynamicImage::new_rgb8(56, 56))
            .unwrap();
        let row = |t: &Triplet| {
            going_on(
                Row::new(&base, "a", &features, &t.instruction, &t.response).unwrap(),
                t,
            )
        };
        let learnt = |t: &Triplet| -> Vec<String> {
            let e = Encoded::new(&base, &row(t)).unwrap();
            let wanted: Vec<u32> = e.wanted.iter().map(|i| e.tokens[*i as usize]).collect();
            assert!(base.tokens().stops(*wanted.last().unwrap()));
            wanted
                .split(|id| base.tokens().stops(*id))
                .map(|ids| base.tokens().decode(ids).unwrap().trim().to_owned())
                .filter(|said| !said.is_empty())
                .collect()
        };
        let one = triplet(&[]);
        assert_eq!(learnt(&one), ["A cup."]);
        assert_eq!(row(&one).refused.as_deref(), Some("A hat."));
        let more = triplet(&[("Where?", "On the left."), ("Why?", "It fell.")]);
        assert_eq!(learnt(&more), ["A cup.", "On the left.", "It fell."]);
        let talk = row(&more).talk;
        let images: Vec<usize> = talk.exchanges.iter().map(|e| e.images.len()).collect();
        assert_eq!(images, [1, 0, 0], "the image comes with the first question");
        assert_eq!(talk.exchanges[2].instruction, "Why?");
        // The refused answer is the first one's: of more than that no pair is made.
        assert!(row(&more).with_refused().is_none());
    }
}
