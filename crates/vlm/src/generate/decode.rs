//! Greedy decoding of one batch: rows that end leave it. It must never know
//! where a prompt's embeddings come from.

use super::Answer;
use crate::base::Base;
use crate::ops::cross_entropy::best;
use crate::tuned::Tuned;
use anyhow::Result;
use candle_core::Tensor;

/// A row that goes on.
struct Growing {
    row: usize,
    tokens: Vec<u32>,
    logprobs: Vec<f32>,
}

/// One answer a prompt, each a row of embeddings.
pub(super) fn decode(
    base: &Base,
    tuned: &Tuned,
    prompts: &[&[f32]],
    max_new: usize,
) -> Result<Vec<Answer>> {
    let text = base.text();
    let h = text.config().hidden_size;
    let lengths: Vec<usize> = prompts.iter().map(|p| p.len() / h).collect();
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let starts: Vec<usize> = lengths.iter().map(|l| longest - l).collect();
    let mut x = vec![0f32; prompts.len() * longest * h];
    for ((row, prompt), start) in x.chunks_exact_mut(longest * h).zip(prompts).zip(&starts) {
        row[start * h..].copy_from_slice(prompt);
    }
    let mut cache = text.cache(longest + max_new, starts);
    let mut x = Tensor::from_vec(x, (prompts.len(), longest, h), &candle_core::Device::Cpu)?;
    let mut growing: Vec<Growing> = (0..prompts.len())
        .map(|row| Growing {
            row,
            tokens: Vec::new(),
            logprobs: Vec::new(),
        })
        .collect();
    let mut answers: Vec<Option<Answer>> = vec![None; prompts.len()];
    while !growing.is_empty() {
        let logits = text.next_logits(&x, tuned.adapters(), &mut cache)?;
        let (mut kept, mut next, mut still) = (Vec::new(), Vec::new(), Vec::new());
        for (i, (mut g, row)) in growing
            .into_iter()
            .zip(logits.chunks_exact(text.config().vocab_size))
            .enumerate()
        {
            let (token, logprob) = best(row);
            let stop = base.tokens().stops(token);
            if !stop && g.tokens.len() < max_new {
                g.tokens.push(token);
                g.logprobs.push(logprob);
            }
            if stop || g.tokens.len() >= max_new {
                answers[g.row] = Some(finish(base, &g, logprob, !stop)?);
            } else {
                kept.push(i);
                next.extend_from_slice(text.embedding(token));
                still.push(g);
            }
        }
        if kept.len() < logits.len() / text.config().vocab_size {
            cache.retain(&kept);
        }
        let n = kept.len();
        x = Tensor::from_vec(next, (n, usize::from(n > 0), h), &candle_core::Device::Cpu)?;
        growing = still;
    }
    Ok(answers.into_iter().flatten().collect())
}

fn finish(base: &Base, g: &Growing, last: f32, truncated: bool) -> Result<Answer> {
    let mean = match g.logprobs.len() {
        0 => last,
        n => g.logprobs.iter().sum::<f32>() / n as f32,
    };
    Ok(Answer {
        text: base.tokens().decode(&g.tokens)?,
        tokens: g.tokens.len(),
        logprobs: g.logprobs.clone(),
        confidence: mean.exp(),
        truncated,
    })
}
