//! The same model composed of candle's own differentiable operations: the road
//! on devices other than the CPU, and the reference the fused one is held to.
//! Softmax, norms and rotary are spelled out, because candle's fused versions
//! cut the graph without a word.

mod cut;
mod decode;
mod layers;
mod weights;

pub use decode::{Choose, Ended, Made, decode};
pub use weights::Weights;

use super::model::Shared;
use super::{Pass, Supervised};
use crate::adapter::Adapters;
use anyhow::Result;
use candle_core::{D, IndexOp as _, Tensor};
use layers::Place;

/// `Llama::nll_graph`, from the same arguments.
///
/// # Errors
/// What candle refuses.
pub fn nll(
    s: &Shared,
    w: &Weights,
    x: &Tensor,
    adapters: Option<&Adapters>,
    supervised: &Supervised,
    of: Vec<u32>,
    pass: Pass,
) -> Result<Tensor> {
    let (batch, device) = (x.dim(0)?, x.device());
    let x = hidden(s, w, x, adapters, pass)?;
    let rows = Tensor::new(&supervised.rows[..], device)?;
    let targets = Tensor::new(&supervised.targets[..], device)?.unsqueeze(1)?;
    let logits = layers::logits(s, w, &x.flatten(0, 1)?.index_select(&rows, 0)?, pass)?;
    let top = logits.max_keepdim(D::Minus1)?.detach();
    let logits = logits.broadcast_sub(&top)?;
    let logsum = logits.exp()?.sum_keepdim(D::Minus1)?.log()?;
    let nll = (logsum - logits.gather(&targets, 1)?)?.squeeze(1)?;
    let of = Tensor::new(of, device)?;
    Ok(Tensor::zeros(batch, nll.dtype(), device)?.index_add(&of, &nll, 0)?)
}

/// Rows right padded: nothing looks ahead, so padding is never looked at.
fn hidden(
    s: &Shared,
    w: &Weights,
    x: &Tensor,
    adapters: Option<&Adapters>,
    pass: Pass,
) -> Result<Tensor> {
    let t = x.dim(1)?;
    let place = Place {
        cos: w.cos.i(..t)?.unsqueeze(0)?.unsqueeze(0)?,
        sin: w.sin.i(..t)?.unsqueeze(0)?.unsqueeze(0)?,
        mask: decode::causal(t, x.device())?,
    };
    layers::hidden(s, w, x, adapters, pass, &place, None)
}
