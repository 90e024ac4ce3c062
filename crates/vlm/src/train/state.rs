//! A run's checkpoint: one file, renamed into place, that names the run it
//! belongs to.

use crate::tensor_file::{self, Tensors};
use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};
use std::path::Path;

const FILE: &str = "checkpoint.safetensors";

/// The numbers beside the tensors.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct State {
    /// Base, configuration and rows, hashed: what a resumed run must share.
    pub run: String,
    /// Steps done.
    pub step: usize,
    /// Steps the optimiser took.
    pub taken: u64,
    /// Bits of each step's loss: JSON has no NaN.
    pub losses: Vec<u32>,
    /// Steps skipped.
    pub skipped: usize,
    /// Supervised tokens seen.
    pub supervised_tokens: u64,
    /// Tokens fed.
    pub tokens: u64,
    /// Seconds spent on the steps.
    pub seconds: f64,
    /// Seconds spent on validation.
    #[serde(default)]
    pub validation_seconds: f64,
    /// Bits of the validation losses, with the steps done by then: reading a
    /// number from JSON may miss its last bit.
    pub validation: Vec<(usize, u64)>,
    /// Epochs since the best.
    pub since_best: usize,
    /// Whether early stopping has ended the run.
    pub done: bool,
}

/// Writes the checkpoint; `best` holds the best epoch's values, if kept.
///
/// # Errors
/// The folder cannot be written.
pub(super) fn save(
    dir: &Path,
    state: &State,
    optimiser: Tensors,
    best: Option<&Tensors>,
) -> Result<()> {
    std::fs::create_dir_all(dir)?;
    let mut all = optimiser;
    for (name, t) in best.into_iter().flatten() {
        all.insert(format!("best.{name}"), t.clone());
    }
    tensor_file::save(&dir.join(FILE), &all, Some(&serde_json::to_string(state)?))
}

/// The checkpoint of run `run`, if there is one: state, optimiser, best.
/// A file that cannot be read is as good as none.
///
/// # Errors
/// The checkpoint belongs to another run.
pub(super) fn load(dir: &Path, run: &str) -> Result<Option<(State, Tensors, Option<Tensors>)>> {
    let path = dir.join(FILE);
    if !path.exists() {
        return Ok(None);
    }
    let read = || -> Result<(State, Tensors)> {
        let (tensors, text) = tensor_file::load(&path)?;
        Ok((
            serde_json::from_str(text.as_deref().unwrap_or_default())?,
            tensors,
        ))
    };
    let (state, tensors) = match read() {
        Ok(found) => found,
        Err(e) => {
            tracing::warn!(
                "{} cannot be read, the run begins anew: {e:#}",
                path.display()
            );
            return Ok(None);
        }
    };
    ensure!(
        state.run == run,
        "{} belongs to another run (other base, configuration or rows)",
        path.display()
    );
    let (mut optimiser, mut best) = (Tensors::new(), Tensors::new());
    for (name, t) in tensors {
        match name.strip_prefix("best.") {
            Some(short) => best.insert(short.to_owned(), t),
            None => optimiser.insert(name, t),
        };
    }
    Ok(Some((state, optimiser, (!best.is_empty()).then_some(best))))
}
