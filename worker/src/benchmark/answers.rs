//! A version's answers, greedily decoded, one line each as they come.

use super::Measured;
use super::lines::Lines;
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;
use vitrine_vlm::conversation::Conversation;
use vitrine_vlm::generate::{Decoding, generate_talks};

/// The file of answers in a measurement's folder.
pub const ANSWERS: &str = "answers.jsonl";
/// Questions answered side by side.
const PASS: usize = 8;

/// What is asked of the version.
pub struct Asked {
    pub id: String,
    pub prompt: String,
    /// The image, where there is one.
    pub image: Option<PathBuf>,
}

/// As many tokens as an answer is to have, or half of the model's context where that is less: the other half is the
/// question's.
pub fn bounded(measured: &Measured, tokens: usize) -> usize {
    let context = measured.engine.base.text().config().max_position_embeddings;
    tokens.min(context / 2)
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    pub question_id: String,
    pub prompt: String,
    pub text: String,
    /// Cut at the limit of tokens.
    pub cut: bool,
}

/// The answers to all that is asked, by its id; those that `out` holds already are not asked again. Not on a thread of
/// the runtime.
pub fn answer(
    measured: &Measured,
    asked: &[Asked],
    most_tokens: usize,
    out: &Path,
) -> Result<BTreeMap<String, Answer>> {
    let (mut lines, held) = Lines::open::<Answer>(&out.join(ANSWERS))?;
    let mut all: BTreeMap<String, Answer> = held
        .into_iter()
        .map(|a| (a.question_id.clone(), a))
        .collect();
    for asked in asked {
        if let Some(held) = all.get(&asked.id) {
            ensure!(
                held.prompt == asked.prompt,
                "{} holds an answer to another question {}; name another folder with --out",
                out.display(),
                asked.id
            );
        }
    }
    let left: Vec<&Asked> = asked.iter().filter(|a| !all.contains_key(&a.id)).collect();
    let began = Instant::now();
    for (i, pass) in left.chunks(PASS).enumerate() {
        let talks = pass
            .iter()
            .map(|asked| talk(measured, asked))
            .collect::<Result<Vec<_>>>()?;
        let base = &measured.engine.base;
        let said = generate_talks(base, &measured.tuned, &talks, Decoding::greedy(most_tokens))?;
        for (asked, said) in pass.iter().zip(said) {
            let answer = Answer {
                question_id: asked.id.clone(),
                prompt: asked.prompt.clone(),
                text: said.text.trim().to_owned(),
                cut: said.truncated,
            };
            lines.add(&answer)?;
            all.insert(asked.id.clone(), answer);
        }
        let done = (i * PASS + pass.len()) as f64;
        let left_s = began.elapsed().as_secs_f64() / done * (left.len() as f64 - done);
        eprintln!(
            "{done} of {} questions answered, {left_s:.0} s left",
            left.len()
        );
    }
    Ok(all)
}

fn talk(measured: &Measured, asked: &Asked) -> Result<Conversation> {
    let images = match &asked.image {
        None => Vec::new(),
        Some(file) => {
            let bytes = std::fs::read(file).with_context(|| {
                format!("read the image {} of question {}", file.display(), asked.id)
            })?;
            let features = measured
                .engine
                .features_of(&bytes)
                .with_context(|| format!("the image {}", file.display()))?;
            vec![measured.engine.base.visual(&features)?]
        }
    };
    Ok(Conversation::of(images, asked.prompt.clone(), None))
}

/// Every image is there, before the first question is asked.
///
/// # Errors
/// Names the first image that is not, and how many are not.
pub fn images_are_there(asked: &[Asked], folder: &Path) -> Result<()> {
    let gone: Vec<(&str, &PathBuf)> = asked
        .iter()
        .filter_map(|a| Some((a.id.as_str(), a.image.as_ref()?)))
        .filter(|(_, file)| !file.exists())
        .collect();
    if let Some((id, file)) = gone.first() {
        anyhow::bail!(
            "the images of {} questions are not there, first {} of question {id}; put the benchmark's images into {}",
            gone.len(),
            file.display(),
            folder.display()
        );
    }
    Ok(())
}
