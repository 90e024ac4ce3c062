//! The benchmark's questions.

use super::{Category, Judgement};
use crate::json_lines;
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::BTreeSet;
use vitrine_formats::file_id;

/// A question about an image.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The line it stands on.
    pub line: usize,
    pub id: String,
    /// File name of the image.
    pub image: String,
    pub text: String,
    pub category: Category,
}

#[derive(Deserialize)]
struct Stored {
    question_id: serde_json::Value,
    image: String,
    text: String,
    category: String,
}

/// Reads a file's `text`, one question a line.
///
/// # Errors
/// Names file and line of what is no question, of an unknown category, of an id that stood before.
pub fn read_questions(name: &str, text: &str) -> Result<Vec<Question>> {
    let mut ids = BTreeSet::new();
    json_lines::read::<Stored>(name, text)?
        .into_iter()
        .map(|line| {
            let (at, stored) = (line.number, line.value);
            let category = Category::of(name, at, &stored.category)?;
            let id = file_id(&stored.question_id);
            ensure!(
                ids.insert(id.clone()),
                "{name}, line {at}: question {id} stood before"
            );
            Ok(Question {
                line: at,
                id,
                image: stored.image,
                text: stored.text,
                category,
            })
        })
        .collect()
}

/// How many of the questions no judgement is about.
///
/// # Errors
/// A judgement of a question that is not among them, or under another category.
pub fn coverage(name: &str, judgements: &[Judgement], questions: &[Question]) -> Result<usize> {
    let mut missing = questions.len();
    for judgement in judgements {
        let (line, id) = (judgement.line, &judgement.question_id);
        let question = questions.iter().find(|q| q.id == *id).with_context(|| {
            format!(
                "{name}, line {line}: question {id} is not among the {} questions; judgements and questions must be of the \
                 same benchmark",
                questions.len()
            )
        })?;
        if question.category != judgement.category {
            bail!(
                "{name}, line {line}: question {id} is of the category {}, its judgement says {}",
                question.category,
                judgement.category
            );
        }
        missing -= 1;
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::super::read_judgements;
    use super::*;

    const QUESTIONS: &str = r#"{"question_id": 0, "image": "a.jpg", "text": "What?", "category": "conv"}
{"question_id": "1", "image": "a.jpg", "text": "Describe.", "category": "detail"}"#;

    #[test]
    fn a_judgement_of_each_question_and_of_no_other() {
        let questions = read_questions("q", QUESTIONS).unwrap();
        let judgement = |id: u32, category: &str| {
            let text =
                format!(r#"{{"question_id": {id}, "category": "{category}", "content": "1 2"}}"#);
            read_judgements("r", &text).unwrap()
        };
        assert_eq!(
            coverage("r", &judgement(0, "llava_bench_conv"), &questions).unwrap(),
            1
        );
        for (id, category, says) in [(7, "conv", "not among"), (1, "conv", "category detail")] {
            let why = coverage("r", &judgement(id, category), &questions)
                .unwrap_err()
                .to_string();
            assert!(why.contains(says) && why.contains("line 1"), "{why}");
        }
        let twice = QUESTIONS.replace("\"1\"", "0");
        assert!(
            read_questions("q", &twice)
                .unwrap_err()
                .to_string()
                .contains("line 2")
        );
    }
}
