//! `loop.json`: what one loop came to.

use crate::export::Export;
use crate::machine;
use anyhow::{Context, Result};
use serde::Serialize;
use vitrine_domain::rules::gate::GateVerdict;
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::{ProjectCounts, TrainingRunDetail};

#[derive(Debug, Serialize)]
pub struct LoopReport {
    /// The demo's: policy, pictures and order. No row tells it; `train.seed` is made of it.
    pub seed: u64,
    pub items: i64,
    pub proposals: i64,
    pub reviews: i64,
    pub triplets: i64,
    pub corrections: i64,
    /// Of the snapshot.
    pub training_triplets: i64,
    pub held_out_items: i64,
    pub commonest_answer_accuracy: f64,
    pub before: Measured,
    pub after: Measured,
    pub gate: Gate,
    pub train: Train,
    pub export: Export,
    /// Of the loop, without the runs in `also`.
    pub wall_seconds: f64,
    /// Further runs on the same reviews.
    pub also: Vec<Also>,
    pub machine: String,
}

/// A run with settings of its own, on the reviews of the loop.
#[derive(Debug, Serialize)]
pub struct Also {
    pub settings: serde_json::Value,
    pub after: Measured,
    pub train: Train,
}

#[derive(Debug, Serialize)]
pub struct Measured {
    pub decision_accuracy: f64,
    pub head_decision_accuracy: f64,
    pub region_f1_50: f64,
    pub answer_chrf: f64,
    pub malformed: usize,
    pub loss: f64,
}

#[derive(Debug, Serialize)]
pub struct Gate {
    pub decision: GateVerdict,
    pub metric: String,
    pub delta: f64,
    pub ci_low: f64,
    pub ci_high: f64,
    pub n: usize,
}

#[derive(Debug, Serialize)]
pub struct Train {
    pub seconds: f64,
    pub steps: i32,
    pub supervised_tokens: i64,
    pub tokens_per_second: f64,
    pub peak_rss_mb: f64,
    /// After the last epoch.
    pub validation_loss: Option<f32>,
    pub seed: i64,
    pub snapshot: String,
}

fn measured(s: &Scores) -> Measured {
    Measured {
        decision_accuracy: s.decision_accuracy,
        head_decision_accuracy: s.head_decision_accuracy,
        region_f1_50: s.region_f1_50,
        answer_chrf: s.answer_chrf,
        malformed: s.malformed,
        loss: s.loss,
    }
}

fn train(detail: &TrainingRunDetail) -> Train {
    let run = &detail.run;
    let validation = detail.points.iter().rev().find_map(|p| p.validation_loss);
    Train {
        seconds: run.figures.seconds,
        steps: run.step,
        supervised_tokens: run.figures.supervised_tokens,
        tokens_per_second: run.figures.tokens_per_second,
        peak_rss_mb: run.figures.peak_rss_mb,
        validation_loss: validation,
        seed: run.seed,
        snapshot: run.snapshot.hash.clone(),
    }
}

/// What one more run came to.
pub fn also(settings: serde_json::Value, detail: &TrainingRunDetail) -> Result<Also> {
    let after = detail.after.as_ref();
    let after = after.context("the candidate was not measured")?;
    Ok(Also {
        settings,
        after: measured(&after.scores),
        train: train(detail),
    })
}

/// Puts the report together; every part must be there.
pub fn assemble(
    seed: u64,
    counts: &ProjectCounts,
    detail: &TrainingRunDetail,
    export: Export,
    wall_seconds: f64,
) -> Result<LoopReport> {
    let run = &detail.run;
    let before = detail
        .before
        .as_ref()
        .context("the champion was not measured")?;
    let after = detail
        .after
        .as_ref()
        .context("the candidate was not measured")?;
    let gate = &detail
        .gate
        .as_ref()
        .context("the gate decided nothing")?
        .outcome;
    Ok(LoopReport {
        seed,
        items: counts.items,
        proposals: counts.proposals,
        reviews: counts.reviews,
        triplets: counts.triplets_train + counts.triplets_validation + counts.triplets_held_out,
        corrections: counts.corrections,
        training_triplets: run.snapshot.train,
        held_out_items: run.snapshot.held_out,
        commonest_answer_accuracy: after.scores.commonest_answer_accuracy,
        before: measured(&before.scores),
        after: measured(&after.scores),
        gate: Gate {
            decision: gate.decision,
            metric: gate.metric.clone(),
            delta: gate.interval.delta,
            ci_low: gate.interval.low,
            ci_high: gate.interval.high,
            n: gate.interval.n,
        },
        train: train(detail),
        export,
        wall_seconds,
        also: Vec::new(),
        machine: machine::describe(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    fn export() -> Export {
        Export {
            format: "llava",
            rows: 445,
            bytes: 9,
            sha256: "0123456789abcdef".into(),
        }
    }

    fn counts() -> ProjectCounts {
        ProjectCounts {
            items: 505,
            proposals: 350,
            reviews: 445,
            corrections: 201,
            triplets_train: 250,
            triplets_validation: 40,
            triplets_held_out: 155,
            ..ProjectCounts::default()
        }
    }

    #[test]
    fn each_figure_comes_from_where_it_was_measured() {
        let detail = testing::decided(GateVerdict::Promote, &[2.0, 1.0]);
        let report = assemble(9, &counts(), &detail, export(), 12.5).unwrap();
        let json = serde_json::to_value(&report).unwrap();
        for (pointer, wanted) in [
            ("/seed", serde_json::json!(9)),
            ("/train/seed", serde_json::json!(77)),
            ("/items", serde_json::json!(505)),
            ("/triplets", serde_json::json!(445)),
            ("/corrections", serde_json::json!(201)),
            ("/held_out_items", serde_json::json!(155)),
            ("/commonest_answer_accuracy", serde_json::json!(0.3)),
            ("/before/decision_accuracy", serde_json::json!(0.1)),
            ("/after/decision_accuracy", serde_json::json!(0.8)),
            ("/gate/decision", serde_json::json!("promote")),
            ("/gate/delta", serde_json::json!(0.7)),
            ("/train/steps", serde_json::json!(600)),
            ("/train/snapshot", serde_json::json!("5ea1")),
            ("/export/rows", serde_json::json!(445)),
            ("/wall_seconds", serde_json::json!(12.5)),
        ] {
            assert_eq!(json.pointer(pointer), Some(&wanted), "{pointer}");
        }
        let table = report.table();
        assert!(table.contains("gate: promoted"), "{table}");
        assert!(table.contains("+70.0 points"), "{table}");
    }

    #[test]
    fn a_part_that_is_missing_is_named() {
        let whole = testing::decided(GateVerdict::Refuse, &[]);
        let mut unmeasured = whole.clone();
        unmeasured.before = None;
        let mut unproven = whole.clone();
        unproven.after = None;
        let mut undecided = whole;
        undecided.gate = None;
        for (detail, wanted) in [
            (unmeasured, "the champion was not measured"),
            (unproven, "the candidate was not measured"),
            (undecided, "the gate decided nothing"),
        ] {
            let why = assemble(1, &counts(), &detail, export(), 1.0).unwrap_err();
            assert_eq!(why.to_string(), wanted);
        }
    }
}
