//! How answers are made: the likeliest token each time, or a drawn one, and
//! where an answer ends.

use anyhow::{Result, ensure};

/// Settings of one call. A number alone means greedy decoding of at most so
/// many tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoding {
    /// Tokens at most, the stop token not counted.
    pub max_new: usize,
    /// How tokens are drawn; the likeliest is taken when absent.
    pub sampling: Option<Sampling>,
    /// An answer also ends before the first of these that its text comes to hold.
    pub stop: Vec<String>,
}

/// How a token is drawn: the logits are divided by the temperature, then the
/// `top_k` likeliest stay, then of these the fewest whose probabilities come to
/// `top_p` (Holtzman et al. 2020), in transformers' order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    /// Above 0; 1 leaves the model's distribution as it is.
    pub temperature: f32,
    /// Tokens that stay; 0 for all.
    pub top_k: usize,
    /// Above 0, at most 1; 1 for all.
    pub top_p: f32,
    /// Equal seeds give equal answers. What is asked beside them may move
    /// logits by a rounding, no more.
    pub seed: u64,
}

impl Decoding {
    /// The likeliest token each time, at most `max_new`.
    pub fn greedy(max_new: usize) -> Self {
        Self {
            max_new,
            sampling: None,
            stop: Vec::new(),
        }
    }

    /// Drawn tokens, at most `max_new`.
    pub fn sampled(max_new: usize, sampling: Sampling) -> Self {
        Self {
            sampling: Some(sampling),
            ..Self::greedy(max_new)
        }
    }

    /// # Errors
    /// Names the setting that cannot be.
    pub(super) fn check(&self) -> Result<()> {
        ensure!(
            self.stop.iter().all(|s| !s.is_empty()),
            "a stop text must not be empty"
        );
        if let Some(s) = &self.sampling {
            ensure!(
                s.temperature > 0.0 && s.temperature.is_finite(),
                "the temperature must be above 0; for the likeliest token leave sampling out"
            );
            ensure!(
                s.top_p > 0.0 && s.top_p <= 1.0,
                "top_p must be above 0 and at most 1"
            );
        }
        Ok(())
    }
}

impl From<usize> for Decoding {
    fn from(max_new: usize) -> Self {
        Self::greedy(max_new)
    }
}
