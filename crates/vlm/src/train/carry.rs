//! The ways into a run, and the loop that carries it to its end.

use super::config::{Control, Progress, Stage, TrainConfig, TrainOutcome};
use super::run::Run;
use crate::adapter::Adapters;
use crate::base::Base;
use crate::batch::Row;
use crate::ops::pool;
use crate::tuned::Tuned;
use anyhow::{Result, ensure};
use std::path::Path;
use std::time::Instant;

/// Tunes on `rows` what the configuration's stage says. Checkpoints lie in
/// `state_dir`; where one of the same run lies there already, the run goes on
/// from it. `on` is called after every step.
///
/// # Errors
/// No rows, a configuration that cannot be run, a checkpoint of another run,
/// too many steps whose numbers are not finite, a row the context does not hold.
pub fn train(
    base: &Base,
    config: &TrainConfig,
    rows: &[Row],
    validation: &[Row],
    state_dir: &Path,
    on: &mut dyn FnMut(&Progress) -> Control,
) -> Result<TrainOutcome> {
    carry(base, None, config, rows, validation, state_dir, on)
}

/// As [`train`], with `start`'s adapters and projector in place of fresh ones.
///
/// # Errors
/// As [`train`]; a start without adapters or with others than the configuration
/// asks for; a stage that trains none.
pub fn train_on(
    base: &Base,
    start: Tuned,
    config: &TrainConfig,
    rows: &[Row],
    state_dir: &Path,
    on: &mut dyn FnMut(&Progress) -> Control,
) -> Result<TrainOutcome> {
    ensure!(
        config.stage == Stage::Instruct
            && start.adapters().map(Adapters::config) == Some(config.lora()),
        "to go on from adapters takes the stage \"instruct\" and their rank, alpha and targets"
    );
    carry(base, Some(start), config, rows, &[], state_dir, on)
}

fn carry(
    base: &Base,
    start: Option<Tuned>,
    config: &TrainConfig,
    rows: &[Row],
    validation: &[Row],
    state_dir: &Path,
    on: &mut dyn FnMut(&Progress) -> Control,
) -> Result<TrainOutcome> {
    config.check()?;
    ensure!(!rows.is_empty(), "there are no rows to train on");
    ensure!(
        config.early_stop.is_none() || !validation.is_empty(),
        "early_stop needs validation rows"
    );
    let _room = pool::Lent;
    let mut run = Run::begin(base, start, config, rows, validation, state_dir)?;
    let mut stopped = false;
    let (started, from) = (Instant::now(), run.state.step);
    while !run.state.done && run.state.step < run.steps {
        let mut progress = run.step()?;
        let pace = started.elapsed().as_secs_f64() / (run.state.step - from) as f64;
        progress.eta_seconds = pace * (run.steps - run.state.step) as f64;
        stopped = on(&progress) == Control::Stop;
        if stopped || run.state.step.is_multiple_of(config.checkpoint_every) {
            run.save()?;
        }
        if stopped {
            break;
        }
    }
    run.save()?;
    run.finish(stopped)
}
