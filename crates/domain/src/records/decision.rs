//! What a person has decided, as the list of it shows it.

use crate::{Image, ItemId, ReviewId, Round, Verdict};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What has become of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing came in its place. It may still wait for a second review, or for a lead.
    Stands,
    /// A later decision of the item holds.
    Superseded,
    TakenBack,
}

impl Standing {
    pub const ALL: [Standing; 3] = [Standing::Stands, Standing::Superseded, Standing::TakenBack];

    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Stands => "stands",
            Standing::Superseded => "superseded",
            Standing::TakenBack => "taken_back",
        }
    }
}

/// A review as its writer's list has it: as it was decided, whatever became of the item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionRow {
    pub review_id: ReviewId,
    pub item_id: ItemId,
    /// The first of the item's images.
    pub image: Image,
    /// How many there are.
    pub images: i32,
    pub instruction: String,
    pub verdict: Verdict,
    pub answer: String,
    /// What the reviewer said besides.
    pub note: String,
    /// The proposal's answer or regions were changed.
    pub correction: bool,
    /// First, second or adjudication.
    pub round: Round,
    pub standing: Standing,
    /// Whoever asks may take it back until then; none where they may not.
    pub undo_until: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}
