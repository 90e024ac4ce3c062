//! Several tokens a pass where few rows are made: guessed one after the other
//! in eight bits, then read by the weights all at once (Leviathan et al. 2023).
//! What is chosen from the weights' logits stands, so no answer changes: a
//! wrong guess costs time alone.

use super::decode::Growing;
use crate::adapter::Adapters;
use crate::llama::{KvCache, Llama};
use anyhow::Result;
use rayon::prelude::*;

/// Rows up to which guessing pays; more of them fill a pass by themselves.
const ROWS: usize = 4;
/// Guesses at most.
const MOST: usize = 8;

/// How far ahead to guess, by how well it went.
pub(super) struct Ahead {
    guesses: usize,
}

impl Ahead {
    pub fn new() -> Self {
        Self { guesses: 4 }
    }

    /// Guesses for each row, equally many, perhaps none. The cache is as before.
    pub fn guess(
        &self,
        model: &Llama,
        adapters: Option<&Adapters>,
        cache: &mut KvCache,
        growing: &[Growing],
        max_new: usize,
    ) -> Result<Vec<Vec<u32>>> {
        let mut guesses = vec![Vec::new(); growing.len()];
        let lens: Vec<usize> = (0..growing.len()).map(|row| cache.len(row)).collect();
        let longest = lens.iter().copied().max().unwrap_or(0);
        let left = growing.iter().map(|g| max_new - g.out.ids.len()).max();
        // The last token is chosen from what comes before it, guessed or not.
        let far = self
            .guesses
            .min(left.unwrap_or(0).saturating_sub(1))
            .min(model.config().positions().saturating_sub(longest + 1));
        if growing.len() > ROWS || far == 0 {
            return Ok(guesses);
        }
        let mut choosers: Vec<_> = growing.iter().map(|g| g.chooser.clone()).collect();
        let mut last: Vec<u32> = growing.iter().map(Growing::last).collect();
        let v = model.config().vocab_size;
        for _ in 0..far {
            let x: Vec<f32> = last
                .iter()
                .flat_map(|&t| model.embedding(t))
                .copied()
                .collect();
            let logits = model.guess_logits(&x, adapters, cache)?;
            choosers
                .par_iter_mut()
                .zip(logits.par_chunks_exact(v))
                .map(|(chooser, logits)| chooser.choose(logits).0)
                .collect_into_vec(&mut last);
            guesses.iter_mut().zip(&last).for_each(|(g, t)| g.push(*t));
        }
        (0..lens.len()).for_each(|row| cache.truncate(row, lens[row]));
        Ok(guesses)
    }

    /// Heeds how many of `of` guesses held in the worst row.
    pub fn heed(&mut self, held: usize, of: usize) {
        if of > 0 {
            self.guesses = match held {
                held if held >= of => (of + 2).min(MOST),
                held => held.max(1),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Decoding, End, Prompts, decode};
    use super::*;
    use crate::ops::check::numbers;
    use crate::testing::tiny_llama;

    fn prompts(rows: u32) -> Vec<Prompts> {
        let prompt = |i| Prompts {
            start: Vec::new(),
            ends: vec![End {
                x: numbers(5 * 32, 40 + i),
                draw: 0,
            }],
        };
        (0..rows).map(prompt).collect()
    }

    #[test]
    fn guesses_change_no_token_and_are_made_for_few_rows_alone() {
        let model = tiny_llama(4);
        let greedy = Decoding::greedy(40);
        let many = decode(&model, None, &prompts(12), &greedy, None).unwrap();
        for (i, want) in many.iter().enumerate() {
            let one = &prompts(12)[i..=i];
            let got = decode(&model, None, one, &greedy, None).unwrap();
            assert_eq!(got[0][0].ids, want[0].ids);
            assert!(got[0][0].truncated && got[0][0].ids.len() == 40);
            let pairs = got[0][0].logprobs.iter().zip(&want[0].logprobs);
            assert!(
                pairs.clone().count() == 40 && pairs.into_iter().all(|(g, w)| (g - w).abs() < 1e-4)
            );
        }
        assert!(model.guesses() && !tiny_guesses(12) && tiny_guesses(4));
    }

    /// Whether decoding so many rows of a fresh model makes guesses.
    fn tiny_guesses(rows: u32) -> bool {
        let model = tiny_llama(4);
        decode(&model, None, &prompts(rows), &Decoding::greedy(6), None).unwrap();
        model.guesses()
    }

    #[test]
    fn guessing_goes_as_far_as_it_went_well() {
        let mut ahead = Ahead::new();
        for (held, of, then) in [
            (4, 4, 6),
            (6, 6, 8),
            (8, 8, 8),
            (3, 8, 3),
            (0, 3, 1),
            (1, 1, 3),
            (0, 0, 3),
        ] {
            ahead.heed(held, of);
            assert_eq!(ahead.guesses, then);
        }
    }
}
