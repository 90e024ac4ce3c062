//! Instruction data that a teacher writes: the run, its samples, and what a proposal of a teacher's goes back to.

use crate::{BBox, ImageId, ProjectId, SampleId, SynthesisRunId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a teacher is shown of an image.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeacherSees {
    /// Its captions and boxes, written out.
    #[default]
    Text,
    /// The image itself.
    Image,
}

/// A chat endpoint, and how it is asked. Its key is never here: the worker reads it from its environment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Teacher {
    /// What `/chat/completions` is added to, such as `http://127.0.0.1:8000/v1`.
    pub url: String,
    pub model: String,
    #[serde(default)]
    pub sees: TeacherSees,
    #[serde(default = "temperature")]
    pub temperature: f64,
    /// Tokens that a reply may have.
    #[serde(default = "max_tokens")]
    pub max_tokens: u32,
    /// Requests in flight at a time.
    #[serde(default = "concurrency")]
    pub concurrency: u16,
    /// Seconds from a request's first byte to its reply's last.
    #[serde(default = "timeout_seconds")]
    pub timeout_seconds: u16,
    /// The endpoint gives the same reply to the same `Idempotency-Key` without charging again.
    #[serde(default)]
    pub idempotent: bool,
    /// Dollars per million tokens, of the prompt and of the reply.
    #[serde(default)]
    pub prompt_price: f64,
    #[serde(default)]
    pub reply_price: f64,
}

fn temperature() -> f64 {
    0.7
}

fn max_tokens() -> u32 {
    1024
}

fn concurrency() -> u16 {
    4
}

fn timeout_seconds() -> u16 {
    180
}

/// How a kind's replies are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyForm {
    /// `Question:` and `Answer:` blocks, each ended by `===`, repeated.
    Pairs,
    /// An answer alone, to one of the kind's own instructions.
    Answer,
}

/// How much of an image's context a kind is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContextPart {
    Captions,
    CaptionsAndBoxes,
}

/// A box in an image's context; shares of the image, the upper left corner first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContextBox {
    pub category: String,
    pub xyxy: BBox,
}

/// What is known of an image in words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImageContext {
    pub captions: Vec<String>,
    #[serde(default)]
    pub boxes: Vec<ContextBox>,
}

/// An image's context and the reply that is wanted for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkedExample {
    #[serde(flatten)]
    pub context: ImageContext,
    /// Of the images after the first, in order, for a kind of several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_images: Vec<ImageContext>,
    pub reply: String,
}

impl WorkedExample {
    /// Of all its images, in order.
    pub fn contexts(&self) -> Vec<&ImageContext> {
        std::iter::once(&self.context)
            .chain(&self.further_images)
            .collect()
    }
}

/// Images of a sample, where a kind does not say.
pub fn one_image() -> u8 {
    1
}

fn is_one_image(images: &u8) -> bool {
    *images == 1
}

/// A kind of instruction data in one of its versions: what a teacher is told, and how its reply is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InstructionKind {
    /// `conversation`, `detail`, `reasoning`, or a project's own: lower-case letters, digits, `_`.
    pub name: String,
    pub version: i32,
    /// A sentence for the page.
    pub title: String,
    pub form: ReplyForm,
    pub context: ContextPart,
    /// How many images a sample is about: 1 to [`crate::limits::ITEM_IMAGES`].
    #[serde(default = "one_image", skip_serializing_if = "is_one_image")]
    pub images: u8,
    /// The system message where the teacher sees text.
    pub system: String,
    /// The system message where it sees the image; none: it cannot be asked so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system_seeing: Option<String>,
    /// Of [`ReplyForm::Answer`]: one of them becomes the item's instruction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instructions: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<WorkedExample>,
    /// Tokens that a reply is expected to have, for estimates.
    pub reply_tokens: i64,
}

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
