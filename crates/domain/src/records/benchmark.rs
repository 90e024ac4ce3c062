//! A model version on a published benchmark: asked for, under way, or with what it came to.

mod answer;
mod result;

pub use answer::*;
pub use result::*;

use crate::{BenchmarkEvaluationId, Invalid, ModelVersionId, ProjectId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A published benchmark. The two of LLaVA-Bench are never compared with each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Benchmark {
    /// 90 questions about 30 images of COCO; a judge compares with a reference.
    LlavaBenchCoco,
    /// 60 questions about 24 images in the wild, likewise.
    LlavaBenchWild,
    /// Multiple choice, with and without images.
    #[serde(rename = "scienceqa")]
    ScienceQa,
}

impl Benchmark {
    pub const ALL: [Self; 3] = [Self::LlavaBenchCoco, Self::LlavaBenchWild, Self::ScienceQa];

    /// As in JSON, and the name of its folder below a worker's `VITRINE_BENCHMARKS`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LlavaBenchCoco => "llava-bench-coco",
            Self::LlavaBenchWild => "llava-bench-wild",
            Self::ScienceQa => "scienceqa",
        }
    }

    /// As a person says it.
    pub fn title(self) -> &'static str {
        match self {
            Self::LlavaBenchCoco => "LLaVA-Bench (COCO)",
            Self::LlavaBenchWild => "LLaVA-Bench (in the wild)",
            Self::ScienceQa => "ScienceQA",
        }
    }

    /// What its score is.
    pub fn measure(self) -> &'static str {
        match self {
            Self::LlavaBenchCoco | Self::LlavaBenchWild => "% of the reference’s score",
            Self::ScienceQa => "% right",
        }
    }
}

/// A version's answers on ScienceQA together with a teacher's (Liu et al. 2023, section 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ensemble {
    /// The teacher's answer; the version's where it failed to give one.
    Complement,
    /// Where the two differ, what the teacher says when asked again with both; the version's where that failed.
    Judge,
}

impl Ensemble {
    pub const ALL: [Self; 2] = [Self::Complement, Self::Judge];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Complement => "complement",
            Self::Judge => "judge",
        }
    }
}

/// What is asked beyond a benchmark's plain way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BenchmarkOptions {
    /// LLaVA-Bench: judged a second time with the candidate first, which tells what position is worth. The score stays
    /// that of the authors' order.
    pub both_orders: bool,
    /// ScienceQA: a teacher joins in, and the score is of both together.
    pub ensemble: Option<Ensemble>,
}

impl BenchmarkOptions {
    /// # Errors
    /// An option is another benchmark's.
    pub fn check(self, benchmark: Benchmark) -> Result<(), Invalid> {
        let science = benchmark == Benchmark::ScienceQa;
        if science && self.both_orders {
            return Err(Invalid::new(
                "ScienceQA has no judge; only LLaVA-Bench is judged in both orders",
            ));
        }
        if !science && self.ensemble.is_some() {
            return Err(Invalid::new(
                "a teacher joins in on ScienceQA alone; LLaVA-Bench is measured without one",
            ));
        }
        Ok(())
    }

    /// As a person says it; nothing for the plain way.
    pub fn told(self) -> Option<String> {
        match (self.both_orders, self.ensemble) {
            (true, _) => Some("judged in both orders".into()),
            (_, Some(ensemble)) => Some(format!("with a teacher, {}", ensemble.as_str())),
            (false, None) => None,
        }
    }
}

/// How far an evaluation on a benchmark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvaluationState {
    Queued,
    Running,
    /// It has a result, partial or whole.
    Done,
    Failed,
    Cancelled,
}

impl EvaluationState {
    pub const ALL: [Self; 5] = [
        Self::Queued,
        Self::Running,
        Self::Done,
        Self::Failed,
        Self::Cancelled,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled)
    }
}

/// A model version's evaluation on a benchmark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchmarkEvaluation {
    pub id: BenchmarkEvaluationId,
    pub project_id: ProjectId,
    pub model_version_id: ModelVersionId,
    pub model_version: String,
    pub benchmark: Benchmark,
    #[serde(default)]
    pub options: BenchmarkOptions,
    /// Who asked, or the rule's name.
    pub requested_by: String,
    pub state: EvaluationState,
    pub cancel_requested: bool,
    /// Answers and judgements that stand, of so many; 0 of 0 before it has begun.
    pub done: i32,
    pub total: i32,
    /// Why it failed, in a sentence.
    pub reason: Option<String>,
    pub result: Option<BenchmarkResult>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}
