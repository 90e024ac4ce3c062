//! A model version on held-out items, in passes, each of which may be the last.

use super::score::{self, Said};
use super::train::row_of;
use crate::model::{Engine, Wanted, answer_tokens, say};
use anyhow::{Result, bail};
use vitrine_domain::rules::gate::ItemOutcome;
use vitrine_domain::rules::metric::PrimaryMetric;
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::{EvaluationItem, Triplet};
use vitrine_vlm::Tuned;
use vitrine_vlm::batch::Encoded;

/// Items a pass.
const PASS: usize = 16;

pub struct Measured {
    pub scores: Scores,
    pub items: Vec<EvaluationItem>,
}

/// Answers the first question of every held-out item as a proposal would be, and scores it; none when `stopped`, asked
/// before each pass.
pub fn evaluate(
    engine: &Engine,
    tuned: &Tuned,
    held_out: &[Triplet],
    commonest: &str,
    labels: &[String],
    metric: PrimaryMetric,
    stopped: &dyn Fn() -> bool,
) -> Result<Option<Measured>> {
    let mut items = Vec::with_capacity(held_out.len());
    for pass in held_out.chunks(PASS) {
        if stopped() {
            return Ok(None);
        }
        let wanted: Vec<Wanted> = pass
            .iter()
            .map(|t| Wanted {
                images: t.images().map(|m| m.sha256.clone()).collect(),
                instruction: t.instruction.clone(),
                labels: labels.to_vec(),
                artefact: None,
                tokens: answer_tokens(metric),
            })
            .collect();
        for (triplet, said) in pass.iter().zip(say(engine, tuned, &wanted)?) {
            let loss = loss(engine, tuned, triplet, &said.asked)?;
            let said = score::Said {
                answer: &said.answer,
                regions: &said.regions,
                loss,
            };
            items.push(score::item(triplet, &said, labels));
        }
    }
    Ok(Some(Measured {
        scores: score::scores(&items, held_out, commonest, labels, answer_tokens(metric)),
        items,
    }))
}

/// Of the response to what was asked, summed, and its supervised tokens.
fn loss(engine: &Engine, tuned: &Tuned, triplet: &Triplet, asked: &str) -> Result<(f64, usize)> {
    let base = &engine.base;
    let row = row_of(engine, triplet, asked)?;
    let tokens = Encoded::new(base, &row)?.supervised();
    Ok((
        vitrine_vlm::loss(base, tuned, std::slice::from_ref(&row))? * tokens as f64,
        tokens,
    ))
}

/// What the gate reads: candidate, champion and the commonest answer on the same items by one metric, paired by
/// triplet.
pub fn outcomes(
    metric: PrimaryMetric,
    candidate: &[EvaluationItem],
    champion: &[EvaluationItem],
    held_out: &[Triplet],
    commonest: &str,
    labels: &[String],
) -> Result<Vec<ItemOutcome>> {
    let constant = Said {
        answer: commonest,
        regions: &[],
        loss: (0.0, 0),
    };
    held_out
        .iter()
        .map(|t| {
            let of = |items: &[EvaluationItem]| {
                items
                    .iter()
                    .find(|i| i.triplet_id == t.id)
                    .map(|i| worth(metric, i))
            };
            match (of(candidate), of(champion)) {
                (Some(candidate), Some(champion)) => Ok(ItemOutcome {
                    candidate,
                    champion,
                    commonest: worth(metric, &score::item(t, &constant, labels)),
                }),
                _ => bail!(
                    "the held-out item {} was not measured for both versions",
                    t.item_id
                ),
            }
        })
        .collect()
}

/// 0–1.
fn worth(metric: PrimaryMetric, item: &EvaluationItem) -> f64 {
    match metric {
        PrimaryMetric::DecisionAccuracy => f64::from(u8::from(item.decision_correct)),
        PrimaryMetric::AnswerChrf => f64::from(item.answer_chrf) / 100.0,
    }
}
