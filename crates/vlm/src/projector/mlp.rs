//! Hugging Face's projector: a linear, an activation and a linear on every
//! cell (LLaVA 1.5, Liu et al. 2023), or one linear alone (LLaVA's first).

use crate::config::Activation;
use candle_core::{Result, Tensor, Var};

/// `x` (cells, inputs) to (cells, outputs), as a node of the graph. `vars`
/// hold each linear's weight and, with `bias`, its bias.
///
/// # Errors
/// Another width.
pub(super) fn forward(
    vars: &[Var],
    bias: bool,
    activation: Activation,
    x: &Tensor,
) -> Result<Tensor> {
    let mut x = x.clone();
    for (i, linear) in vars.chunks_exact(1 + usize::from(bias)).enumerate() {
        if i > 0 {
            x = activation.node(&x)?;
        }
        x = x.matmul(&linear[0].t()?)?;
        if bias {
            x = x.broadcast_add(&linear[1])?;
        }
    }
    Ok(x)
}
