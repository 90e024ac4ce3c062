//! Tokens made where the weights lie: prompts padded on the left, all rows in
//! step. The next token's embedding is looked up there, so that nothing but the
//! finished tokens, a few at a time, comes back.

use super::layers::{Held, Place, hidden, logits};
use super::weights::Weights;
use crate::adapter::Adapters;
use crate::llama::Pass;
use crate::llama::model::Shared;
use anyhow::Result;
use candle_core::{D, DType, Device, Tensor};

/// Steps between two looks at what was made: rows that have ended run on
/// meanwhile.
const LOOK: usize = 8;

/// What may not be looked at.
const FAR_BELOW: f32 = -1e9;

/// How the next tokens, (rows), come from logits (rows, vocabulary).
pub type Choose<'a> = dyn FnMut(&Tensor) -> Result<Tensor> + 'a;

/// One row's tokens and log p of each under the model, ends not looked for.
pub type Made = Vec<(u32, f32)>;

/// Whether a row, by its number and its tokens so far, has ended.
pub type Ended<'a> = dyn Fn(usize, &[(u32, f32)]) -> bool + 'a;

/// At most `most` tokens for each of `prompts`, (positions * hidden) each. It
/// ends early when `ended` says so of every row's tokens so far.
///
/// # Errors
/// What the device refuses.
pub fn decode(
    s: &Shared,
    w: &Weights,
    adapters: Option<&Adapters>,
    prompts: &[Vec<f32>],
    most: usize,
    choose: &mut Choose<'_>,
    ended: &Ended<'_>,
) -> Result<Vec<Made>> {
    let device = w.embed.device();
    let mut rows = Rows::new(s, w, prompts, device)?;
    let mut held: Vec<Held> = w.layers.iter().map(|_| None).collect();
    let mut made: Vec<Made> = vec![Vec::new(); prompts.len()];
    let mut waiting: Vec<(Tensor, Tensor)> = Vec::new();
    for step in 0..most {
        let place = rows.place(w)?;
        let x = hidden(
            s,
            w,
            &rows.x,
            adapters,
            Pass::GRAPHLESS,
            &place,
            Some(&mut held),
        )?;
        let last = x.narrow(1, x.dim(1)? - 1, 1)?.squeeze(1)?.contiguous()?;
        let logits = logits(s, w, &last, Pass::GRAPHLESS)?;
        let next = choose(&logits)?;
        let chances = candle_nn::ops::log_softmax(&logits, D::Minus1)?;
        let chance = chances.gather(&next.unsqueeze(1)?, 1)?.squeeze(1)?;
        rows.go_on(&w.embed.index_select(&next, 0)?)?;
        waiting.push((next, chance));
        if waiting.len() == LOOK || step + 1 == most {
            collect(&mut made, &mut waiting)?;
            if made.iter().enumerate().all(|(row, m)| ended(row, m)) {
                break;
            }
        }
    }
    Ok(made)
}

fn collect(made: &mut [Made], waiting: &mut Vec<(Tensor, Tensor)>) -> Result<()> {
    let (tokens, chances): (Vec<Tensor>, Vec<Tensor>) = waiting.drain(..).unzip();
    let tokens = Tensor::stack(&tokens, 1)?.to_vec2::<u32>()?;
    let chances = Tensor::stack(&chances, 1)?.to_vec2::<f32>()?;
    for ((row, tokens), chances) in made.iter_mut().zip(tokens).zip(chances) {
        row.extend(tokens.into_iter().zip(chances));
    }
    Ok(())
}

/// What is fed next, and where it stands.
struct Rows {
    /// (rows, new, hidden).
    x: Tensor,
    /// Position of each new line in its own row, (rows * new).
    positions: Vec<u32>,
    /// 0 where a held or new position is real, (rows, 1, 1, all).
    real: Tensor,
    first: bool,
}

impl Rows {
    fn new(s: &Shared, w: &Weights, prompts: &[Vec<f32>], device: &Device) -> Result<Self> {
        let h = s.config.hidden_size;
        let longest = prompts.iter().map(|p| p.len() / h).max().unwrap_or(0);
        let n = prompts.len();
        let (mut x, mut real) = (vec![0f32; n * longest * h], vec![0f32; n * longest]);
        let mut positions = vec![0u32; n * longest];
        for (row, prompt) in prompts.iter().enumerate() {
            let start = longest - prompt.len() / h;
            x[(row * longest + start) * h..(row + 1) * longest * h].copy_from_slice(prompt);
            real[row * longest..row * longest + start].fill(FAR_BELOW);
            let of = &mut positions[row * longest + start..(row + 1) * longest];
            for (p, i) in of.iter_mut().zip(0..) {
                *p = i;
            }
        }
        Ok(Self {
            x: Tensor::from_vec(x, (n, longest, h), device)?.to_dtype(w.compute)?,
            positions,
            real: Tensor::from_vec(real, (n, 1, 1, longest), device)?,
            first: true,
        })
    }

    fn place(&self, w: &Weights) -> Result<Place> {
        let (rows, new, _) = self.x.dims3()?;
        let at = Tensor::from_slice(&self.positions, rows * new, self.x.device())?;
        let table = |t: &Tensor| t.index_select(&at, 0)?.reshape((rows, 1, new, ()));
        Ok(Place {
            cos: table(&w.cos)?,
            sin: table(&w.sin)?,
            mask: match self.first {
                true => self.real.broadcast_add(&causal(new, self.x.device())?)?,
                false => self.real.clone(),
            },
        })
    }

    /// The tokens just made are fed next; `x` is (rows, hidden).
    fn go_on(&mut self, x: &Tensor) -> Result<()> {
        let (rows, new, _) = self.x.dims3()?;
        self.positions = (0..rows)
            .map(|r| self.positions[(r + 1) * new - 1] + 1)
            .collect();
        let one = Tensor::zeros((rows, 1, 1, 1), DType::F32, x.device())?;
        self.real = Tensor::cat(&[&self.real, &one], 3)?;
        (self.x, self.first) = (x.unsqueeze(1)?, false);
        Ok(())
    }
}

/// (1, 1, new, new): no position looks ahead.
pub(super) fn causal(new: usize, device: &Device) -> Result<Tensor> {
    let ahead: Vec<f32> = (0..new * new)
        .map(|i| if i % new > i / new { FAR_BELOW } else { 0.0 })
        .collect();
    Ok(Tensor::from_vec(ahead, (1, 1, new, new), device)?)
}
