//! A project: one policy, its labels, its instruction, its rules for learning.

use crate::rules::gate::GateRule;
use crate::rules::priority::Weights;
use crate::{ModelVersionId, PolicyId, ProjectId, Role};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Project {
    pub id: ProjectId,
    /// In addresses: lower-case letters, digits and hyphens.
    pub slug: String,
    pub name: String,
    /// What is asked of every image.
    pub instruction: String,
    pub policy: Policy,
    pub labels: Vec<String>,
    /// The model version in use; none until a worker has registered the base.
    pub champion_id: Option<ModelVersionId>,
    pub settings: ProjectSettings,
    pub created_at: DateTime<Utc>,
}

/// A project's policy text in one of its versions; older ones stay.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    pub id: PolicyId,
    pub version: i32,
    pub text: String,
}

/// How a project's answers are meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// A finding: the reviewer says what is so.
    #[default]
    Finding,
    /// A suggestion to somebody who decides: it stands nowhere until a person has confirmed it.
    Advisory,
    /// Teaching: an answer is released by a lead's approval, and is curated only then.
    Instructor,
}

impl Mode {
    pub const ALL: [Mode; 3] = [Mode::Finding, Mode::Advisory, Mode::Instructor];

    pub fn as_str(self) -> &'static str {
        match self {
            Mode::Finding => "finding",
            Mode::Advisory => "advisory",
            Mode::Instructor => "instructor",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProjectSettings {
    /// A training run starts by itself after this many new triplets of the train and validation splits.
    pub retrain_after: Option<i32>,
    /// Five-field cron expression, UTC, by which a training run starts by itself.
    pub retrain_cron: Option<String>,
    pub validation_percent: u8,
    pub held_out_percent: u8,
    pub gate: GateRule,
    /// In which order the queue comes to the desk.
    pub queue: Weights,
    /// Put into the answer by Shift 1 to 9.
    pub phrases: Vec<String>,
    pub mode: Mode,
    /// Settings of the training itself, as the engine reads them; `{}` means the defaults.
    pub training: serde_json::Value,
}

impl Default for ProjectSettings {
    fn default() -> Self {
        Self {
            retrain_after: None,
            retrain_cron: None,
            validation_percent: 10,
            held_out_percent: 20,
            gate: GateRule::default(),
            queue: Weights::default(),
            phrases: Vec::new(),
            mode: Mode::default(),
            training: serde_json::json!({}),
        }
    }
}

/// A project in a person's list, with the person's role in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectSummary {
    pub id: ProjectId,
    pub slug: String,
    pub name: String,
    pub role: Role,
    pub counts: ProjectCounts,
}

/// How much there is of everything, for headings and progress.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProjectCounts {
    pub items: i64,
    /// Without a proposal by the champion yet.
    pub waiting: i64,
    /// Ready for a reviewer, blind ones included.
    pub queued: i64,
    pub decided: i64,
    pub escalated: i64,
    pub set_aside: i64,
    pub proposals: i64,
    pub reviews: i64,
    pub corrections: i64,
    /// Current triplets per split.
    pub triplets_train: i64,
    pub triplets_validation: i64,
    pub triplets_held_out: i64,
    /// Train and validation triplets since the last training run's snapshot.
    pub triplets_new: i64,
    pub clusters: i64,
}
