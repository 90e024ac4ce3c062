//! What trains: adapters or the language model's own weights, and the
//! projector, each at its rate.

use super::config::TrainConfig;
use crate::llama::Whole;
use crate::optimiser::Param;
use crate::tuned::Tuned;
use candle_core::Var;

/// What the names of the projector's variables begin with.
pub(super) const PROJECTOR: &str = "projector.";

pub(super) fn params(tuned: &Tuned, whole: Option<&Whole>, config: &TrainConfig) -> Vec<Param> {
    let adapters = tuned.adapters().map_or(&[][..], |a| a.vars());
    let adapters = adapters.iter().enumerate().map(|(i, var)| Param {
        name: format!("adapter.{i}"),
        var: var.clone(),
        lr: config.lr_adapter,
        decay: config.weight_decay,
    });
    // Norms and biases do not decay.
    let decay = |var: &Var| match var.dims().len() {
        1 => 0.0,
        _ => config.weight_decay,
    };
    let language = whole.map_or(&[][..], Whole::vars);
    let language = language.iter().map(|(name, var)| Param {
        name: format!("language.{name}"),
        var: var.clone(),
        lr: config.lr_language,
        decay: decay(var),
    });
    let projector = tuned.projector().vars().map(|(name, var)| Param {
        name: format!("{PROJECTOR}{name}"),
        var: var.clone(),
        lr: config.lr_projector,
        decay: decay(var),
    });
    adapters.chain(language).chain(projector).collect()
}
