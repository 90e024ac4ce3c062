//! Tokens from prompts given as embeddings, a batch at a time: what prompts
//! share at their beginning is read once, rows that end leave the batch. It
//! must never know where a prompt's embeddings come from.

use super::Decoding;
use super::ahead::Ahead;
use super::choose::Chooser;
use super::there;
use crate::adapter::Adapters;
use crate::llama::{KvCache, Llama, Positions};
use crate::tokens::Tokens;
use anyhow::Result;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows decoded together: past it the cache and the first pass grow, the gain
/// does not.
const BATCH: usize = 16;

/// Prompts with one beginning, as embeddings, (positions * hidden) each.
#[derive(Clone, Debug, Default)]
pub struct Prompts {
    /// What all begin with; may be empty.
    pub start: Vec<f32>,
    /// What follows it in each; at least one position.
    pub ends: Vec<End>,
}

/// The rest of one prompt.
#[derive(Clone, Debug, Default)]
pub struct End {
    /// Its embeddings.
    pub x: Vec<f32>,
    /// Tells apart several answers drawn to one prompt.
    pub draw: u64,
}

/// What was generated for one prompt.
#[derive(Clone, Debug, PartialEq)]
pub struct Generated {
    /// The tokens, the stop token not counted.
    pub ids: Vec<u32>,
    /// log p of each of them.
    pub logprobs: Vec<f32>,
    /// log p of the last token looked at: the stop token's, if one came.
    pub last: f32,
    /// Whether it was cut at the limit.
    pub truncated: bool,
}

/// A row that goes on.
pub(super) struct Growing {
    at: (usize, usize),
    pub chooser: Chooser,
    pub out: Generated,
}

/// What is generated for each end of each of `prompts`. `tokens` knows where
/// answers end; without it each has `max_new` tokens.
///
/// # Errors
/// Settings that cannot be; a prompt the context does not hold.
pub fn decode(
    model: &Llama,
    adapters: Option<&Adapters>,
    prompts: &[Prompts],
    decoding: &Decoding,
    tokens: Option<&Tokens>,
) -> Result<Vec<Vec<Generated>>> {
    decoding.check()?;
    if let Some(made) = there::decode(model, adapters, prompts, decoding, tokens)? {
        return Ok(made);
    }
    let asked: Vec<(usize, usize)> = prompts
        .iter()
        .enumerate()
        .flat_map(|(g, p)| (0..p.ends.len()).map(move |e| (g, e)))
        .collect();
    let mut starts = BTreeMap::new();
    let mut all: Vec<Vec<Option<Generated>>> =
        prompts.iter().map(|p| vec![None; p.ends.len()]).collect();
    for batch in asked.chunks(BATCH) {
        starts.retain(|g, _| *g >= batch[0].0);
        read_starts(model, adapters, prompts, batch, &mut starts)?;
        let mut cache = model.cache();
        let (mut x, mut new, mut growing) = (Vec::new(), Vec::new(), Vec::new());
        for &at in batch {
            let end = &prompts[at.0].ends[at.1];
            cache.add(starts.get(&at.0).cloned());
            x.extend_from_slice(&end.x);
            new.push(end.x.len() / model.config().hidden_size);
            let chooser = Chooser::new(decoding.sampling, end.draw);
            growing.push(Growing::new(chooser, at));
        }
        let mut guesses = vec![Vec::new(); growing.len()];
        let mut ahead = Ahead::new();
        while !growing.is_empty() {
            let wanted = ends(&new, &guesses);
            let logits = model.feed(&x, &new, &wanted, adapters, &mut cache)?;
            let v = model.config().vocab_size;
            let each = (guesses[0].len() + 1) * v;
            let going = growing
                .par_iter_mut()
                .zip(&guesses)
                .zip(logits.par_chunks_exact(each))
                .map(|((g, guesses), logits)| g.check(logits, guesses, decoding, tokens))
                .collect::<Result<Vec<(bool, usize)>>>()?;
            for (row, (guesses, (_, held))) in guesses.iter().zip(&going).enumerate() {
                cache.truncate(row, cache.len(row) - guesses.len() + held);
            }
            let worst = going.iter().filter(|g| g.0).map(|g| g.1).min();
            ahead.heed(worst.unwrap_or(0), guesses[0].len());
            leave(&mut growing, &mut cache, &going, &mut all);
            guesses = ahead.guess(model, adapters, &mut cache, &growing, decoding.max_new)?;
            x.clear();
            for (g, guesses) in growing.iter().zip(&guesses) {
                for &token in [g.last()].iter().chain(guesses) {
                    x.extend_from_slice(model.embedding(token));
                }
            }
            new = guesses.iter().map(|g| 1 + g.len()).collect();
        }
    }
    Ok(all
        .into_iter()
        .map(|a| a.into_iter().flatten().collect())
        .collect())
}

/// Each row's last new line and as many before it as were guessed.
fn ends(new: &[usize], guesses: &[Vec<u32>]) -> Vec<u32> {
    let mut end = 0;
    let mut all = Vec::new();
    for (new, guesses) in new.iter().zip(guesses) {
        end += *new as u32;
        all.extend(end - 1 - guesses.len() as u32..end);
    }
    all
}

/// Reads those beginnings that a batch needs and that are not there yet.
fn read_starts(
    model: &Llama,
    adapters: Option<&Adapters>,
    prompts: &[Prompts],
    batch: &[(usize, usize)],
    starts: &mut BTreeMap<usize, Arc<Positions>>,
) -> Result<()> {
    let mut wanted: Vec<usize> = batch.iter().map(|at| at.0).collect();
    wanted.dedup();
    wanted.retain(|g| !prompts[*g].start.is_empty() && !starts.contains_key(g));
    if wanted.is_empty() {
        return Ok(());
    }
    let mut cache = model.cache();
    let (mut x, mut new) = (Vec::new(), Vec::new());
    for &g in &wanted {
        cache.add(None);
        x.extend_from_slice(&prompts[g].start);
        new.push(prompts[g].start.len() / model.config().hidden_size);
    }
    model.feed(&x, &new, &[], adapters, &mut cache)?;
    starts.extend(wanted.into_iter().zip(cache.freeze()));
    Ok(())
}

/// Takes out the rows that do not go on.
fn leave(
    growing: &mut Vec<Growing>,
    cache: &mut KvCache,
    going: &[(bool, usize)],
    all: &mut [Vec<Option<Generated>>],
) {
    if going.iter().all(|g| g.0) {
        return;
    }
    let kept: Vec<usize> = (0..going.len()).filter(|&i| going[i].0).collect();
    cache.retain(&kept);
    let rows = std::mem::take(growing);
    for (g, (going, _)) in rows.into_iter().zip(going) {
        match going {
            true => growing.push(g),
            false => all[g.at.0][g.at.1] = Some(g.out),
        }
    }
}

impl Growing {
    /// Without tokens; `at` is the prompt and which of its ends.
    pub fn new(chooser: Chooser, at: (usize, usize)) -> Self {
        Self {
            at,
            chooser,
            out: Generated {
                ids: Vec::new(),
                logprobs: Vec::new(),
                last: 0.0,
                truncated: false,
            },
        }
    }

    /// The token to go on from.
    pub fn last(&self) -> u32 {
        self.out.ids.last().copied().unwrap_or(0)
    }

    /// Takes tokens from the logits before and after each guess, as long as
    /// guesses hold; whether the row goes on, and how many held.
    fn check(
        &mut self,
        logits: &[f32],
        guesses: &[u32],
        decoding: &Decoding,
        tokens: Option<&Tokens>,
    ) -> Result<(bool, usize)> {
        let rows = logits.chunks_exact(logits.len() / (guesses.len() + 1));
        for (held, logits) in rows.enumerate() {
            let going = self.grow(logits, decoding, tokens)?;
            if !going || guesses.get(held) != Some(&self.last()) {
                return Ok((going, held));
            }
        }
        Ok((true, guesses.len()))
    }

    /// Takes the next token; whether the row goes on.
    fn grow(
        &mut self,
        logits: &[f32],
        decoding: &Decoding,
        tokens: Option<&Tokens>,
    ) -> Result<bool> {
        let (token, logprob) = self.chooser.choose(logits);
        self.take(token, logprob, decoding, tokens)
    }

    /// Takes a token with its log p; whether the row goes on.
    pub fn take(
        &mut self,
        token: u32,
        logprob: f32,
        decoding: &Decoding,
        tokens: Option<&Tokens>,
    ) -> Result<bool> {
        let out = &mut self.out;
        out.last = logprob;
        if tokens.is_some_and(|t| t.stops(token)) {
            return Ok(false);
        }
        if out.ids.len() < decoding.max_new {
            out.ids.push(token);
            out.logprobs.push(logprob);
        }
        if let Some(tokens) = tokens.filter(|_| !decoding.stop.is_empty()) {
            let text = tokens.decode(&out.ids)?;
            if decoding.stop.iter().any(|s| text.contains(s)) {
                return Ok(false);
            }
        }
        out.truncated = out.ids.len() >= decoding.max_new;
        Ok(!out.truncated)
    }
}
