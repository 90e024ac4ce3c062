//! Answers to questions about images: greedy or drawn, a batch at a time, over
//! a cache of keys and values. What several questions about one image have in
//! common is read once.

mod ahead;
mod choose;
mod decode;
mod decoding;
mod there;

pub use decode::{End, Generated, Prompts, decode};
pub use decoding::{Decoding, Sampling};

use crate::base::Base;
use crate::batch::Encoded;
use crate::conversation::Conversation;
use crate::llama::Llama;
use crate::tensors::with_slice;
use crate::tuned::Tuned;
use crate::vision::Features;
use anyhow::{Result, ensure};
use candle_core::Tensor;
use std::ops::Range;

/// One generated answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The text, control tokens left out, up to a stop text.
    pub text: String,
    /// Tokens generated, the stop token not counted.
    pub tokens: usize,
    /// log p of each of them, as the model has it before temperature and cuts.
    pub logprobs: Vec<f32>,
    /// Bytes of `text` that each of them made
    /// ([`crate::tokens::Tokens::ranges`]); empty past a stop text.
    pub ranges: Option<Vec<Range<usize>>>,
    /// exp(mean log p) over the answer's tokens; of the stop token when there
    /// is no other.
    pub confidence: f32,
    /// Whether the answer was cut at the limit of tokens.
    pub truncated: bool,
}

/// Questions about one image, or without one.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// What the projector reads ([`Base::visual`]); none for text alone.
    pub visual: Option<&'a Tensor>,
    /// The questions.
    pub questions: Vec<Question<'a>>,
}

/// One question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// What is asked.
    pub instruction: &'a str,
    /// Which of several drawn answers to it; greedy decoding does not look at it.
    pub draw: u64,
}

impl<'a> From<&'a str> for Question<'a> {
    fn from(instruction: &'a str) -> Self {
        Self {
            instruction,
            draw: 0,
        }
    }
}

/// The answers of a model to one instruction an image. For greedy decoding
/// `decoding` is just the greatest number of tokens.
///
/// # Errors
/// Unequal numbers of images and instructions; a prompt the context does not
/// hold; settings that cannot be.
pub fn generate(
    base: &Base,
    tuned: &Tuned,
    features: &[&Features],
    instructions: &[&str],
    decoding: impl Into<Decoding>,
) -> Result<Vec<Answer>> {
    let visual: Vec<_> = features
        .iter()
        .map(|f| base.visual(f))
        .collect::<Result<_>>()?;
    generate_visual(
        base,
        tuned,
        &visual.iter().collect::<Vec<_>>(),
        instructions,
        decoding,
    )
}

/// As [`generate`], from what the projector reads ([`Base::visual`]).
///
/// # Errors
/// As [`generate`].
pub fn generate_visual(
    base: &Base,
    tuned: &Tuned,
    visual: &[&Tensor],
    instructions: &[&str],
    decoding: impl Into<Decoding>,
) -> Result<Vec<Answer>> {
    ensure!(
        visual.len() == instructions.len(),
        "{} images, {} instructions",
        visual.len(),
        instructions.len()
    );
    let talks: Vec<_> = visual
        .iter()
        .zip(instructions)
        .map(|(visual, asked)| Conversation::of(vec![(*visual).clone()], *asked, None))
        .collect();
    generate_talks(base, tuned, &talks, decoding)
}

/// The next answer in each conversation. What the context does not hold of one
/// is left out as [`Conversation::shortened`] says.
///
/// # Errors
/// As [`generate`]; a last question that has its answer already; images and a
/// last question that the context does not hold beside the answer's tokens.
pub fn generate_talks(
    base: &Base,
    tuned: &Tuned,
    talks: &[Conversation],
    decoding: impl Into<Decoding>,
) -> Result<Vec<Answer>> {
    let decoding = decoding.into();
    let alone = |talk| {
        let prompt = Encoded::prompt(base, talk, decoding.max_new)?;
        let x = prompt.embed(base, tuned)?;
        Ok(Prompts {
            start: Vec::new(),
            ends: vec![End { x, draw: 0 }],
        })
    };
    let prompts = talks.iter().map(alone).collect::<Result<Vec<_>>>()?;
    let said = answers(base, tuned, &prompts, &decoding)?;
    Ok(said.into_iter().flatten().collect())
}

/// An answer to text alone: what the base can say without an image.
///
/// # Errors
/// As [`generate_talks`].
pub fn generate_text(
    base: &Base,
    tuned: &Tuned,
    message: &str,
    decoding: impl Into<Decoding>,
) -> Result<Answer> {
    let talk = Conversation::of(Vec::new(), message, None);
    let mut answers = generate_talks(base, tuned, &[talk], decoding)?;
    Ok(answers.remove(0))
}

/// The answers to several questions about each of several images. An image and
/// the words with which its prompts begin are read once for all of them.
///
/// # Errors
/// As [`generate`].
pub fn generate_about(
    base: &Base,
    tuned: &Tuned,
    about: &[About<'_>],
    decoding: impl Into<Decoding>,
) -> Result<Vec<Vec<Answer>>> {
    let decoding = decoding.into();
    let prompts = about
        .iter()
        .map(|a| prompts(base, tuned, a))
        .collect::<Result<Vec<_>>>()?;
    answers(base, tuned, &prompts, &decoding)
}

fn answers(
    base: &Base,
    tuned: &Tuned,
    prompts: &[Prompts],
    decoding: &Decoding,
) -> Result<Vec<Vec<Answer>>> {
    let (text, tokens) = (tuned.text(base), Some(base.tokens()));
    decode(text, tuned.adapters(), prompts, decoding, tokens)?
        .into_iter()
        .map(|group| {
            let group = group.into_iter();
            group.map(|g| answer(base, g, decoding)).collect()
        })
        .collect()
}

/// The questions' prompts as embeddings, visual tokens in their place, cut
/// where they part.
fn prompts(base: &Base, tuned: &Tuned, about: &About<'_>) -> Result<Prompts> {
    let text = tuned.text(base);
    let mut start = Vec::new();
    let mut tails = Vec::with_capacity(about.questions.len());
    for q in &about.questions {
        tails.push(match about.visual {
            None => base.tokens().text_prompt(q.instruction)?,
            Some(_) => {
                let prompt = base.tokens().prompt(q.instruction)?;
                start = prompt.before;
                prompt.after
            }
        });
    }
    let mut start = embed(text, &start)?;
    if let Some(visual) = about.visual {
        let visual = tuned
            .projector()
            .forward(&visual.to_device(text.device())?)?;
        with_slice(&visual.detach(), |v| start.extend_from_slice(v))?;
    }
    // Each keeps a position of its own: the first token comes from there.
    let common = match &tails[..] {
        [first, .., _] => (0..first.len())
            .take_while(|&i| tails.iter().all(|t| t.len() > i + 1 && t[i] == first[i]))
            .count(),
        _ => 0,
    };
    if let [first, .., _] = &tails[..] {
        start.extend(embed(text, &first[..common])?);
    }
    let end = |(tail, q): (&Vec<u32>, &Question<'_>)| {
        let x = embed(text, &tail[common..])?;
        Ok(End { x, draw: q.draw })
    };
    let ends = tails.iter().zip(&about.questions).map(end);
    let mut prompts = Prompts {
        ends: ends.collect::<Result<_>>()?,
        start,
    };
    // Of one question nothing is shared: it is read in one pass.
    if let [end] = &mut prompts.ends[..] {
        prompts.start.append(&mut end.x);
        std::mem::swap(&mut prompts.start, &mut end.x);
    }
    Ok(prompts)
}

/// (tokens * hidden).
fn embed(text: &Llama, ids: &[u32]) -> Result<Vec<f32>> {
    let all: Vec<_> = ids.iter().copied().map(Some).collect();
    Ok(text.embed(&all)?.flatten_all()?.to_vec1()?)
}

fn answer(base: &Base, g: Generated, decoding: &Decoding) -> Result<Answer> {
    let mean = match g.logprobs.len() {
        0 => g.last,
        n => g.logprobs.iter().sum::<f32>() / n as f32,
    };
    let mut text = base.tokens().decode(&g.ids)?;
    let mut ranges = base.tokens().ranges(&g.ids, &text);
    if let Some(end) = decoding.stop.iter().filter_map(|s| text.find(s)).min() {
        text.truncate(end);
        for r in ranges.iter_mut().flatten() {
            *r = r.start.min(end)..r.end.min(end);
        }
    }
    Ok(Answer {
        text,
        tokens: g.ids.len(),
        logprobs: g.logprobs,
        ranges,
        confidence: mean.exp(),
        truncated: g.truncated,
    })
}

#[cfg(test)]
mod tests;
