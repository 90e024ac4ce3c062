//! A project: one policy, its labels, its instruction, its rules for learning.

use crate::rules::exposure::CareRule;
use crate::rules::gate::GateRule;
use crate::rules::metric::PrimaryMetric;
use crate::rules::priority::Weights;
use crate::rules::second::SecondRule;
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
    /// Which teachers a synthesis run may ask.
    pub teachers: TeacherRule,
    /// In which order the queue comes to the desk.
    pub queue: Weights,
    /// Put into the answer by Shift 1 to 9.
    pub phrases: Vec<String>,
    pub mode: Mode,
    /// Which decisions a second reviewer is asked for.
    pub second: SecondRule,
    pub gold: GoldRule,
    /// How those who look at the images are looked after.
    pub care: CareRule,
    /// Settings of the training itself, as the engine reads them; `{}` means the defaults.
    pub training: serde_json::Value,
}

/// Gold items among what reviewers are given. Off unless a share is set.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GoldRule {
    /// Of a reviewer's items, 0–100.
    pub percent: f32,
    /// Reviewers are told afterwards which were gold and what is true of them.
    pub feedback: bool,
}

/// Where requests of a project may go: nowhere, unless its hosts are named.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TeacherRule {
    /// `api.example.com`, or `127.0.0.1:8000` for that port alone. That a host's address may be private is for
    /// whoever runs the worker to say.
    pub hosts: Vec<String>,
}

impl TeacherRule {
    /// May this host be asked at this port?
    pub fn allows(&self, host: &str, port: u16) -> bool {
        let with_port = format!("{host}:{port}");
        self.hosts
            .iter()
            .any(|h| h.eq_ignore_ascii_case(host) || h.eq_ignore_ascii_case(&with_port))
    }
}

impl ProjectSettings {
    /// Answers are text, not decisions: they are measured so, or they teach.
    pub fn free_text(&self) -> bool {
        self.gate.metric == PrimaryMetric::AnswerChrf || self.mode == Mode::Instructor
    }
}

impl Default for ProjectSettings {
    fn default() -> Self {
        Self {
            retrain_after: None,
            retrain_cron: None,
            validation_percent: 10,
            held_out_percent: 20,
            gate: GateRule::default(),
            teachers: TeacherRule::default(),
            queue: Weights::default(),
            phrases: Vec::new(),
            mode: Mode::default(),
            second: SecondRule::default(),
            gold: GoldRule::default(),
            care: CareRule::default(),
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
    /// Reviewed once, waiting for somebody else's look.
    #[serde(default)]
    pub second_review: i64,
    /// Of these, those that nobody may look at: whoever else is in the project does not review. A lead decides them.
    #[serde(default)]
    pub stranded: i64,
    /// Two reviews differ; a lead settles it.
    #[serde(default)]
    pub adjudication: i64,
    pub decided: i64,
    pub escalated: i64,
    pub set_aside: i64,
    pub proposals: i64,
    /// Items that have one.
    #[serde(default)]
    pub proposed: i64,
    /// Decided by who saw no proposal.
    #[serde(default)]
    pub answered_blind: i64,
    /// In discussion.
    #[serde(default)]
    pub flagged: i64,
    pub reviews: i64,
    /// Those that wait for a second review left out: the number would tell what the first said.
    pub corrections: i64,
    /// Current triplets per split.
    pub triplets_train: i64,
    pub triplets_validation: i64,
    pub triplets_held_out: i64,
    /// Train and validation triplets that are not in the snapshot of the newest training run that was decided or is
    /// under way.
    pub triplets_new: i64,
    pub clusters: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_allowed_by_its_whole_name_alone() {
        let rule = TeacherRule {
            hosts: vec!["api.example.com".into(), "127.0.0.1:8000".into()],
        };
        assert!(rule.allows("API.example.com", 443) && rule.allows("127.0.0.1", 8000));
        assert!(!rule.allows("127.0.0.1", 8001));
        assert!(!rule.allows("evil-api.example.com", 443));
        assert!(!rule.allows("example.com", 443));
        assert!(!TeacherRule::default().allows("api.example.com", 443));
    }
}
