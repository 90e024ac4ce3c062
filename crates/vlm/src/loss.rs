//! The loss of a model on rows it does not train on.

use crate::base::Base;
use crate::batch::{Batch, Encoded, Row};
use crate::tuned::Tuned;
use anyhow::{Result, ensure};

/// Rows side by side in one forward.
const BATCH: usize = 16;

/// Mean -log p per supervised token over all rows.
///
/// # Errors
/// No row; a row the context does not hold.
pub fn loss(base: &Base, tuned: &Tuned, rows: &[Row]) -> Result<f64> {
    let encoded: Vec<_> = rows
        .iter()
        .map(|r| Encoded::new(base, r))
        .collect::<Result<_>>()?;
    loss_encoded(base, tuned, &encoded)
}

/// As [`loss`], of rows tokenized already.
///
/// # Errors
/// No row.
pub(crate) fn loss_encoded(base: &Base, tuned: &Tuned, rows: &[Encoded]) -> Result<f64> {
    ensure!(!rows.is_empty(), "the loss of no rows is not defined");
    let mut sorted: Vec<&Encoded> = rows.iter().collect();
    sorted.sort_by_key(|e| e.len());
    let (mut sum, mut tokens) = (0f64, 0usize);
    for part in sorted.chunks(BATCH) {
        sum += nll(base, tuned, part)?.iter().sum::<f64>();
        tokens += part.iter().map(|e| e.supervised()).sum::<usize>();
    }
    Ok(sum / tokens as f64)
}

/// -log p of each row's whole answer, the rows side by side.
///
/// # Errors
/// What candle refuses.
pub(crate) fn nll(base: &Base, tuned: &Tuned, rows: &[&Encoded]) -> Result<Vec<f64>> {
    let batch = Batch::new(base, tuned, rows)?;
    tuned
        .text(base)
        .nll(&batch.x.detach(), tuned.adapters(), &batch.supervised)
}
