//! What a version answered to a benchmark's questions, and what became of it.

use serde::{Deserialize, Serialize};

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerOutcome {
    Right,
    Wrong,
    /// A judge gave both answers their scores.
    Scored,
    /// It names no choice, or the judge's reply held no two numbers: counted, and never guessed.
    Failed,
    /// Nobody judged it.
    Unscored,
}

impl AnswerOutcome {
    pub const ALL: [Self; 5] = [
        Self::Right,
        Self::Wrong,
        Self::Scored,
        Self::Failed,
        Self::Unscored,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Wrong => "wrong",
            Self::Scored => "scored",
            Self::Failed => "failed",
            Self::Unscored => "unscored",
        }
    }
}

impl std::str::FromStr for AnswerOutcome {
    type Err = crate::Invalid;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|o| o.as_str() == s)
            .ok_or_else(|| {
                crate::Invalid::new(format!(
                    "“{s}” is no outcome; use right, wrong, scored, failed or unscored"
                ))
            })
    }
}

/// What a version answered to one question of a benchmark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BenchmarkAnswer {
    /// Its place among the benchmark's questions, from 0.
    pub position: i32,
    pub question_id: String,
    /// LLaVA-Bench's category, ScienceQA's subject; empty where the file does not say.
    pub category: String,
    /// As it was asked.
    pub prompt: String,
    pub answer: String,
    /// Cut at the limit of tokens.
    pub cut: bool,
    /// The reference's answer, or the right choice.
    pub expected: String,
    pub outcome: AnswerOutcome,
    /// A judge's scores, where there are some.
    pub reference_score: Option<f64>,
    pub candidate_score: Option<f64>,
    /// A judge's words as they were stored, one an order; a teacher's likewise.
    pub judgements: Vec<serde_json::Value>,
}
