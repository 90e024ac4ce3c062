//! Stored predictions: ScienceQA's and LLaVA's result files (`results`, `outputs`), or one answer a line.

use super::extract::choice;
use super::problem::Problem;
use crate::json_lines;
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use vitrine_formats::file_id;

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
            let asked_again = match file.results.is_some() || file.outputs.is_some() {
                true => None,
                false => Some(again(name, text)?),
            };
            Predictions {
                results: file.results,
                outputs: file.outputs.or(asked_again),
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
            "{name}, line {}: question {first} is not among the {} gold ones, nor are {} others; predictions and gold \
             must be of the same split: name the split's file with --gold, or remove the answers",
            line_of(text, first),
            known.len(),
            foreign.len() - 1
        );
    }
    Ok(got)
}

/// Where the id first stands as one, counted from 1.
fn line_of(text: &str, id: &str) -> usize {
    let quoted = format!("\"{id}\"");
    let bare = format!("\"question_id\": {id}");
    let found = text
        .lines()
        .position(|line| line.contains(&quoted) || line.contains(&bare));
    found.map_or(1, |at| at + 1)
}

/// A file of second answers as the authors store them: `{id: {"text": …}}`.
fn again(name: &str, text: &str) -> Result<BTreeMap<String, String>> {
    #[derive(Deserialize)]
    struct Said {
        text: String,
    }
    let all: BTreeMap<String, Said> = serde_json::from_str(text).ok().with_context(|| {
        format!(
            "{name} holds neither \"results\" nor \"outputs\", nor a \"text\" for each question"
        )
    })?;
    Ok(all.into_iter().map(|(id, said)| (id, said.text)).collect())
}

fn lines(name: &str, text: &str) -> Result<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for line in json_lines::read::<Answer>(name, text)? {
        let id = file_id(&line.value.question_id);
        let number = line.number;
        ensure!(
            all.insert(id.clone(), line.value.text).is_none(),
            "{name}, line {number}: question {id} was answered before"
        );
    }
    Ok(all)
}

impl Predictions {
    /// Of answers by question, as they were given.
    pub fn of(outputs: BTreeMap<String, String>) -> Self {
        Self {
            results: None,
            outputs: Some(outputs),
        }
    }

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
    fn second_answers_are_read_as_the_authors_store_them() {
        let problems = [problem("1", 0), problem("2", 1)];
        let file = r#"{"2": {"text": "The answer is B.", "prompt": "…"}}"#;
        let got = read_predictions("p", file, &problems).unwrap();
        assert_eq!(got.choice(&problems[1], Way::Strict), Some(1));
        assert!(!got.answers(&problems[0], Way::Strict));
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
            (
                "{\"results\": {\"1\": 0,\n\"77\": 1}}",
                "line 2: question 77",
            ),
            (
                "{\"question_id\": 1, \"text\": \"A\"}\n{\"question_id\": 8, \"text\": \"A\"}",
                "line 2: question 8",
            ),
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
