//! What a run is told, what it tells meanwhile, and what it leaves.

use crate::tuned::Tuned;
use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

/// A run's configuration. Absent fields of its JSON take the defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainConfig {
    /// Of the adapters' start and the order of the rows.
    pub seed: u64,
    /// Rank of the adapters.
    pub lora_r: usize,
    /// Their strength: the product is scaled with alpha / r.
    pub lora_alpha: f64,
    /// Peak learning rate of the adapters.
    pub lr_adapter: f64,
    /// Peak learning rate of the projector.
    pub lr_projector: f64,
    /// Rows a step.
    pub batch: usize,
    /// Passes over the rows.
    pub epochs: usize,
    /// Steps, whatever `epochs` says.
    pub max_steps: Option<usize>,
    /// Share of the steps in which the learning rate rises.
    pub warmup_ratio: f64,
    /// Bound of the gradient's global norm; 0 for none.
    pub clip: f64,
    /// Decoupled weight decay of the matrices.
    pub weight_decay: f64,
    /// Steps from checkpoint to checkpoint.
    pub checkpoint_every: usize,
    /// Ends after so many epochs without a better validation loss, and keeps
    /// the best epoch's weights. Needs validation rows.
    pub early_stop: Option<usize>,
    /// Steps with numbers that are not finite before the run gives up.
    pub max_skipped: usize,
    /// Runs each layer's forward again in the backward: about a third of the
    /// memory, a third more time.
    pub recompute: bool,
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            seed: 0,
            lora_r: 8,
            lora_alpha: 16.0,
            lr_adapter: 4e-4,
            lr_projector: 1e-3,
            batch: 8,
            epochs: 3,
            max_steps: None,
            warmup_ratio: 0.03,
            clip: 1.0,
            weight_decay: 0.0,
            checkpoint_every: 25,
            early_stop: None,
            max_skipped: 10,
            recompute: false,
        }
    }
}

impl TrainConfig {
    /// Steps of a run over `rows` rows.
    pub fn steps(&self, rows: usize) -> usize {
        self.max_steps
            .unwrap_or(self.epochs * rows.div_ceil(self.batch.max(1)))
    }

    /// Refuses what cannot be run.
    ///
    /// # Errors
    /// Names the field.
    pub fn check(&self) -> Result<()> {
        ensure!(self.lora_r > 0, "lora_r must be above 0");
        ensure!(self.batch > 0, "batch must be above 0");
        ensure!(
            self.checkpoint_every > 0,
            "checkpoint_every must be above 0"
        );
        for (name, x) in [
            ("lora_alpha", self.lora_alpha),
            ("lr_adapter", self.lr_adapter),
            ("lr_projector", self.lr_projector),
            ("warmup_ratio", self.warmup_ratio),
            ("clip", self.clip),
            ("weight_decay", self.weight_decay),
        ] {
            ensure!(
                x.is_finite() && x >= 0.0,
                "{name} must be finite and not negative"
            );
        }
        Ok(())
    }
}

/// The answer to a [`Progress`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// Go on.
    Continue,
    /// Write a checkpoint and end.
    Stop,
}

/// Told after every step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// Steps done, skipped ones included.
    pub step: usize,
    /// Steps in all.
    pub steps: usize,
    /// The batch's mean loss per supervised token; NaN when it was skipped.
    pub loss: f32,
    /// Learning rate of the adapters in this step.
    pub lr: f64,
    /// Norm of the gradient before clipping; NaN when skipped.
    pub grad_norm: f64,
    /// Tokens fed (visual ones included, padding not) per second, in this step.
    pub tokens_per_second: f64,
    /// Supervised tokens seen so far.
    pub supervised_tokens: u64,
    /// Seconds to the end at this session's mean pace.
    pub eta_seconds: f64,
    /// Largest resident size of the process so far, MB; 0 where unknown.
    pub peak_rss_mb: u64,
    /// The validation loss, after the last step of an epoch when there are rows.
    pub validation_loss: Option<f64>,
}

/// What a run leaves.
pub struct TrainOutcome {
    /// The model: the last step's, or the best epoch's with `early_stop`.
    pub tuned: Tuned,
    /// Steps done.
    pub steps: usize,
    /// Supervised tokens seen.
    pub supervised_tokens: u64,
    /// Tokens fed.
    pub tokens: u64,
    /// Seconds spent in steps, over all sessions of the run.
    pub seconds: f64,
    /// Seconds spent on validation, likewise.
    pub validation_seconds: f64,
    /// Loss of each step; NaN where skipped.
    pub losses: Vec<f32>,
    /// Validation loss after each epoch, with the steps done by then.
    pub validation: Vec<(usize, f64)>,
    /// Steps skipped because a number was not finite.
    pub skipped: usize,
    /// Whether the caller stopped it.
    pub stopped: bool,
    /// Largest resident size of the process, MB.
    pub peak_rss_mb: u64,
}

/// VmHWM of `/proc/self/status`, in MB; 0 where there is none.
pub fn peak_rss_mb() -> u64 {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        return 0;
    };
    status
        .lines()
        .find_map(|l| l.strip_prefix("VmHWM:"))
        .and_then(|l| l.split_whitespace().next())
        .and_then(|kb| kb.parse::<u64>().ok())
        .map_or(0, |kb| kb / 1024)
}
