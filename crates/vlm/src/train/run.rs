//! A run's state: how it begins, takes a step, validates, is kept and ends.

use super::config::{Progress, Stage, TrainConfig, TrainOutcome};
use super::identity::identity;
use super::objective::Example;
use super::params::params;
use super::state::{self, State};
use crate::base::Base;
use crate::batch::{Encoded, Row, order};
use crate::llama::Whole;
use crate::loss::loss_encoded;
use crate::memory::peak_mb;
use crate::optimiser::AdamW;
use crate::schedule;
use crate::tensor_file::Tensors;
use crate::tuned::Tuned;
use anyhow::{Context as _, Result, ensure};
use std::path::Path;
use std::time::Instant;

pub(super) struct Run<'a> {
    pub(super) base: &'a Base,
    pub(super) config: &'a TrainConfig,
    dir: &'a Path,
    pub(super) rows: Vec<Example>,
    validation: Vec<Encoded>,
    pub(super) tuned: Tuned,
    /// The language model's own weights, where they are trained.
    whole: Option<Whole>,
    pub(super) optimiser: AdamW,
    pub(super) steps: usize,
    /// Rows side by side: the configuration's, or what the device had room for.
    pub(super) micro: usize,
    pub(super) state: State,
    best: Option<Tensors>,
    epoch: (u64, Vec<Vec<usize>>),
}

impl<'a> Run<'a> {
    pub(super) fn begin(
        base: &'a Base,
        start: Option<Tuned>,
        config: &'a TrainConfig,
        rows: &[Row],
        validation: &[Row],
        dir: &'a Path,
    ) -> Result<Self> {
        let run = identity(base, start.as_ref(), config, rows, validation)?;
        let mut tuned = match (start, config.stage) {
            (Some(start), _) => start,
            (None, Stage::Align | Stage::Full) => Tuned::none(base)?,
            (None, Stage::Instruct) => Tuned::fresh(base, config.seed, &config.lora())?,
        };
        let whole = match config.stage {
            Stage::Full => Some(Whole::new(base.text())?),
            Stage::Align | Stage::Instruct => None,
        };
        if let Some(whole) = &whole {
            tuned.set_text(whole.model().clone());
        }
        ensure!(
            !(config.recompute && tuned.text(base).is_composed()),
            "recompute works with adapters on the CPU alone; leave it out here and take a smaller micro_batch"
        );
        let optimiser = AdamW::new(params(&tuned, whole.as_ref(), config), config.clip)?;
        let mut this = Self {
            base,
            config,
            dir,
            rows: Example::all(base, rows, config.preference.is_some())?,
            validation: validation
                .iter()
                .map(|r| Encoded::new(base, r))
                .collect::<Result<_>>()?,
            tuned,
            whole,
            optimiser,
            steps: config.steps(rows.len()),
            micro: config.micro_batch.unwrap_or(config.batch),
            state: State {
                run,
                ..State::default()
            },
            best: None,
            epoch: (u64::MAX, Vec::new()),
        };
        if let Some((state, optimiser, best)) = state::load(dir, &this.state.run)? {
            tracing::info!("going on from the checkpoint of step {}", state.step);
            this.optimiser.restore(&optimiser, state.taken)?;
            (this.state, this.best) = (state, best);
        }
        Ok(this)
    }

    fn per_epoch(&self) -> usize {
        self.rows.len().div_ceil(self.config.batch)
    }

    pub(super) fn step(&mut self) -> Result<Progress> {
        let started = Instant::now();
        let (epoch, at) = (
            (self.state.step / self.per_epoch()) as u64,
            self.state.step % self.per_epoch(),
        );
        if self.epoch.0 != epoch {
            let lengths: Vec<usize> = self.rows.iter().map(Example::fed).collect();
            self.epoch = (
                epoch,
                order(&lengths, self.config.batch, self.config.seed, epoch),
            );
        }
        let chosen = self.epoch.1[at].clone();
        let factor = schedule::factor(self.state.step, self.steps, self.config.warmup_ratio);
        let of = |count: fn(&Example) -> usize| chosen.iter().map(|&i| count(&self.rows[i])).sum();
        let (fed, visual, supervised): (usize, usize, usize) = (
            of(Example::fed),
            of(Example::visual),
            of(Example::supervised),
        );
        let done = self.update(&chosen, factor)?;
        self.state.step += 1;
        self.state.losses.push(done.loss.to_bits());
        self.state.supervised_tokens += supervised as u64;
        self.state.tokens += fed as u64;
        let seconds = started.elapsed().as_secs_f64();
        self.state.seconds += seconds;
        let ends_epoch =
            self.state.step.is_multiple_of(self.per_epoch()) || self.state.step == self.steps;
        let validation_loss = if ends_epoch && !self.validation.is_empty() {
            Some(self.validate()?)
        } else {
            None
        };
        Ok(Progress {
            step: self.state.step,
            steps: self.steps,
            loss: done.loss,
            lr: factor * self.config.lr(),
            grad_norm: done.norm,
            preference: done.preference,
            visual_share: visual as f64 / fed as f64,
            tokens_per_second: fed as f64 / seconds,
            supervised_tokens: self.state.supervised_tokens,
            eta_seconds: 0.0,
            peak_rss_mb: peak_mb(),
            validation_loss,
        })
    }

    fn validate(&mut self) -> Result<f64> {
        let started = Instant::now();
        let loss = loss_encoded(self.base, &self.tuned, &self.validation)?;
        self.state.validation_seconds += started.elapsed().as_secs_f64();
        let best = self
            .state
            .validation
            .iter()
            .map(|v| f64::from_bits(v.1))
            .fold(f64::INFINITY, f64::min);
        self.state
            .validation
            .push((self.state.step, loss.to_bits()));
        if let Some(patience) = self.config.early_stop {
            if loss < best {
                self.best = Some(values(self.optimiser.state()?));
                self.state.since_best = 0;
            } else {
                self.state.since_best += 1;
                self.state.done = self.state.since_best >= patience;
            }
        }
        Ok(loss)
    }

    pub(super) fn save(&self) -> Result<()> {
        let state = State {
            taken: self.optimiser.steps(),
            ..self.state.clone()
        };
        state::save(
            self.dir,
            &state,
            self.optimiser.state()?,
            self.best.as_ref(),
        )
        .with_context(|| format!("checkpoint in {}", self.dir.display()))
    }

    pub(super) fn finish(mut self, stopped: bool) -> Result<TrainOutcome> {
        if let Some(best) = &self.best
            && !stopped
        {
            let mut state = self.optimiser.state()?;
            state.extend(best.iter().map(|(k, v)| (k.clone(), v.clone())));
            self.optimiser.restore(&state, self.optimiser.steps())?;
        }
        if let Some(whole) = self.whole.take() {
            self.tuned.set_text(whole.settled()?);
        }
        Ok(TrainOutcome {
            tuned: self.tuned,
            steps: self.state.step,
            supervised_tokens: self.state.supervised_tokens,
            tokens: self.state.tokens,
            seconds: self.state.seconds,
            validation_seconds: self.state.validation_seconds,
            losses: self
                .state
                .losses
                .iter()
                .map(|b| f32::from_bits(*b))
                .collect(),
            validation: self
                .state
                .validation
                .into_iter()
                .map(|(step, bits)| (step, f64::from_bits(bits)))
                .collect(),
            skipped: self.state.skipped,
            stopped,
            peak_rss_mb: peak_mb(),
        })
    }
}

fn values(state: Tensors) -> Tensors {
    state
        .into_iter()
        .filter(|(name, _)| name.starts_with("value."))
        .collect()
}
