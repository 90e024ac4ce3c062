//! Teacher data: a run asked for, gone on with, an image's context.

use crate::records::one_image;
use crate::{ContextPart, ReplyForm, SynthesisBudget, Teacher, WorkedExample};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `POST /api/v1/projects/{slug}/synthesis-runs`: a teacher writes so many samples of each kind. Reply 201
/// `SynthesisRun`; 409 while one is under way. `GET` lists, `GET …/{id}` shows one, `GET …/{id}/samples?state=` its
/// samples, `POST …/{id}/cancel` stops it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SynthesisRequest {
    pub teacher: Teacher,
    /// How many of each kind, by the kind's name.
    pub counts: BTreeMap<String, i64>,
    pub budget: SynthesisBudget,
    /// Drawn where it is left out.
    #[serde(default)]
    pub seed: Option<i64>,
}

/// `POST …/synthesis-runs/{id}/resume`: a run that stopped goes on with what is left of its plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct SynthesisResume {
    /// The budget of the whole run from now on; as it was where it is left out.
    pub budget: Option<SynthesisBudget>,
    /// Ask once more for samples that were in flight when a worker ended: they may have been paid for.
    pub lost: bool,
    /// Ask once more for samples that the endpoint refused.
    pub failed: bool,
}

/// `POST …/synthesis-runs/{id}/sampling-rule`: leads; a sample of what the run made is drawn for review, the rest may be
/// accepted by the rule. Reply 201 `SamplingRule`; 409 while the run is under way, or where it has a rule. `GET` shows it
/// (`null`: none), `POST …/apply` has it accept the rest, `DELETE` takes it back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SamplingRequest {
    /// Between 0 and 100: of the pending items that nobody has touched, how many are drawn at least.
    pub review_percent: f64,
    /// Between 0 and 100: what the lower bound of the sample's accept rate must reach.
    pub bar_percent: f64,
    /// How many are drawn at least.
    pub least_reviews: i64,
}

/// `POST /api/v1/projects/{slug}/instruction-kinds`: a project's own kind, or a new version of one. Reply 201
/// `InstructionKind`. `GET` lists them, those that are built in first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewInstructionKind {
    pub name: String,
    pub title: String,
    pub form: ReplyForm,
    pub context: ContextPart,
    /// How many images a sample is about, 1 to 4. Of several the teacher gets the contexts (or sees the images) as
    /// `Image 1`, `Image 2` and so on, and the texts for it must name them.
    #[serde(default = "one_image")]
    pub images: u8,
    pub system: String,
    #[serde(default)]
    pub system_seeing: Option<String>,
    #[serde(default)]
    pub instructions: Vec<String>,
    #[serde(default)]
    pub examples: Vec<WorkedExample>,
    #[serde(default)]
    pub reply_tokens: Option<i64>,
}

/// `GET …/synthesis-runs/{id}/samples?state=&cursor=&limit=`, in the order of the plan.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SampleFilter {
    pub state: Option<crate::SampleState>,
    pub cursor: Option<String>,
    pub limit: Option<i64>,
}
