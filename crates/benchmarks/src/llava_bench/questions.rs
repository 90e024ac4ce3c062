//! The benchmark's questions.

use super::{Category, Review};
use crate::json_lines::{self, id};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::BTreeSet;

/// A question about an image.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
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
            let id = id(stored.question_id);
            ensure!(
                ids.insert(id.clone()),
                "{name}, line {at}: question {id} stood before"
            );
            Ok(Question {
                id,
                image: stored.image,
                text: stored.text,
                category,
            })
        })
        .collect()
}

/// How many of the questions no review is about.
///
/// # Errors
/// A review of a question that is not among them, or under another category.
pub fn coverage(name: &str, reviews: &[Review], questions: &[Question]) -> Result<usize> {
    let mut missing = questions.len();
    for review in reviews {
        let (line, id) = (review.line, &review.question_id);
        let question = questions.iter().find(|q| q.id == *id).with_context(|| {
            format!(
                "{name}, line {line}: question {id} is not among the {} questions",
                questions.len()
            )
        })?;
        if question.category != review.category {
            bail!(
                "{name}, line {line}: question {id} is of the category {}, its review says {}",
                question.category,
                review.category
            );
        }
        missing -= 1;
    }
    Ok(missing)
}

#[cfg(test)]
mod tests {
    use super::super::read_reviews;
    use super::*;

    const QUESTIONS: &str = r#"{"question_id": 0, "image": "a.jpg", "text": "What?", "category": "conv"}
{"question_id": "1", "image": "a.jpg", "text": "Describe.", "category": "detail"}"#;

    #[test]
    fn a_review_of_each_question_and_of_no_other() {
        let questions = read_questions("q", QUESTIONS).unwrap();
        let review = |id: u32, category: &str| {
            let text =
                format!(r#"{{"question_id": {id}, "category": "{category}", "content": "1 2"}}"#);
            read_reviews("r", &text).unwrap()
        };
        assert_eq!(
            coverage("r", &review(0, "llava_bench_conv"), &questions).unwrap(),
            1
        );
        for (id, category, says) in [(7, "conv", "not among"), (1, "conv", "category detail")] {
            let why = coverage("r", &review(id, category), &questions)
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
