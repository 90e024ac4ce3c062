//! What lies on the desk: items, proposals, claims, reviews, triplets.

use crate::{
    ClusterId, Flag, ImageId, ItemId, ModelVersionId, PolicyId, ProjectId, ProposalId, Region,
    ReviewId, Sampling, SamplingRuleId, Span, Split, Taught, Triplet, Turn, UserId, Verdict,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Waits for the model's proposal.
    Waiting,
    /// Ready for a reviewer.
    Queued,
    /// Reviewed once; waits for somebody else who does not see that review.
    SecondReview,
    /// Two reviews differ; waits for a lead.
    Adjudication,
    Decided,
    Escalated,
    /// Its image bridges clusters of different splits: in no split, in no queue.
    SetAside,
    /// Its image had to go; a tombstone.
    Purged,
}

impl ItemState {
    pub const ALL: [ItemState; 8] = [
        ItemState::Waiting,
        ItemState::Queued,
        ItemState::SecondReview,
        ItemState::Adjudication,
        ItemState::Decided,
        ItemState::Escalated,
        ItemState::SetAside,
        ItemState::Purged,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ItemState::Waiting => "waiting",
            ItemState::Queued => "queued",
            ItemState::SecondReview => "second_review",
            ItemState::Adjudication => "adjudication",
            ItemState::Decided => "decided",
            ItemState::Escalated => "escalated",
            ItemState::SetAside => "set_aside",
            ItemState::Purged => "purged",
        }
    }
}

impl std::str::FromStr for ItemState {
    type Err = crate::Invalid;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        ItemState::ALL
            .into_iter()
            .find(|v| v.as_str() == s)
            .ok_or_else(|| crate::Invalid::new(format!("“{s}” is no state of an item")))
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Image {
    pub id: ImageId,
    /// Of the stored (re-encoded) bytes, hex.
    pub sha256: String,
    pub width: i32,
    pub height: i32,
    pub bytes: i64,
    pub cluster_id: Option<ClusterId>,
    pub purged: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    pub id: ItemId,
    pub project_id: ProjectId,
    /// The first of its images, on which regions are drawn.
    pub image: Image,
    /// Those after the first, in order, where the instruction is about several; of the same split.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_images: Vec<Image>,
    pub instruction: String,
    pub state: ItemState,
    /// Answered without seeing a proposal; so are all held-out items.
    pub blind: bool,
    /// None while set aside.
    pub split: Option<Split>,
    /// What the queue is ordered by, as it is stored: higher comes first, and the number means nothing else. Days waited count
    /// from a fixed day here, so with a weight of age it lies far from what the formula comes to now, may be below 0, and does not
    /// grow with the wait; an item that was drawn has 1,000,000 on top. The pages show the formula's value now, which
    /// `rules::priority::as_of` gives.
    pub priority: f32,
    /// Sent to this person: nobody else is offered it.
    pub assignee_id: Option<UserId>,
    pub assignee: Option<String>,
    /// On hold: nobody is offered it until its holder or a lead takes it up again.
    pub held_by: Option<UserId>,
    /// Flagged for discussion.
    pub flagged: bool,
    /// Its part in a sampling rule that stands.
    #[serde(default)]
    pub sampling: Option<Sampling>,
    pub created_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
}

impl Item {
    /// All of them, in order.
    pub fn images(&self) -> impl Iterator<Item = &Image> {
        std::iter::once(&self.image).chain(&self.further_images)
    }

    /// Did any of its images have to go?
    pub fn purged(&self) -> bool {
        self.images().any(|image| image.purged)
    }
}

/// A line of the list of items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemRow {
    pub item: Item,
    /// The proposal's answer (never shown for undecided blind items).
    pub proposed: Option<String>,
    pub confidence: Option<f32>,
    pub verdict: Option<Verdict>,
    pub answer: Option<String>,
    pub reviewer: Option<String>,
    /// The reviewer is one of the demo's scripts, no person.
    pub reviewer_scripted: bool,
    pub claimed_by: Option<String>,
    pub claimed_by_scripted: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    pub id: ProposalId,
    pub item_id: ItemId,
    /// Whose it is: a model version's, or (with none here) a teacher's.
    pub model_version_id: Option<ModelVersionId>,
    pub model_version: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taught: Option<Taught>,
    /// Of a teacher's alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    pub answer: String,
    pub regions: Vec<Region>,
    /// Regions in the text that could not be read; counted, never guessed.
    pub malformed_regions: i32,
    /// The answer parses in the project's grammar.
    pub well_formed: bool,
    /// Geometric mean of the answer's token probabilities, 0–1; a teacher's are not known.
    pub confidence: Option<f32>,
    /// Words of the answer that the model was unsure of ([`crate::rules::unsure`]), in order. None: it is not known, as of a
    /// teacher's and of old ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsure_spans: Option<Vec<Span>>,
    pub prompt_tokens: i32,
    pub answer_tokens: i32,
    pub seconds: f32,
    pub created_at: DateTime<Utc>,
}

impl Proposal {
    /// Whose it is, as a page names it: `v1`, or `gpt-4, teacher`.
    pub fn author(&self) -> String {
        match (&self.model_version, &self.taught) {
            (Some(version), _) => version.clone(),
            (None, Some(taught)) => format!("{}, teacher", taught.teacher),
            (None, None) => String::new(),
        }
    }
}

/// A reviewer's lease on an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    pub item_id: ItemId,
    pub reviewer_id: UserId,
    /// The fencing token: greater with every claim of the item.
    pub fence: i64,
    pub expires_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    pub id: ReviewId,
    pub item_id: ItemId,
    pub proposal_id: Option<ProposalId>,
    /// Whose it is: a person's, or (with none here) a sampling rule's.
    pub reviewer_id: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling_rule_id: Option<SamplingRuleId>,
    /// What the person is shown as, with the name to sign in with where a member shows the same, or `rule: sampling`.
    pub reviewer: String,
    /// By a demo's script.
    pub scripted: bool,
    pub verdict: Verdict,
    pub answer: String,
    pub regions: Vec<Region>,
    /// Further questions and answers, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<Turn>,
    /// The reviewer changed the proposal's answer or regions.
    pub correction: bool,
    pub note: String,
    pub instruction: String,
    pub policy_id: PolicyId,
    pub supersedes: Option<ReviewId>,
    #[serde(default)]
    pub round: Round,
    /// A second review stands beside this first one; neither supersedes the other.
    #[serde(default)]
    pub beside: Option<ReviewId>,
    pub created_at: DateTime<Utc>,
}

/// At which sitting a review was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Round {
    #[default]
    First,
    /// Blind to the first.
    Second,
    /// By a lead who saw both.
    Adjudication,
    /// Takes one back.
    Undo,
}

impl Round {
    pub const ALL: [Round; 4] = [
        Round::First,
        Round::Second,
        Round::Adjudication,
        Round::Undo,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Round::First => "first",
            Round::Second => "second",
            Round::Adjudication => "adjudication",
            Round::Undo => "undo",
        }
    }
}

/// All that happened to one item, oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemHistory {
    pub item: Item,
    pub proposals: Vec<Proposal>,
    pub reviews: Vec<Review>,
    pub triplets: Vec<Triplet>,
    pub comments: Vec<super::Comment>,
}
