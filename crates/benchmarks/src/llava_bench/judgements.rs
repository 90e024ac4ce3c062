//! Stored judgements, the authors' “reviews”: one JSON object a line, as their scripts write them. (A review, without
//! more, is a person's verdict on an item.)

use super::judge::Order;
use super::{Category, Pair, parse_reply};
use crate::json_lines;
use anyhow::{Result, bail};
use serde::Deserialize;
use std::collections::BTreeMap;
use vitrine_formats::file_id;

/// A judge's reply about one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The line it stands on.
    pub line: usize,
    pub question_id: String,
    pub category: Category,
    /// None: the reply did not hold exactly two numbers.
    pub pair: Option<Pair>,
    /// The scores that were stored beside the reply, where they are not those it says.
    pub stored_otherwise: Option<Vec<f64>>,
}

#[derive(Deserialize)]
struct Stored {
    question_id: serde_json::Value,
    category: String,
    content: String,
    /// Reference first, whatever the order.
    tuple: Option<Vec<f64>>,
    /// Whose answer the judge saw first; the reference's in the authors' files.
    #[serde(default)]
    order: Order,
}

/// Reads a file's `text`; the scores are read from each reply anew.
///
/// # Errors
/// Names file and line of what is no judgement, of an unknown category, of a question that is judged twice.
pub fn read_judgements(name: &str, text: &str) -> Result<Vec<Judgement>> {
    let mut first_at = BTreeMap::new();
    json_lines::read::<Stored>(name, text)?
        .into_iter()
        .map(|line| {
            let (at, stored) = (line.number, line.value);
            let category = Category::of(name, at, &stored.category)?;
            let question_id = file_id(&stored.question_id);
            if let Some(before) = first_at.insert(question_id.clone(), at) {
                bail!(
                    "{name}, line {at}: question {question_id} was judged on line {before} already; score each \
                     judgement from a file of its own"
                );
            }
            let pair = parse_reply(&stored.content).map(|said| match stored.order {
                Order::ReferenceFirst => said,
                Order::CandidateFirst => said.turned(),
            });
            let said = pair.map_or(vec![-1.0, -1.0], |p| vec![p.reference, p.candidate]);
            Ok(Judgement {
                line: at,
                question_id,
                category,
                pair,
                stored_otherwise: stored.tuple.filter(|t| *t != said),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(id: u32, category: &str, content: &str, tuple: &str) -> String {
        format!(
            r#"{{"question_id": {id}, "category": "{category}", "content": "{content}", "tuple": {tuple}}}"#
        )
    }

    #[test]
    fn scores_are_read_from_the_reply_and_a_stored_pair_that_differs_is_told() {
        let text = [
            line(0, "llava_bench_conv", "7 9\\nGood.", "[7.0, 9.0]"),
            line(1, "detail", "I cannot say.", "[-1, -1]"),
            line(2, "complex", "5 6", "[9, 9]"),
        ]
        .join("\n");
        let got = read_judgements("r", &text).unwrap();
        assert_eq!(
            got.iter()
                .map(|r| (r.category, r.pair.map(|p| (p.reference, p.candidate))))
                .collect::<Vec<_>>(),
            [
                (Category::Conv, Some((7.0, 9.0))),
                (Category::Detail, None),
                (Category::Complex, Some((5.0, 6.0))),
            ]
        );
        assert_eq!(got[0].stored_otherwise, None);
        assert_eq!(got[1].stored_otherwise, None);
        assert_eq!(got[2].stored_otherwise, Some(vec![9.0, 9.0]));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let good = line(0, "conv", "1 2", "null");
        for (bad, says) in [
            (line(1, "poetry", "1 2", "null"), "poetry"),
            (line(0, "conv", "1 2", "null"), "line 1 already"),
            ("{\"question_id\": 3}".to_owned(), "line 2"),
        ] {
            let why = read_judgements("r.jsonl", &format!("{good}\n{bad}")).unwrap_err();
            let why = format!("{why:#}");
            assert!(
                why.contains("r.jsonl, line 2") && why.contains(says),
                "{why}"
            );
        }
    }
}
