//! What reviews made true.

use crate::{
    Image, ItemId, ModelVersionId, PolicyId, ProposalId, Region, ReviewId, SamplingRuleId, Split,
    Taught, TripletId, Turn, UserId,
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Image, instruction, response (+ regions, + further turns) that a review made true.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Triplet {
    pub id: TripletId,
    pub item_id: ItemId,
    /// The first of its images, on which regions are drawn.
    pub image: Image,
    /// Those after the first, in order, where the instruction is about several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_images: Vec<Image>,
    pub review_id: ReviewId,
    /// None: a sampling rule accepted it, and no person looked at it.
    pub reviewer_id: Option<UserId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling_rule_id: Option<SamplingRuleId>,
    /// Reviewed by a scripted demo reviewer, not by a person.
    pub scripted: bool,
    pub proposal_id: Option<ProposalId>,
    /// The version whose proposal was reviewed; none when blind or a teacher's.
    pub model_version_id: Option<ModelVersionId>,
    /// The teacher's sample whose proposal was reviewed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taught: Option<Taught>,
    pub blind: bool,
    pub instruction: String,
    pub policy_id: PolicyId,
    pub response: String,
    /// The proposal's answer, where the reviewer put another in its place.
    #[serde(default)]
    pub refused: Option<String>,
    pub regions: Vec<Region>,
    /// Further questions and answers, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turns: Vec<Turn>,
    pub split: Split,
    /// Since when it is not current any more; by a successor, or by none where no answer stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub superseded_at: Option<DateTime<Utc>>,
    pub superseded_by: Option<TripletId>,
    pub created_at: DateTime<Utc>,
}

impl Triplet {
    /// All of them, in order.
    pub fn images(&self) -> impl Iterator<Item = &Image> {
        std::iter::once(&self.image).chain(&self.further_images)
    }

    /// Did any of its images have to go?
    pub fn purged(&self) -> bool {
        self.images().any(|image| image.purged)
    }
}
