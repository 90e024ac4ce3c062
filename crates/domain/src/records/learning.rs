//! What is learnt: snapshots, training runs, model versions, evaluations.

use crate::limits::LOSS_STEPS;
use crate::rules::gate::{GateOutcome, GateVerdict};
use crate::rules::scores::Scores;
use crate::{
    EvaluationId, ItemId, ModelVersionId, ProjectId, Region, SnapshotId, TrainingRunId, TripletId,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An immutable, content-addressed list of triplets with their split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    pub id: SnapshotId,
    pub project_id: ProjectId,
    /// Hex sha256 of its content (`rules::snapshot_hash`).
    pub hash: String,
    pub train: i64,
    pub validation: i64,
    pub held_out: i64,
    /// Triplets whose image has been purged since; an export says so.
    pub purged: i64,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ModelVersionState {
    /// Trained, its gate not passed (yet).
    Candidate,
    /// In use.
    Champion,
    /// Was in use.
    Retired,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelVersion {
    pub id: ModelVersionId,
    pub project_id: ProjectId,
    /// `base`, then `v1`, `v2`… in the order they were trained.
    pub name: String,
    pub state: ModelVersionState,
    pub base_hash: String,
    /// Hash of adapter + projector + region head; none for the base alone.
    pub artefact_hash: Option<String>,
    pub training_run_id: Option<TrainingRunId>,
    /// The champion it was compared with.
    pub compared_with: Option<ModelVersionId>,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Enough new triplets.
    Threshold,
    Cron,
    /// A person pressed the button.
    Button,
}

impl Trigger {
    pub const ALL: [Trigger; 3] = [Trigger::Threshold, Trigger::Cron, Trigger::Button];

    pub fn as_str(self) -> &'static str {
        match self {
            Trigger::Threshold => "threshold",
            Trigger::Cron => "cron",
            Trigger::Button => "button",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    Queued,
    Training,
    Evaluating,
    /// Decided by the gate.
    Decided,
    Failed,
    Cancelled,
}

impl RunState {
    pub const ALL: [RunState; 6] = [
        RunState::Queued,
        RunState::Training,
        RunState::Evaluating,
        RunState::Decided,
        RunState::Failed,
        RunState::Cancelled,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            RunState::Queued => "queued",
            RunState::Training => "training",
            RunState::Evaluating => "evaluating",
            RunState::Decided => "decided",
            RunState::Failed => "failed",
            RunState::Cancelled => "cancelled",
        }
    }

    pub fn is_over(self) -> bool {
        matches!(
            self,
            RunState::Decided | RunState::Failed | RunState::Cancelled
        )
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingRun {
    pub id: TrainingRunId,
    pub project_id: ProjectId,
    pub snapshot: Snapshot,
    pub trigger: Trigger,
    /// How many triplets were new when it was asked for; none of runs from before that was kept.
    #[serde(default)]
    pub triplets_new: Option<i32>,
    /// Who asked, or the rule's name.
    pub requested_by: String,
    /// What the project asked for when the run was asked for; from its start on, all that it runs with.
    pub config: serde_json::Value,
    pub seed: i64,
    pub base_hash: Option<String>,
    pub state: RunState,
    pub cancel_requested: bool,
    pub step: i32,
    pub steps: i32,
    pub eta_seconds: Option<f32>,
    /// Why it failed or was not promoted, in a sentence.
    pub reason: Option<String>,
    pub figures: TrainFigures,
    pub candidate: Option<ModelVersion>,
    /// The gate's, once it has decided.
    #[serde(default)]
    pub decision: Option<GateVerdict>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// What a training run cost.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TrainFigures {
    /// The whole training: features, replay, steps, validation and region head; of a resumed run, without what its
    /// earlier sessions spent besides steps and validation.
    pub seconds: f64,
    pub supervised_tokens: i64,
    /// All tokens that went through the model, visual ones included, per second of the steps.
    pub tokens_per_second: f64,
    pub peak_rss_mb: f64,
    pub skipped_steps: i32,
    /// Rows of replay learnt from beside the triplets.
    pub replay_rows: Option<i32>,
}

/// One point of a training run's curve.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TrainingPoint {
    pub step: i32,
    /// Mean negative log-likelihood per supervised token, nats.
    pub loss: f32,
    /// On the validation split, where measured.
    pub validation_loss: Option<f32>,
    pub learning_rate: f32,
    pub grad_norm: f32,
    pub tokens_per_second: f32,
    /// Visual tokens of all tokens fed, 0–1; none on points from before it was told.
    #[serde(default)]
    pub visual_share: Option<f32>,
    /// Resident after the step, MB; likewise.
    #[serde(default)]
    pub memory_mb: Option<f32>,
    /// Mean preference loss of the step's pairs, nats; none without pairs.
    #[serde(default)]
    pub preference_loss: Option<f32>,
}

/// A model version's scores on a snapshot's held-out split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    pub id: EvaluationId,
    pub model_version_id: ModelVersionId,
    pub model_version: String,
    pub snapshot_id: SnapshotId,
    pub scores: Scores,
    pub created_at: DateTime<Utc>,
}

/// What a model version said of one held-out item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvaluationItem {
    pub triplet_id: TripletId,
    pub item_id: ItemId,
    pub answer: String,
    pub regions: Vec<Region>,
    pub decision_correct: bool,
    pub head_decision_correct: bool,
    pub malformed: bool,
    /// chrF of the answer against the triplet's response, 0–100.
    pub answer_chrf: f32,
    /// Negative log-likelihood of the response, summed over its tokens, nats; and their number.
    pub loss_sum: f32,
    pub loss_tokens: i32,
}

/// The gate's decision on a candidate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GateDecision {
    pub training_run_id: TrainingRunId,
    pub candidate_id: ModelVersionId,
    pub champion_id: ModelVersionId,
    pub outcome: GateOutcome,
    pub created_at: DateTime<Utc>,
}

/// A training run with all that is shown beside it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrainingRunDetail {
    pub run: TrainingRun,
    pub points: Vec<TrainingPoint>,
    pub before: Option<Evaluation>,
    pub after: Option<Evaluation>,
    pub gate: Option<GateDecision>,
}

/// Mean loss of the last steps, [`LOSS_STEPS`] at most, and of how many; skipped ones left out.
pub fn last_loss(points: &[TrainingPoint]) -> Option<(f32, usize)> {
    let losses = points.iter().rev().map(|p| f64::from(p.loss));
    let last: Vec<f64> = losses.filter(|l| l.is_finite()).take(LOSS_STEPS).collect();
    let mean = last.iter().sum::<f64>() / last.len().max(1) as f64;
    (!last.is_empty()).then_some((mean as f32, last.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_loss_is_a_mean_of_steps_that_were_not_skipped() {
        let points = |losses: &[f32]| -> Vec<TrainingPoint> {
            let point = |&loss: &f32| TrainingPoint {
                loss,
                ..TrainingPoint::default()
            };
            losses.iter().map(point).collect()
        };
        assert_eq!(last_loss(&[]), None);
        assert_eq!(last_loss(&points(&[f32::NAN])), None);
        assert_eq!(last_loss(&points(&[3.0, f32::NAN, 1.0])), Some((2.0, 2)));
        let mut long = vec![9.0; 80];
        long.extend([0.5; LOSS_STEPS]);
        assert_eq!(last_loss(&points(&long)), Some((0.5, LOSS_STEPS)));
    }
}
