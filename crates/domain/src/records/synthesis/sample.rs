//! One request of a run, what came of it, and what goes back to it.

use crate::{ImageId, SampleId, SynthesisRunId};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleState {
    Planned,
    /// In flight.
    Sent,
    /// Its reply was read.
    Made,
    /// Its reply stands, and could not be read.
    Unparsed,
    /// The endpoint refused it.
    Failed,
    /// The worker ended while it was in flight; it may have been paid for and is not asked for again by itself.
    Lost,
    /// An image of it went, or has nothing to tell.
    Skipped,
}

impl SampleState {
    pub const ALL: [SampleState; 7] = [
        SampleState::Planned,
        SampleState::Sent,
        SampleState::Made,
        SampleState::Unparsed,
        SampleState::Failed,
        SampleState::Lost,
        SampleState::Skipped,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            SampleState::Planned => "planned",
            SampleState::Sent => "sent",
            SampleState::Made => "made",
            SampleState::Unparsed => "unparsed",
            SampleState::Failed => "failed",
            SampleState::Lost => "lost",
            SampleState::Skipped => "skipped",
        }
    }
}

impl std::str::FromStr for SampleState {
    type Err = crate::Invalid;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        SampleState::ALL
            .into_iter()
            .find(|v| v.as_str() == s)
            .ok_or_else(|| crate::Invalid::new(format!("“{s}” is no state of a sample")))
    }
}

/// One request of a run and what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub id: SampleId,
    /// Its place in the plan, from 0.
    pub n: i32,
    pub image_id: ImageId,
    /// The images after the first, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_image_ids: Vec<ImageId>,
    pub kind: String,
    pub template_version: i32,
    /// Which of its kind for this image, from 0.
    pub nth: i32,
    pub state: SampleState,
    /// Why there is nothing made of it, in a sentence.
    pub reason: Option<String>,
    /// Hex sha256 of what was sent.
    pub request_hash: Option<String>,
    pub tries: i32,
    /// To the letter.
    pub reply: Option<String>,
    pub prompt_tokens: i64,
    pub reply_tokens: i64,
    /// Millionths of a dollar.
    pub micros: i64,
    pub seconds: Option<f32>,
}

/// What is odd about what a teacher wrote; it is for people to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// Nearly the words of an earlier pair on the same (first) image.
    NearDuplicate,
    /// It speaks of captions or coordinates, which nobody who sees the image knows of.
    BetraysContext,
    /// There is an item with this very question about the same images: none was made.
    AlreadyThere,
}

impl Flag {
    pub const ALL: [Flag; 3] = [
        Flag::NearDuplicate,
        Flag::BetraysContext,
        Flag::AlreadyThere,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Flag::NearDuplicate => "near_duplicate",
            Flag::BetraysContext => "betrays_context",
            Flag::AlreadyThere => "already_there",
        }
    }
}

/// Where a teacher's proposal, and a triplet that came of it, go back to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Taught {
    pub run_id: SynthesisRunId,
    pub sample_id: SampleId,
    /// The model that was asked.
    pub teacher: String,
    pub kind: String,
    pub template_version: i32,
    /// Of the run.
    pub seed: i64,
    /// Hex sha256 of what was sent.
    pub request_hash: String,
}
