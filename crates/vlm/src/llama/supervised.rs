//! What a forward is asked for: which positions are supervised, and how the
//! pass is made.

use crate::ops::dropout::Dropout;
use anyhow::{Result, ensure};

/// The supervised positions of a batch.
#[derive(Clone, Debug, Default)]
pub struct Supervised {
    /// Flat positions (batch * positions) whose next token is supervised.
    pub rows: Vec<u32>,
    /// Those tokens.
    pub targets: Vec<u32>,
}

impl Supervised {
    /// The row of the batch that each position belongs to.
    ///
    /// # Errors
    /// Unequal numbers, or a position past the batch.
    pub(super) fn of(&self, batch: usize, positions: usize) -> Result<Vec<u32>> {
        ensure!(
            self.rows.len() == self.targets.len(),
            "{} positions are supervised with {} tokens",
            self.rows.len(),
            self.targets.len()
        );
        let of: Vec<u32> = self
            .rows
            .iter()
            .map(|&r| r / positions.max(1) as u32)
            .collect();
        ensure!(
            of.iter().all(|&b| (b as usize) < batch),
            "a supervised position lies past the batch"
        );
        Ok(of)
    }
}

/// How a pass in training is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pass {
    /// Each layer's forward runs again in the backward: less memory, a third
    /// more time.
    pub recompute: bool,
    /// Of the adapters' inputs.
    pub dropout: Option<Dropout>,
    /// Nothing of it will be walked back: no graph is kept.
    pub graphless: bool,
}

impl Pass {
    /// One that is not walked back.
    pub const GRAPHLESS: Self = Self {
        recompute: false,
        dropout: None,
        graphless: true,
    };
}

impl Pass {
    /// The same in layer `index`, whose dropout is its own.
    pub(super) fn in_layer(self, index: usize) -> Self {
        Self {
            dropout: self.dropout.map(|d| d.of(index as u64)),
            ..self
        }
    }
}
