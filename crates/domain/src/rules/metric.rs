//! The metric by which a project's gate judges.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrimaryMetric {
    /// The decision is right: for answers that name violations.
    #[default]
    DecisionAccuracy,
    /// chrF of the answer: for answers in free words, where hardly any is right to the letter.
    AnswerChrf,
}

impl PrimaryMetric {
    /// As in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::DecisionAccuracy => "decision_accuracy",
            Self::AnswerChrf => "answer_chrf",
        }
    }

    /// As a person says it.
    pub fn title(self) -> &'static str {
        match self {
            Self::DecisionAccuracy => "decision accuracy",
            Self::AnswerChrf => "answer chrF",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_name_is_its_json() {
        for metric in [PrimaryMetric::DecisionAccuracy, PrimaryMetric::AnswerChrf] {
            let json = serde_json::to_string(&metric).unwrap();
            assert_eq!(json, format!("\"{}\"", metric.as_str()));
        }
    }
}
