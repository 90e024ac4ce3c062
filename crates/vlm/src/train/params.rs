//! What trains: every adapter and the projector, each at its rate.

use super::config::TrainConfig;
use crate::optimiser::Param;
use crate::tuned::Tuned;
use anyhow::{Context as _, Result};

pub(super) fn params(tuned: &Tuned, config: &TrainConfig) -> Result<Vec<Param>> {
    let adapters = tuned.adapters().context("a fresh model has adapters")?;
    let adapters = adapters.vars().iter().enumerate().map(|(i, var)| Param {
        name: format!("adapter.{i}"),
        var: var.clone(),
        lr: config.lr_adapter,
        decay: config.weight_decay,
    });
    let projector = tuned.projector().vars().map(|(name, var)| Param {
        name: format!("projector.{name}"),
        var: var.clone(),
        lr: config.lr_projector,
        decay: if var.dims().len() > 1 {
            config.weight_decay
        } else {
            0.0
        },
    });
    Ok(adapters.chain(projector).collect())
}
