//! Instruction data that a teacher writes: the run, its samples, and what a proposal of a teacher's goes back to.

mod kind;
mod sample;
mod teacher;

pub use kind::*;
pub use sample::*;
pub use teacher::*;

use crate::{ProjectId, SynthesisRunId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a run may cost; it stops before either would be passed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SynthesisBudget {
    pub tokens: i64,
    #[serde(default)]
    pub dollars: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SynthesisState {
    Queued,
    Running,
    /// Every sample of the plan has been asked for.
    Finished,
    /// The next request might have passed the budget.
    OutOfBudget,
    Failed,
    Cancelled,
}

impl SynthesisState {
    pub const ALL: [SynthesisState; 6] = [
        SynthesisState::Queued,
        SynthesisState::Running,
        SynthesisState::Finished,
        SynthesisState::OutOfBudget,
        SynthesisState::Failed,
        SynthesisState::Cancelled,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            SynthesisState::Queued => "queued",
            SynthesisState::Running => "running",
            SynthesisState::Finished => "finished",
            SynthesisState::OutOfBudget => "out_of_budget",
            SynthesisState::Failed => "failed",
            SynthesisState::Cancelled => "cancelled",
        }
    }

    pub fn is_over(self) -> bool {
        !matches!(self, SynthesisState::Queued | SynthesisState::Running)
    }
}

/// How a run stands. Money is in millionths of a dollar.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SynthesisTotals {
    /// Samples of the plan, and of them by state.
    pub samples: i64,
    pub planned: i64,
    pub sent: i64,
    pub made: i64,
    pub unparsed: i64,
    pub failed: i64,
    pub lost: i64,
    pub skipped: i64,
    /// Questions with their answers that were read.
    pub pairs: i64,
    /// Of them, those that became items.
    pub items: i64,
    /// Of them, those with a flag.
    pub flagged: i64,
    /// Tokens of stored replies and their prompts.
    pub prompt_tokens: i64,
    pub reply_tokens: i64,
    /// What counts against the budget: with that, what broken-off requests may have cost.
    pub spent_tokens: i64,
    pub spent_micros: i64,
    /// Held back for requests in flight.
    pub reserved_tokens: i64,
    pub reserved_micros: i64,
}

/// What a plan is expected to cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct SynthesisEstimate {
    pub samples: i64,
    pub prompt_tokens: i64,
    pub reply_tokens: i64,
    pub dollars: f64,
}

/// A teacher asked for so many samples of each kind over a project's images.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SynthesisRun {
    pub id: SynthesisRunId,
    pub project_id: ProjectId,
    pub requested_by: String,
    pub teacher: Teacher,
    /// How many of each kind, by the kind's name.
    pub counts: BTreeMap<String, i64>,
    pub seed: i64,
    pub budget: SynthesisBudget,
    pub state: SynthesisState,
    pub cancel_requested: bool,
    /// Why it stopped, in a sentence.
    pub reason: Option<String>,
    /// Images that the plan was drawn from; none before it was.
    pub images: Option<i64>,
    /// Of the whole plan, as it was drawn.
    pub estimate: Option<SynthesisEstimate>,
    pub totals: SynthesisTotals,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}
