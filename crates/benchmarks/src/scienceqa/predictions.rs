//! Stored predictions: ScienceQA's and LLaVA's result files (`results`, `outputs`), or one answer a line.

use super::extract::choice;
use super::problem::Problem;
use crate::json_lines::{self, id};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a model said of each question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Predictions {
    /// The choice that the file's maker settled on, drawn by lot where none could be read.
    results: Option<BTreeMap<String, i64>>,
    /// The answers themselves.
    outputs: Option<BTreeMap<String, String>>,
}

/// How a choice comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// As the file's maker settled it, a lucky draw where no choice could be read.
    Drawn,
    /// Read from the answer; wrong where none can be.
    Strict,
}

#[derive(Deserialize)]
struct ResultFile {
    results: Option<BTreeMap<String, i64>>,
    outputs: Option<BTreeMap<String, String>>,
}

#[derive(Deserialize)]
struct Answer {
    question_id: serde_json::Value,
    text: String,
}

/// Reads a file's `text` and holds it to the questions of `problems`.
///
/// # Errors
/// Neither form; an answer to a question that is not among `problems`; a question answered twice.
pub fn read_predictions(name: &str, text: &str, problems: &[Problem]) -> Result<Predictions> {
    let got = match serde_json::from_str::<serde_json::Value>(text) {
        // One object: a result file, unless it is a file of one line.
        Ok(whole) if whole.get("question_id").is_none() => {
            let file: ResultFile = serde_json::from_value(whole)
                .with_context(|| format!("{name}: not a result file"))?;
            ensure!(
                file.results.is_some() || file.outputs.is_some(),
                "{name} holds neither \"results\" nor \"outputs\""
            );
            Predictions {
                results: file.results,
                outputs: file.outputs,
            }
        }
        _ => Predictions {
            results: None,
            outputs: Some(lines(name, text)?),
        },
    };
    let known: BTreeSet<&str> = problems.iter().map(|p| p.id.as_str()).collect();
    let foreign: BTreeSet<&str> = got.ids().filter(|id| !known.contains(id)).collect();
    if let Some(first) = foreign.first() {
        bail!(
            "{name} answers {} questions that are not among the {} gold ones, such as {first}; predictions and gold \
             must be of the same split",
            foreign.len(),
            known.len()
        );
    }
    Ok(got)
}

fn lines(name: &str, text: &str) -> Result<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for line in json_lines::read::<Answer>(name, text)? {
        let id = id(line.value.question_id);
        let number = line.number;
        ensure!(
            all.insert(id.clone(), line.value.text).is_none(),
            "{name}, line {number}: question {id} was answered before"
        );
    }
    Ok(all)
}

impl Predictions {
    fn ids(&self) -> impl Iterator<Item = &str> {
        let results = self.results.iter().flat_map(BTreeMap::keys);
        let outputs = self.outputs.iter().flat_map(BTreeMap::keys);
        results.chain(outputs).map(String::as_str)
    }

    /// The way that is taken when nobody asks for strictness: the maker's results where there are any.
    pub fn way(&self, strict: bool) -> Way {
        if strict || self.results.is_none() {
            Way::Strict
        } else {
            Way::Drawn
        }
    }

    /// Whether there is anything to read a choice from in this way.
    pub fn answers(&self, problem: &Problem, way: Way) -> bool {
        match way {
            Way::Drawn => self
                .results
                .as_ref()
                .is_some_and(|r| r.contains_key(&problem.id)),
            Way::Strict => self
                .outputs
                .as_ref()
                .is_some_and(|o| o.contains_key(&problem.id)),
        }
    }

    /// The choice for a question, counted from 0.
    pub fn choice(&self, problem: &Problem, way: Way) -> Option<usize> {
        match way {
            Way::Drawn => {
                let drawn = *self.results.as_ref()?.get(&problem.id)?;
                usize::try_from(drawn)
                    .ok()
                    .filter(|c| *c < problem.choices.len())
            }
            Way::Strict => choice(
                self.outputs.as_ref()?.get(&problem.id)?,
                problem.choices.len(),
            ),
        }
    }

    /// How many answers name no choice of their question; none where the file holds no answers.
    pub fn failed(&self, problems: &[Problem]) -> Option<usize> {
        let outputs = self.outputs.as_ref()?;
        let failed = |p: &&Problem| {
            outputs
                .get(&p.id)
                .is_some_and(|answer| choice(answer, p.choices.len()).is_none())
        };
        Some(problems.iter().filter(failed).count())
    }

    /// # Errors
    /// The file holds no answers to read strictly.
    pub fn readable(&self, name: &str) -> Result<()> {
        self.outputs.as_ref().map(|_| ()).with_context(|| {
            format!("{name} holds no \"outputs\", the answers themselves, which this way of scoring reads")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::gold::tests::problem;
    use super::*;

    #[test]
    fn both_forms_are_read_and_both_ways_told_apart() {
        let problems = [problem("1", 0), problem("2", 1)];
        let file =
            r#"{"acc": 1, "results": {"1": 0, "2": 1}, "outputs": {"1": "A", "2": "who knows"}}"#;
        let got = read_predictions("p", file, &problems).unwrap();
        assert_eq!(got.way(false), Way::Drawn);
        assert_eq!(got.choice(&problems[1], Way::Drawn), Some(1));
        assert_eq!(got.choice(&problems[1], Way::Strict), None);
        assert_eq!(got.failed(&problems), Some(1));
        let lines =
            "{\"question_id\": \"1\", \"text\": \"B\"}\n{\"question_id\": 2, \"text\": \"B. no\"}";
        let got = read_predictions("p", lines, &problems).unwrap();
        assert_eq!(got.way(false), Way::Strict);
        assert_eq!(got.choice(&problems[0], Way::Strict), Some(1));
        assert_eq!(got.failed(&problems), Some(0));
        let one = r#"{"question_id": 2, "text": "A"}"#;
        let got = read_predictions("p", one, &problems).unwrap();
        assert_eq!(got.choice(&problems[1], Way::Strict), Some(0));
    }

    #[test]
    fn a_choice_that_the_question_has_not_is_none() {
        let problems = [problem("1", 0)];
        let got = read_predictions("p", r#"{"results": {"1": 4}}"#, &problems).unwrap();
        assert_eq!(got.choice(&problems[0], Way::Drawn), None);
        assert!(got.readable("p").is_err());
        let got = read_predictions("p", r#"{"results": {"1": -1}}"#, &problems).unwrap();
        assert_eq!(got.choice(&problems[0], Way::Drawn), None);
    }

    #[test]
    fn other_questions_and_other_files_are_refused() {
        let problems = [problem("1", 0)];
        for (text, says) in [
            (r#"{"results": {"1": 0, "77": 1}}"#, "such as 77"),
            (r#"{"acc": 3}"#, "neither"),
            (
                "{\"question_id\": 1, \"text\": \"A\"}\n{\"question_id\": 1, \"text\": \"A\"}",
                "line 2",
            ),
            ("[1]", "not a result file"),
            (r#"{"results": {"1": "A"}}"#, "not a result file"),
            ("{\"question_id\": 1, \"text\": \"A\"}\n[1]", "line 2"),
        ] {
            let why = format!(
                "{:#}",
                read_predictions("p.json", text, &problems).unwrap_err()
            );
            assert!(why.contains(says) && why.contains("p.json"), "{why}");
        }
    }
}
