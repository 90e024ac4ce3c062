//! What a judge is asked: the authors' message, put together exactly.

use super::bench::Case;
use serde::{Deserialize, Serialize};

/// The system's words to a judge.
pub const SYSTEM: &str =
    "You are a helpful and precise assistant for checking the quality of the answer.";
/// A judge's temperature.
pub const TEMPERATURE: f64 = 0.2;
/// Tokens a judge's reply may have.
pub const MAX_TOKENS: usize = 1024;

/// Whose answer stands first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// The reference's, as the authors do.
    #[default]
    ReferenceFirst,
    /// The candidate's: what position alone is worth shows beside the other order.
    CandidateFirst,
}

/// The message about a case and a candidate's answer.
pub fn message(case: &Case, candidate: &str, order: Order) -> String {
    let (first, second) = match order {
        Order::ReferenceFirst => (case.reference.as_str(), candidate),
        Order::CandidateFirst => (candidate, case.reference.as_str()),
    };
    let (context, question) = (&case.context, &case.question.text);
    let (role, criterion) = (&case.criterion.role, &case.criterion.prompt);
    format!(
        "[Context]\n{context}\n\n[Question]\n{question}\n\n[{role} 1]\n{first}\n\n[End of {role} 1]\n\n\
         [{role} 2]\n{second}\n\n[End of {role} 2]\n\n[System]\n{criterion}\n\n"
    )
}

#[cfg(test)]
mod tests {
    use super::super::bench::Criterion;
    use super::super::{Category, Question};
    use super::*;

    #[test]
    fn the_message_is_the_authors_to_the_letter() {
        let case = Case {
            question: Question {
                line: 1,
                id: "0".into(),
                image: "a.jpg".into(),
                text: "What is it?".into(),
                category: Category::Conv,
            },
            reference: "A suitcase.".into(),
            context: "One.\nTwo.\n\nsuitcase: [0.37, 0.584, 0.504, 1.0]".into(),
            criterion: Criterion {
                role: "Assistant".into(),
                prompt: "Rate them.\nTwo numbers.".into(),
            },
            category: "conv".into(),
        };
        let want = "[Context]\nOne.\nTwo.\n\nsuitcase: [0.37, 0.584, 0.504, 1.0]\n\n[Question]\nWhat is it?\n\n\
                    [Assistant 1]\nA suitcase.\n\n[End of Assistant 1]\n\n[Assistant 2]\nA bag.\n\n\
                    [End of Assistant 2]\n\n[System]\nRate them.\nTwo numbers.\n\n";
        assert_eq!(message(&case, "A bag.", Order::ReferenceFirst), want);
        let swapped = want
            .replace("A bag.", "?")
            .replace("A suitcase.", "A bag.")
            .replace('?', "A suitcase.")
            .replace("What is itA suitcase.", "What is it?");
        assert_eq!(message(&case, "A bag.", Order::CandidateFirst), swapped);
    }
}
