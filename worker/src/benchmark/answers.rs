//! A version's answers, greedily decoded, a line each in a file.

use super::lines::Lines;
use super::{Measured, Watched};
use crate::model::Engine;
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;
use vitrine_vlm::Tuned;
use vitrine_vlm::conversation::Conversation;
use vitrine_vlm::generate::{Answer as Said, Decoding, generate_talks};

/// The file of answers in a measurement's folder.
pub const ANSWERS: &str = "answers.jsonl";
/// Questions answered side by side. They are written when the last of them has ended, since they are decoded together:
/// a kill costs the pass that it falls into, seconds of work, and nothing else.
const PASS: usize = 8;

/// What is asked of the version.
#[derive(Debug, Clone)]
pub struct Asked {
    pub id: String,
    /// Where the question stands, for complaints about it.
    pub place: String,
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

/// The answers to all that is asked, by its id; those that `out` holds already are not asked again. None when stopped.
pub async fn answer(
    measured: &Measured,
    asked: &[Asked],
    most_tokens: usize,
    out: &Path,
    watched: &Watched,
) -> Result<Option<BTreeMap<String, Answer>>> {
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
    watched.stands(asked.len() - left.len());
    let began = Instant::now();
    let mut done = 0;
    for pass in left.chunks(PASS) {
        if watched.is_stopped() {
            return Ok(None);
        }
        let (tuned, questions) = (
            measured.tuned.clone(),
            pass.iter().map(|a| (*a).clone()).collect::<Vec<_>>(),
        );
        let work = move |engine: &Engine| say(engine, &tuned, &questions, most_tokens);
        let said = measured.lane.run(work).await?;
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
        done += pass.len();
        watched.stands(pass.len());
        watched.tell(|| {
            let left_s = began.elapsed().as_secs_f64() / done as f64 * (left.len() - done) as f64;
            format!(
                "{done} of {} questions answered, {left_s:.0} s left",
                left.len()
            )
        });
    }
    Ok(Some(all))
}

fn say(engine: &Engine, tuned: &Tuned, asked: &[Asked], most_tokens: usize) -> Result<Vec<Said>> {
    let talks = asked
        .iter()
        .map(|asked| talk(engine, asked))
        .collect::<Result<Vec<_>>>()?;
    generate_talks(&engine.base, tuned, &talks, Decoding::greedy(most_tokens))
}

fn talk(engine: &Engine, asked: &Asked) -> Result<Conversation> {
    let images = match &asked.image {
        None => Vec::new(),
        Some(file) => {
            let of = || format!("{}: the image {}", asked.place, file.display());
            let bytes = std::fs::read(file).with_context(of)?;
            let features = engine.features_of(&bytes).with_context(of)?;
            vec![engine.base.visual(&features)?]
        }
    };
    Ok(Conversation::of(images, asked.prompt.clone(), None))
}

/// Every image is there, before the first question is asked.
///
/// # Errors
/// Names the first image that is not, where its question stands, and how many are not.
pub fn images_are_there(asked: &[Asked], folder: &Path) -> Result<()> {
    let gone: Vec<(&Asked, &PathBuf)> = asked
        .iter()
        .filter_map(|a| Some((a, a.image.as_ref()?)))
        .filter(|(_, file)| !file.exists())
        .collect();
    if let Some((asked, file)) = gone.first() {
        anyhow::bail!(
            "{}: the image {} of question {} is not there, nor are those of {} other questions; put the benchmark's \
             images into {}",
            asked.place,
            file.display(),
            asked.id,
            gone.len() - 1,
            folder.display()
        );
    }
    Ok(())
}
