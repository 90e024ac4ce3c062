//! Questions with their right answers: the authors' `problems.json` with `pid_splits.json`, or LLaVA's file of
//! conversations in the format CQM-A.

use super::problem::{LETTERS, Problem, Subject};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// The split that published figures are of.
pub const TEST: &str = "test";

/// Either kind of file, told apart by what it holds. `splits` is `pid_splits.json` where it is at hand.
///
/// # Errors
/// Names the file and the question that cannot be read; `problems.json` without its splits.
pub fn read_gold(
    name: &str,
    text: &str,
    splits: Option<&str>,
    split: &str,
) -> Result<Vec<Problem>> {
    let problems = if text.trim_start().starts_with('[') {
        let problems = read_cqm(name, text)?;
        of_split(name, &problems, splits, split)?;
        problems
    } else {
        let splits = splits.with_context(|| {
            format!(
                "{name} holds the questions of every split; pid_splits.json, which says which are {split}'s, must lie \
                 beside it"
            )
        })?;
        read_problems(name, text, splits, split)?
    };
    let ids: BTreeSet<&str> = problems.iter().map(|p| p.id.as_str()).collect();
    ensure!(ids.len() == problems.len(), "{name} holds a question twice");
    ensure!(!problems.is_empty(), "{name} holds no question");
    Ok(problems)
}

#[derive(Deserialize)]
struct Conversation {
    id: String,
    image: Option<String>,
    conversations: Vec<Turn>,
}

#[derive(Deserialize)]
struct Turn {
    value: String,
}

/// LLaVA's `llava_test_CQM-A.json`.
///
/// # Errors
/// Names the question whose form is another.
pub fn read_cqm(name: &str, text: &str) -> Result<Vec<Problem>> {
    let all: Vec<Conversation> = serde_json::from_str(text)
        .with_context(|| format!("{name}: not a list of conversations"))?;
    all.into_iter()
        .map(|one| {
            let id = one.id.clone();
            conversation(one).with_context(|| format!("{name}, question {id}"))
        })
        .collect()
}

fn conversation(one: Conversation) -> Result<Problem> {
    let [asked, answered] = &one.conversations[..] else {
        anyhow::bail!("it should have one question and one answer");
    };
    let asked = asked
        .value
        .strip_prefix("<image>\n")
        .unwrap_or(&asked.value);
    let lines: Vec<&str> = asked.split('\n').collect();
    // The last A. begins the choices: the hint may hold lines that look like them.
    let first = lines
        .iter()
        .rposition(|line| starts(line, 0))
        .context("no choices A., B., … stand at its end")?;
    let (before, after) = lines.split_at(first);
    let mut choices: Vec<String> = Vec::new();
    for line in after {
        let begun = choices.len();
        // A choice may have several lines.
        match choices.last_mut() {
            Some(last) if !starts(line, begun) => {
                last.push('\n');
                last.push_str(line);
            }
            _ => choices.push(line[3..].to_owned()),
        }
    }
    let before = before.join("\n");
    // The question is one line, the context what stands before it.
    let (hint, question) = match before.strip_prefix("Context: ") {
        Some(rest) => rest.rsplit_once('\n').unwrap_or((rest, "")),
        None => ("", before.as_str()),
    };
    let answer = super::letter(&answered.value)
        .and_then(|l| LETTERS.iter().take(choices.len()).position(|x| *x == l))
        .with_context(|| format!("its answer {:?} is none of its choices", answered.value))?;
    Ok(Problem {
        question: question.to_owned(),
        hint: hint.to_owned(),
        choices,
        has_image: one.image.is_some(),
        answer,
        subject: None,
        grade: None,
        id: one.id,
    })
}

/// Whether the line begins the choice of this number.
fn starts(line: &str, number: usize) -> bool {
    LETTERS
        .get(number)
        .is_some_and(|letter| line.starts_with(&format!("{letter}. ")))
}

#[derive(Deserialize)]
struct Entry {
    question: String,
    choices: Vec<String>,
    answer: usize,
    #[serde(default)]
    hint: String,
    image: Option<String>,
    grade: String,
    subject: String,
}

/// The authors' `problems.json`, those of one split in its order.
///
/// # Errors
/// Names the question that is missing or not as expected, and a split that is not there.
pub fn read_problems(name: &str, text: &str, splits: &str, split: &str) -> Result<Vec<Problem>> {
    let mut all: BTreeMap<String, Entry> =
        serde_json::from_str(text).with_context(|| format!("{name}: not ScienceQA's problems"))?;
    let ids = ids_of(splits, split)?;
    ids.iter()
        .map(|id| {
            let entry = all.remove(id).with_context(|| {
                format!(
                    "{name} lacks question {id} of the split {split}, or the split names it twice"
                )
            })?;
            problem(id, entry).with_context(|| format!("{name}, question {id}"))
        })
        .collect()
}

fn ids_of(splits: &str, split: &str) -> Result<Vec<String>> {
    let mut splits: BTreeMap<String, Vec<String>> =
        serde_json::from_str(splits).context("pid_splits.json: not lists of questions by split")?;
    let known: Vec<String> = splits.keys().cloned().collect();
    splits.remove(split).with_context(|| {
        format!(
            "pid_splits.json has no split {split:?}; it has {}",
            known.join(", ")
        )
    })
}

/// A file of conversations is of one split, and does not say of which.
fn of_split(name: &str, problems: &[Problem], splits: Option<&str>, split: &str) -> Result<()> {
    let ids: BTreeSet<String> = match splits {
        Some(splits) => ids_of(splits, split)?.into_iter().collect(),
        None if split == TEST => return Ok(()),
        None => bail!(
            "{name} does not say which split it is of; with pid_splits.json beside it, it could be held to {split}"
        ),
    };
    match problems.iter().find(|p| !ids.contains(&p.id)) {
        None => Ok(()),
        Some(other) => bail!("{name}: question {} is not of the split {split}", other.id),
    }
}

fn problem(id: &str, entry: Entry) -> Result<Problem> {
    ensure!(
        entry.answer < entry.choices.len(),
        "its answer {} is none of its {} choices",
        entry.answer,
        entry.choices.len()
    );
    let grade = entry
        .grade
        .strip_prefix("grade")
        .and_then(|g| g.parse().ok());
    ensure!(
        grade.is_some_and(|g| (1..=12).contains(&g)),
        "its grade {:?} is none of grade1 to grade12",
        entry.grade
    );
    let subject = Subject::named(&entry.subject)
        .with_context(|| format!("its subject {:?} is not known", entry.subject))?;
    Ok(Problem {
        id: id.to_owned(),
        question: entry.question,
        choices: entry.choices,
        hint: entry.hint,
        has_image: entry.image.is_some_and(|i| !i.is_empty()),
        answer: entry.answer,
        subject: Some(subject),
        grade,
    })
}

#[cfg(test)]
pub(super) mod tests;
