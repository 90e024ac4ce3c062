//! What trains: every adapter and the projector, each at its rate.

use super::config::TrainConfig;
use crate::optimiser::Param;
use crate::tuned::Tuned;

/// What the names of the projector's variables begin with.
pub(super) const PROJECTOR: &str = "projector.";

pub(super) fn params(tuned: &Tuned, config: &TrainConfig) -> Vec<Param> {
    let adapters = tuned.adapters().map_or(&[][..], |a| a.vars());
    let adapters = adapters.iter().enumerate().map(|(i, var)| Param {
        name: format!("adapter.{i}"),
        var: var.clone(),
        lr: config.lr_adapter,
        decay: config.weight_decay,
    });
    let projector = tuned.projector().vars().map(|(name, var)| Param {
        name: format!("{PROJECTOR}{name}"),
        var: var.clone(),
        lr: config.lr_projector,
        decay: if var.dims().len() > 1 {
            config.weight_decay
        } else {
            0.0
        },
    });
    adapters.chain(projector).collect()
}
