//! What a run is told, what it tells meanwhile, and what it leaves.

use crate::adapter::LoraConfig;
use crate::llama::Targets;
use crate::tuned::Tuned;
use anyhow::{Result, ensure};
use serde::{Deserialize, Serialize};

/// A run's configuration. Absent fields of its JSON take the defaults.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TrainConfig {
    /// Of the adapters' start and the order of the rows.
    pub seed: u64,
    /// What is trained.
    pub stage: Stage,
    /// Rank of the adapters.
    pub lora_r: usize,
    /// Their strength: the product is scaled with alpha / r.
    pub lora_alpha: f64,
    /// The linears that have an adapter.
    pub lora_targets: Targets,
    /// Share of the adapters' inputs that a step does not see.
    pub lora_dropout: f64,
    /// Peak learning rate of the adapters.
    pub lr_adapter: f64,
    /// Peak learning rate of the projector.
    pub lr_projector: f64,
    /// Peak learning rate of the language model's own weights, in
    /// [`Stage::Full`] (Liu et al. 2023, section 5: 2e-5).
    pub lr_language: f64,
    /// Rows a step.
    pub batch: usize,
    /// Rows in one forward and backward; a step's gradient is the sum over its
    /// own. As many as `batch` when absent.
    pub micro_batch: Option<usize>,
    /// Passes over the rows.
    pub epochs: usize,
    /// Steps at least, however few the rows: more passes than `epochs` then.
    pub min_steps: usize,
    /// Steps, whatever `epochs` and `min_steps` say.
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
    /// Learns from refused answers too; off when absent.
    pub preference: Option<Preference>,
    /// Runs each layer's forward again in the backward: about a third of the
    /// memory, a third more time.
    pub recompute: bool,
}

/// What is trained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The projector alone (LLaVA's first stage, Liu et al. 2023, section 4.2).
    Align,
    /// Projector and adapters (its second stage, with LoRA).
    #[default]
    Instruct,
    /// Projector and every weight of the language model (its second stage as
    /// the paper has it). On the CPU it takes some 20 bytes a weight and the
    /// activations of candle's own operations, and much longer than adapters.
    Full,
}

/// Direct preference optimisation (Rafailov et al. 2023, equation 7) on rows
/// that hold a refused answer, added to the loss on every row's response. The
/// reference is the base without adapters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Preference {
    /// How hard it is held to the reference.
    pub beta: f64,
    /// What its mean over the pairs is multiplied with.
    pub weight: f64,
}

impl Default for Preference {
    fn default() -> Self {
        Self {
            beta: 0.1,
            weight: 1.0,
        }
    }
}

impl Default for TrainConfig {
    fn default() -> Self {
        Self {
            seed: 0,
            stage: Stage::Instruct,
            lora_r: 8,
            lora_alpha: 16.0,
            lora_targets: Targets::ALL,
            lora_dropout: 0.0,
            lr_adapter: 4e-4,
            lr_projector: 1e-3,
            lr_language: 2e-5,
            batch: 8,
            micro_batch: None,
            epochs: 3,
            min_steps: 0,
            max_steps: None,
            warmup_ratio: 0.03,
            clip: 1.0,
            weight_decay: 0.0,
            checkpoint_every: 25,
            early_stop: None,
            max_skipped: 10,
            preference: None,
            recompute: false,
        }
    }
}

impl TrainConfig {
    /// Steps of a run over `rows` rows.
    pub fn steps(&self, rows: usize) -> usize {
        let passes = self.epochs * rows.div_ceil(self.batch.max(1));
        self.max_steps.unwrap_or(passes.max(self.min_steps))
    }

    /// The adapters' form.
    pub fn lora(&self) -> LoraConfig {
        LoraConfig {
            r: self.lora_r,
            alpha: self.lora_alpha,
            targets: self.lora_targets,
            rslora: false,
        }
    }

    /// Peak learning rate of what the stage is about.
    pub(super) fn lr(&self) -> f64 {
        match self.stage {
            Stage::Align => self.lr_projector,
            Stage::Instruct => self.lr_adapter,
            Stage::Full => self.lr_language,
        }
    }

    /// Refuses what cannot be run.
    ///
    /// # Errors
    /// Names the field.
    pub fn check(&self) -> Result<()> {
        ensure!(self.lora_r > 0, "lora_r must be above 0");
        ensure!(self.batch > 0, "batch must be above 0");
        ensure!(self.micro_batch != Some(0), "micro_batch must be above 0");
        ensure!(
            (0.0..1.0).contains(&self.lora_dropout),
            "lora_dropout must be at least 0 and below 1"
        );
        if let Some(p) = self.preference {
            ensure!(
                p.beta.is_finite() && p.beta > 0.0 && p.weight.is_finite() && p.weight >= 0.0,
                "preference: beta must be above 0, weight not negative"
            );
        }
        ensure!(
            self.checkpoint_every > 0,
            "checkpoint_every must be above 0"
        );
        for (name, x) in [
            ("lora_alpha", self.lora_alpha),
            ("lr_adapter", self.lr_adapter),
            ("lr_projector", self.lr_projector),
            ("lr_language", self.lr_language),
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
    /// Learning rate in this step of the adapters, of the language model's own
    /// weights, or of the projector where it alone is trained.
    pub lr: f64,
    /// Norm of the gradient before clipping; NaN when skipped.
    pub grad_norm: f64,
    /// The preference loss of the step's pairs, and the share of them whose
    /// response is likelier, against the reference, than the refused answer.
    pub preference: Option<(f32, f32)>,
    /// Visual tokens of all tokens fed, in this step.
    pub visual_share: f64,
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
