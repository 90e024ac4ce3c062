//! What the region head and the base's own naming find on an image, weighed by what reviewers decided, in words that
//! stand before the instruction. The text still decides: it sees the image too.
//!
//! Must never know a reviewer's answer: the weights are given to it.

use super::{Engine, head_from};
use crate::align::questions::{BRANDS, brands_named};
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use vitrine_vlm::{Features, Tuned};

/// Tokens in which the base names what it sees.
const TOKENS: usize = 40;
/// A score's logit goes no further than this: a score of 0.995 is as good as certain.
const CERTAIN: f32 = 0.995;

/// The rule by which evidence becomes findings; part of a model version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    pub labels: BTreeMap<String, Weights>,
}

/// The logit of a label's probability is `head` times the logit of the region head's score, plus `named` where the
/// base names it (minus where not), plus `bias`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weights {
    pub head: f32,
    pub named: f32,
    pub bias: f32,
}

/// What speaks for each label on one image.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The region head's scores, 0–1.
    pub scores: BTreeMap<String, f32>,
    /// What the base names of its own accord.
    pub named: BTreeSet<String>,
}

impl Findings {
    /// The rule of a model; none where it has none.
    pub fn of(tuned: &Tuned) -> Result<Option<Self>> {
        let read = |text| serde_json::from_str(text).context("the model's findings.json");
        let rule: Option<Self> = tuned.findings().map(read).transpose()?;
        if let Some(rule) = &rule {
            let finite = |w: &Weights| [w.head, w.named, w.bias].iter().all(|w| w.is_finite());
            ensure!(
                rule.labels.values().all(finite),
                "the model's findings.json holds a weight that is no number"
            );
        }
        Ok(rule)
    }

    /// The note on one image, such as `Found: Nike, Puma.`: what is likelier there than not.
    pub fn note(&self, evidence: &Evidence) -> String {
        let likely = |(label, weights): (&String, &Weights)| {
            let [score, named] = evidence.of(label)?;
            let z = weights.head * score + weights.named * named + weights.bias;
            (z >= 0.0).then(|| label.clone())
        };
        let found: Vec<String> = self.labels.iter().filter_map(likely).collect();
        match found.is_empty() {
            true => "Found: nothing.".into(),
            false => format!("Found: {}.", found.join(", ")),
        }
    }

    /// The notes on these images by the model that the rule belongs to.
    pub fn notes(
        &self,
        engine: &Engine,
        tuned: &Tuned,
        features: &[&Features],
    ) -> Result<Vec<String>> {
        let head = head_from(tuned.region_head())?;
        let head = head.context("the model has findings but no region head")?;
        let named = named(engine, features)?;
        features
            .iter()
            .zip(named)
            .map(|(features, named)| {
                let scores = head.scores(features)?;
                let scores = head.labels().iter().cloned().zip(scores).collect();
                Ok(self.note(&Evidence { scores, named }))
            })
            .collect()
    }
}

impl Evidence {
    /// The score's logit, and 1 where the base names the label, -1 where not; none for a label that the region head
    /// does not know.
    pub fn of(&self, label: &str) -> Option<[f32; 2]> {
        let score = self.scores.get(label)?.clamp(1.0 - CERTAIN, CERTAIN);
        let named = if self.named.contains(label) {
            1.0
        } else {
            -1.0
        };
        Some([(score / (1.0 - score)).ln(), named])
    }
}

/// What the base, alone, names on each image.
pub fn named(engine: &Engine, features: &[&Features]) -> Result<Vec<BTreeSet<String>>> {
    let alone = engine.model(None)?;
    let answers = vitrine_vlm::generate(
        &engine.base,
        &alone,
        features,
        &vec![BRANDS; features.len()],
        TOKENS,
    )?;
    // What is no list names nothing.
    let set = |answer: vitrine_vlm::Answer| brands_named(&answer.text).unwrap_or_default();
    Ok(answers.into_iter().map(set).collect())
}

/// The instruction as a model reads it that has findings.
pub fn noted(note: Option<&str>, instruction: &str) -> String {
    match note {
        Some(note) => format!("{note}\n{instruction}"),
        None => instruction.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> Findings {
        let weights = Weights {
            head: 1.0,
            named: 2.0,
            bias: 0.0,
        };
        Findings {
            labels: ["Nike", "Puma", "Shell"]
                .map(|l| (l.to_owned(), weights))
                .into(),
        }
    }

    fn evidence(scores: [f32; 3], named: &[&str]) -> Evidence {
        Evidence {
            scores: ["Nike", "Puma", "Shell"]
                .map(str::to_owned)
                .into_iter()
                .zip(scores)
                .collect(),
            named: named.iter().map(|n| (*n).to_owned()).collect(),
        }
    }

    #[test]
    fn one_witness_is_weighed_against_the_other() {
        let rule = rule();
        assert_eq!(
            rule.note(&evidence([0.5, 0.8, 0.95], &["Nike"])),
            "Found: Nike, Shell."
        );
        assert_eq!(rule.note(&evidence([0.01; 3], &[])), "Found: nothing.");
        assert_eq!(
            rule.note(&evidence([0.9, 0.01, 1.0], &["Nike", "Shell", "Tesla"])),
            "Found: Nike, Shell."
        );
    }

    #[test]
    fn a_label_that_the_head_does_not_know_is_not_found() {
        let mut evidence = evidence([1.0; 3], &["Nike", "Puma", "Shell"]);
        evidence.scores.remove("Puma");
        assert_eq!(rule().note(&evidence), "Found: Nike, Shell.");
    }

    #[test]
    fn a_note_stands_before_the_instruction() {
        assert_eq!(
            noted(Some("Found: Nike."), "Which?"),
            "Found: Nike.\nWhich?"
        );
        assert_eq!(noted(None, "Which?"), "Which?");
    }
}
