//! The benchmark's folder: questions, references, contexts and criteria, joined into one case a question.

use super::{Question, read_questions};
use crate::json_lines;
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use serde_json::Number;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use vitrine_domain::Benchmark;
use vitrine_formats::file_id;

/// One question with all that a judge is told beside the candidate's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    pub question: Question,
    /// The reference's answer.
    pub reference: String,
    /// Captions, and boxes where the benchmark has them.
    pub context: String,
    pub criterion: Criterion,
    /// The name of the category in judgements.
    pub category: String,
}

/// What a judge is to heed in a category.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Criterion {
    pub role: String,
    pub prompt: String,
}

/// The benchmark as read from its folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Bench {
    pub kind: Benchmark,
    pub cases: Vec<Case>,
    /// The files that were read, by their paths.
    pub files: Vec<PathBuf>,
}

/// The names of the two published kinds of folder: questions, references, contexts, the categories' prefix.
const KINDS: [[&str; 4]; 2] = [
    [
        "qa90_questions.jsonl",
        "qa90_gpt4_answer.jsonl",
        "caps_boxes_coco2014_val_80.jsonl",
        "",
    ],
    [
        "questions.jsonl",
        "answers_gpt4.jsonl",
        "context.jsonl",
        "llava_bench_",
    ],
];
const CRITERIA: &str = "rule.json";

impl Bench {
    /// Reads a folder of either kind, COCO's 90 questions or the 60 in the wild.
    ///
    /// # Errors
    /// Neither kind; names file and question of what is missing.
    pub fn open(folder: &Path) -> Result<Self> {
        let names = KINDS.iter().find(|k| folder.join(k[0]).exists());
        let Some([questions, references, contexts, prefix]) = names else {
            bail!(
                "{} holds neither {} nor {}: it is no folder of LLaVA-Bench",
                folder.display(),
                KINDS[0][0],
                KINDS[1][0]
            );
        };
        let files: Vec<PathBuf> = [*questions, references, contexts, CRITERIA]
            .map(|name| folder.join(name))
            .into();
        let texts = files
            .iter()
            .map(|f| std::fs::read_to_string(f).with_context(|| format!("read {}", f.display())))
            .collect::<Result<Vec<_>>>()?;
        let kind = match prefix.is_empty() {
            true => Benchmark::LlavaBenchCoco,
            false => Benchmark::LlavaBenchWild,
        };
        let questions = read_questions(questions, &texts[0])?;
        let references = references_of(references, &texts[1])?;
        let context_of = contexts_of(contexts, &texts[2])?;
        let criteria: BTreeMap<String, Criterion> = serde_json::from_str(&texts[3])
            .context("rule.json: not a role and a prompt for each category")?;
        let cases = questions
            .into_iter()
            .map(|question| {
                let category = format!("{prefix}{}", question.category);
                let (id, image) = (&question.id, &question.image);
                Ok(Case {
                    reference: references.get(id).cloned().with_context(|| {
                        format!(
                            "{}, line {}: question {id} has no reference in {}",
                            files[0].display(),
                            question.line,
                            files[1].display()
                        )
                    })?,
                    context: context_of.get(image).cloned().with_context(|| {
                        format!(
                            "{}, line {}: the image {image} of question {id} has no context in {}",
                            files[0].display(),
                            question.line,
                            files[2].display()
                        )
                    })?,
                    criterion: criteria.get(&category).cloned().with_context(|| {
                        format!("{} has no rule for {category}", files[3].display())
                    })?,
                    category,
                    question,
                })
            })
            .collect::<Result<_>>()?;
        Ok(Self { kind, cases, files })
    }
}

#[derive(Deserialize)]
struct Reference {
    question_id: serde_json::Value,
    text: String,
}

fn references_of(name: &str, text: &str) -> Result<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for line in json_lines::read::<Reference>(name, text)? {
        let id = file_id(&line.value.question_id);
        let again = all.insert(id.clone(), line.value.text).is_some();
        ensure!(
            !again,
            "{name}, line {}: question {id} stood before",
            line.number
        );
    }
    Ok(all)
}

#[derive(Deserialize)]
struct Picture {
    image: String,
    /// COCO's several captions.
    captions: Option<Vec<String>>,
    /// The one in the wild.
    caption: Option<Caption>,
    instances: Option<Vec<Instance>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Caption {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
struct Instance {
    category: String,
    /// Numbers as they stand in the file.
    bbox: Vec<Number>,
}

/// By image: captions a line each, and after an empty line `category: [x1, y1, x2, y2]` for each box where there are
/// any to be told.
fn contexts_of(name: &str, text: &str) -> Result<BTreeMap<String, String>> {
    let mut all = BTreeMap::new();
    for line in json_lines::read::<Picture>(name, text)? {
        let picture = line.value;
        let captions = match (picture.captions, picture.caption) {
            (Some(several), _) | (None, Some(Caption::Several(several))) => several.join("\n"),
            (None, Some(Caption::One(one))) => one,
            (None, None) => bail!(
                "{name}, line {}: {} has no caption",
                line.number,
                picture.image
            ),
        };
        let context = match picture.instances {
            None => captions,
            Some(instances) => {
                let boxes: Vec<String> = instances.iter().map(said).collect();
                format!("{captions}\n\n{}", boxes.join("\n"))
            }
        };
        all.insert(picture.image, context);
    }
    Ok(all)
}

fn said(instance: &Instance) -> String {
    let numbers: Vec<String> = instance.bbox.iter().map(Number::to_string).collect();
    format!("{}: [{}]", instance.category, numbers.join(", "))
}

#[cfg(test)]
mod tests;
