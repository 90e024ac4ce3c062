//! A sampling rule: people review a sample of what a synthesis run made, and the rule accepts the rest if they accepted
//! enough of it.

use crate::{SamplingRuleId, SynthesisRunId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An item's part in a sampling rule that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sampling {
    /// Of the sample: it comes first in the queue.
    Drawn,
    /// Not of the sample: it is not offered, and the rule may accept it.
    Undrawn,
}

impl Sampling {
    pub const ALL: [Sampling; 2] = [Sampling::Drawn, Sampling::Undrawn];

    pub fn as_str(self) -> &'static str {
        match self {
            Sampling::Drawn => "drawn",
            Sampling::Undrawn => "undrawn",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SamplingState {
    /// Its sample is being reviewed, or waits for a lead to apply the rule.
    Stated,
    /// The sample was reviewed, and its lower bound is below the bar: nothing is accepted.
    Failed,
    /// A lead has applied it; it writes its reviews.
    Applying,
    /// It has accepted all that it may.
    Applied,
    /// A lead has taken it back; what it had accepted by then stands.
    Withdrawn,
}

impl SamplingState {
    pub const ALL: [SamplingState; 5] = [
        SamplingState::Stated,
        SamplingState::Failed,
        SamplingState::Applying,
        SamplingState::Applied,
        SamplingState::Withdrawn,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            SamplingState::Stated => "stated",
            SamplingState::Failed => "failed",
            SamplingState::Applying => "applying",
            SamplingState::Applied => "applied",
            SamplingState::Withdrawn => "withdrawn",
        }
    }

    pub fn is_over(self) -> bool {
        !matches!(self, SamplingState::Stated | SamplingState::Applying)
    }
}

/// Stated by a lead on a synthesis run that is over, once; its sample is drawn in that moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SamplingRule {
    pub id: SamplingRuleId,
    pub run_id: SynthesisRunId,
    pub stated_by: String,
    /// Of the frame, 0–100: how much of it is drawn, at least.
    pub review_percent: f64,
    /// What the lower bound must reach, 0–100.
    pub bar_percent: f64,
    /// How many are drawn, at least.
    pub least_reviews: i64,
    /// The policy that the sample is reviewed under; under another the rule cannot be applied.
    pub policy_version: i32,
    pub policy_changed: bool,
    pub state: SamplingState,
    /// Items of the run that were pending, and touched by nobody, when the rule was stated.
    pub frame: i64,
    /// Of them, the sample.
    pub drawn: i64,
    /// Of the sample, those decided by people; once applied or failed, as it was then.
    pub reviewed: i64,
    /// Of them, accepted as they stood.
    pub accepted: i64,
    /// Of the share that people would accept, 0–100 ([`crate::rules::accept_rate`]); none before the whole sample is
    /// reviewed.
    pub bound_percent: Option<f64>,
    /// What it would accept if it were applied now; while it is at work, about what is left.
    pub open: i64,
    /// Reviews that it has written.
    pub written: i64,
    pub applied_by: Option<String>,
    pub stated_at: DateTime<Utc>,
    pub applied_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
}

impl SamplingRule {
    /// None: the sample is not reviewed yet.
    pub fn passes(&self) -> Option<bool> {
        self.bound_percent.map(|bound| bound >= self.bar_percent)
    }
}
