//! The thread that answers items, several in one pass of the model when several wait.

use super::findings::{Findings, noted};
use super::lane::guarded;
use super::{Engine, head_regions, text_regions};
use anyhow::{Context, Result, anyhow};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use vitrine_domain::rules::unsure::{Token, unsure};
use vitrine_domain::{Region, Span};
use vitrine_vlm::generate::generate_talks;
use vitrine_vlm::{Answer, Conversation, Features, Tuned};

/// How long the first of a pass waits for others.
const WINDOW: Duration = Duration::from_millis(40);

/// One item to answer.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Hashes of its images, in order; regions are of the first.
    pub images: Vec<String>,
    pub instruction: String,
    pub labels: Vec<String>,
    /// The model's artefact; none for the base alone.
    pub artefact: Option<String>,
    /// At most so many tokens of an answer.
    pub tokens: usize,
}

/// What the model said of it.
#[derive(Debug, Clone)]
pub struct Said {
    pub answer: String,
    /// The instruction as the model read it.
    pub asked: String,
    /// From the text and from the region head, each marked.
    pub regions: Vec<Region>,
    /// Regions in the text that could not be read.
    pub malformed_regions: usize,
    pub confidence: f32,
    /// Words of the answer below even odds; none where the tokenizer does not say which tokens made them.
    pub unsure_spans: Option<Vec<Span>>,
    pub prompt_tokens: usize,
    pub answer_tokens: usize,
    /// Its share of the pass.
    pub seconds: f32,
}

type Ask = (Wanted, oneshot::Sender<Result<Said>>);

#[derive(Clone)]
pub struct Proposer(mpsc::Sender<Ask>);

impl Proposer {
    pub fn start(engine: Arc<Engine>, most: usize) -> Result<Self> {
        let (sender, mut receiver) = mpsc::channel::<Ask>(2 * most);
        std::thread::Builder::new()
            .name("propose".into())
            .spawn(move || {
                while let Some(first) = receiver.blocking_recv() {
                    let mut pass = vec![first];
                    let until = Instant::now() + WINDOW;
                    while pass.len() < most && (Instant::now() < until || !receiver.is_empty()) {
                        match receiver.try_recv() {
                            Ok(ask) => pass.push(ask),
                            Err(mpsc::error::TryRecvError::Empty) => {
                                std::thread::sleep(Duration::from_millis(2))
                            }
                            Err(mpsc::error::TryRecvError::Disconnected) => break,
                        }
                    }
                    answer(&engine, pass);
                }
            })?;
        Ok(Self(sender))
    }

    pub async fn propose(&self, wanted: Wanted) -> Result<Said> {
        let (reply, answer) = oneshot::channel();
        self.0
            .send((wanted, reply))
            .await
            .map_err(|_| anyhow!("the model's thread has ended"))?;
        answer.await.context("the model's thread gave no answer")?
    }
}

/// Answers a pass, model by model and with answers of a length; whoever cannot be answered hears why.
fn answer(engine: &Engine, pass: Vec<Ask>) {
    let mut by_model: BTreeMap<(Option<String>, usize), Vec<Ask>> = BTreeMap::new();
    for ask in pass {
        by_model
            .entry((ask.0.artefact.clone(), ask.0.tokens))
            .or_default()
            .push(ask);
    }
    for ((artefact, _), asks) in by_model {
        let (wanted, replies): (Vec<Wanted>, Vec<_>) = asks.into_iter().unzip();
        match guarded(|| {
            engine
                .model(artefact.as_deref())
                .and_then(|tuned| say(engine, &tuned, &wanted))
        }) {
            Ok(said) => {
                for (reply, said) in replies.into_iter().zip(said) {
                    let _ = reply.send(Ok(said));
                }
            }
            // One item's fault must not be its neighbours': each is tried alone.
            Err(e) if wanted.len() > 1 => {
                tracing::warn!(
                    "a pass of {} items failed, each is tried alone: {e:#}",
                    wanted.len()
                );
                for ask in wanted.into_iter().zip(replies) {
                    answer(engine, vec![ask]);
                }
            }
            Err(e) => {
                for reply in replies {
                    let _ = reply.send(Err(anyhow!("{e:#}")));
                }
            }
        }
    }
}

/// One pass: what was found stands before the instruction where the model has learnt to read it; the text answers, and
/// the region head's boxes come beside it. All may have as many tokens as the first.
pub fn say(engine: &Engine, tuned: &Tuned, wanted: &[Wanted]) -> Result<Vec<Said>> {
    let began = Instant::now();
    let base = &engine.base;
    let tokens = wanted.first().map_or(0, |w| w.tokens);
    let features: Vec<Vec<Features>> = wanted
        .par_iter()
        .map(|w| {
            let all = w.images.iter().map(|sha256| engine.features(sha256));
            all.collect::<Result<Vec<_>>>()
        })
        .collect::<Result<_>>()?;
    let asked = asked(engine, tuned, wanted, &features)?;
    let talks = asked
        .iter()
        .zip(&features)
        .map(|(asked, features)| {
            let visual = features.iter().map(|f| base.visual(f));
            let visual = visual.collect::<Result<Vec<_>>>()?;
            Ok(Conversation::of(visual, asked.as_str(), None))
        })
        .collect::<Result<Vec<_>>>()?;
    let answers = generate_talks(base, tuned, &talks, tokens)?;
    let mut said = Vec::with_capacity(wanted.len());
    let all = wanted.iter().zip(&features).zip(&talks).zip(answers);
    for ((((w, features), talk), answer), asked) in all.zip(asked) {
        let first = features.first().context("an item without an image")?;
        let (mut regions, malformed_regions) = text_regions(&answer.text, first, &w.labels);
        regions.extend(head_regions(tuned, first, &w.labels)?);
        // Each image is one token of the sequence, and its own number of them to the model.
        let visual = features.len() * (base.encoder().tokens() - 1);
        said.push(Said {
            unsure_spans: unsure_spans(&answer),
            answer: answer.text,
            asked,
            regions,
            malformed_regions,
            confidence: answer.confidence,
            prompt_tokens: base.tokens().sequence(talk)?.ids.len() + visual,
            answer_tokens: answer.tokens,
            seconds: 0.0,
        });
    }
    let share = began.elapsed().as_secs_f32() / wanted.len().max(1) as f32;
    said.iter_mut().for_each(|s| s.seconds = share);
    Ok(said)
}

fn unsure_spans(answer: &Answer) -> Option<Vec<Span>> {
    let made = answer.ranges.as_ref()?.iter().zip(&answer.logprobs);
    let tokens = made.map(|(bytes, logprob)| Token {
        bytes: bytes.clone(),
        probability: logprob.exp(),
    });
    Some(unsure(&answer.text, &tokens.collect::<Vec<_>>()))
}

/// Each instruction as the model reads it, with what is found on the first image.
fn asked(
    engine: &Engine,
    tuned: &Tuned,
    wanted: &[Wanted],
    features: &[Vec<Features>],
) -> Result<Vec<String>> {
    let notes = match Findings::of(tuned)? {
        Some(rule) => {
            let first = features.iter().map(|of_one| of_one.first());
            let first: Option<Vec<&Features>> = first.collect();
            rule.notes(engine, tuned, &first.context("an item without an image")?)?
        }
        None => Vec::new(),
    };
    let note = |i: usize| notes.get(i).map(String::as_str);
    let pairs = wanted.iter().enumerate();
    Ok(pairs.map(|(i, w)| noted(note(i), &w.instruction)).collect())
}
