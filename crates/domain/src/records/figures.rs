//! A project's figures: what stands in the queue, what people decided, how far they had to correct, what is curated;
//! and two evaluations side by side.

use crate::rules::gate::GateVerdict;
use crate::{
    EvaluationItem, Image, ItemId, ItemState, ModelVersionId, Region, RunState, TrainingRunId,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// `GET /api/v1/projects/{slug}/figures?days=`. Days are UTC.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How many days back; today is the last.
    pub days: i32,
    pub from: NaiveDate,
    pub queue: QueueFigures,
    pub reviews: ReviewFigures,
    pub corrections: CorrectionFigures,
    pub labels: LabelFigures,
}

/// What waits now.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct QueueFigures {
    pub queued: i64,
    /// There are more than were counted; ages are those of the oldest.
    pub more: bool,
    pub oldest: Option<DateTime<Utc>>,
    /// Queued items by the time since they were added, youngest first.
    pub ages: Vec<AgeCount>,
    /// What waits for people beside the queue: escalated, for a second review, to be settled.
    #[serde(default)]
    pub beside: Vec<StateDepth>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateDepth {
    pub state: ItemState,
    pub items: i64,
    /// There are more than were counted, of which the oldest were.
    pub more: bool,
    /// When the oldest was added.
    pub oldest: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgeCount {
    pub hours_from: i32,
    /// None: and older.
    pub hours_to: Option<i32>,
    pub items: i64,
}

/// Reviews that were not taken back, first and second ones and those that settled an item alike, by day and by the version whose proposal was reviewed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReviewFigures {
    /// Only the newest were counted: the first days may be short of some.
    pub more: bool,
    /// Every day, also one without a review.
    pub by_day: Vec<DayCounts>,
    /// Days and versions with reviews alone.
    pub by_version: Vec<VersionDay>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayCounts {
    pub day: NaiveDate,
    pub accept: i64,
    pub correct: i64,
    pub reject: i64,
    pub escalate: i64,
    /// Labelled blind.
    pub label: i64,
}

impl DayCounts {
    pub fn all(&self) -> i64 {
        self.accept + self.correct + self.reject + self.escalate + self.label
    }
}

/// Of the proposals of one version that were accepted or corrected on one day, how many were accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionDay {
    pub day: NaiveDate,
    pub model_version_id: ModelVersionId,
    pub model_version: String,
    pub accepted: i64,
    pub of: i64,
}

/// How far the newest corrections went (`rules::edit`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CorrectionFigures {
    pub n: i64,
    /// There are more in these days: the newest were measured.
    #[serde(default)]
    pub more: bool,
    /// Of the words: nothing, then up to 10, 25, 50 and 100 %.
    pub edits: [i64; 5],
    pub edit_median: Option<f32>,
    /// Corrections with regions before or after.
    pub with_regions: i64,
    /// Mean overlap of the regions: below 0.25, 0.5, 0.75, 0.9, and from there to 1.
    pub overlaps: [i64; 5],
    pub overlap_median: Option<f32>,
}

/// Labels that the newest standing triplets' responses name.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LabelFigures {
    /// Triplets that were read.
    pub n: i64,
    /// There are more: the newest were read.
    #[serde(default)]
    pub more: bool,
    /// The project's labels in their order, with the triplets that name each.
    pub labels: Vec<(String, i64)>,
    /// Triplets that say that there is no violation.
    pub none: i64,
    /// Triplets in free words.
    pub other: i64,
}

/// A training run's loss, thinned to what a small chart can show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunCurve {
    pub run_id: TrainingRunId,
    /// The candidate's name; none: there is none (yet).
    pub candidate: Option<String>,
    pub state: RunState,
    /// The gate's, once it has decided.
    #[serde(default)]
    pub decision: Option<GateVerdict>,
    pub created_at: DateTime<Utc>,
    pub points: Vec<CurvePoint>,
    /// Mean loss of the last steps ([`crate::limits::LOSS_STEPS`]).
    #[serde(default)]
    pub last_loss: Option<f32>,
}

/// Nats per supervised token.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    pub step: i32,
    pub loss: f32,
    pub validation_loss: Option<f32>,
}

/// What two versions said of one held-out item, beside what is true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvaluationPair {
    pub item_id: ItemId,
    pub image: Image,
    pub response: String,
    pub regions: Vec<Region>,
    /// The response is no decision over the project's labels: chrF says how good the answers are.
    pub prose: bool,
    pub before: EvaluationItem,
    pub after: EvaluationItem,
}

/// Which of the pairs: by `rules::pair`, a decision by whether it is right, prose by its chrF.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PairShow {
    All,
    /// The answers are not the same.
    #[default]
    Differ,
    /// Wrong before, right after; prose may be better and still wrong in both.
    Better,
    /// Right before, wrong after.
    Worse,
    BothWrong,
}

impl PairShow {
    pub const ALL: [PairShow; 5] = [
        PairShow::Differ,
        PairShow::Better,
        PairShow::Worse,
        PairShow::BothWrong,
        PairShow::All,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            PairShow::All => "all",
            PairShow::Differ => "differ",
            PairShow::Better => "better",
            PairShow::Worse => "worse",
            PairShow::BothWrong => "both_wrong",
        }
    }
}

/// How many of each there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairCounts {
    pub all: i64,
    pub differ: i64,
    pub better: i64,
    pub worse: i64,
    pub both_wrong: i64,
    /// Of all, those whose truth is prose.
    pub prose: i64,
}

impl PairCounts {
    pub fn of(&self, show: PairShow) -> i64 {
        match show {
            PairShow::All => self.all,
            PairShow::Differ => self.differ,
            PairShow::Better => self.better,
            PairShow::Worse => self.worse,
            PairShow::BothWrong => self.both_wrong,
        }
    }
}

/// A held-out item that a version got wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvaluationError {
    pub item_id: ItemId,
    pub image: Image,
    pub response: String,
    pub regions: Vec<Region>,
    /// As in [`EvaluationPair`].
    pub prose: bool,
    pub said: EvaluationItem,
}
