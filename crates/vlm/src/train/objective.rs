//! What a step goes down: the mean loss per supervised token of the responses,
//! and with refused answers the preference loss beside it.

use super::config::Preference;
use crate::base::Base;
use crate::batch::{Batch, Encoded, Row};
use crate::llama::Pass;
use crate::loss::nll;
use crate::tuned::Tuned;
use anyhow::Result;
use candle_core::Tensor;

/// A row of the run, tokenized.
pub(super) struct Example {
    pub row: Encoded,
    /// With a refused answer, when the run learns from those.
    pub refused: Option<Refused>,
}

/// A refused answer to the same prompt.
pub(super) struct Refused {
    row: Encoded,
    /// -log p of response and refused answer under the reference.
    reference: [f64; 2],
}

impl Example {
    /// The rows of a run in order; where `preference` is on, the refused
    /// answers with what the base without adapters thinks of both.
    pub fn all(base: &Base, rows: &[Row], preference: bool) -> Result<Vec<Self>> {
        let reference = Tuned::none(base)?;
        let one = |row: &Row| {
            let encoded = Encoded::new(base, row)?;
            let refused = match row.with_refused().filter(|_| preference) {
                None => None,
                Some(other) => {
                    let other = Encoded::new(base, &other)?;
                    let both = nll(base, &reference, &[&encoded, &other])?;
                    Some(Refused {
                        row: other,
                        reference: [both[0], both[1]],
                    })
                }
            };
            Ok(Self {
                row: encoded,
                refused,
            })
        };
        rows.iter().map(one).collect()
    }

    /// Tokens fed for it.
    pub fn fed(&self) -> usize {
        self.row.len() + self.refused.as_ref().map_or(0, |r| r.row.len())
    }

    /// Supervised tokens of the response.
    pub fn supervised(&self) -> usize {
        self.row.supervised()
    }

    /// Visual ones among those fed.
    pub fn visual(&self) -> usize {
        self.row.visual() + self.refused.as_ref().map_or(0, |r| r.row.visual())
    }
}

/// Of the whole step, which may be several micro-batches.
#[derive(Clone, Copy)]
pub(super) struct Window {
    /// Supervised tokens of the responses.
    pub tokens: usize,
    /// Pairs of response and refused answer.
    pub pairs: usize,
}

/// What one micro-batch adds to the step.
pub(super) struct Share {
    /// To go down: a node of the graph.
    pub loss: Tensor,
    /// Of the responses: sum of -log p over the window's supervised tokens.
    pub response: f32,
    /// Of the pairs: the loss over the window's pairs, without its weight.
    pub preference: f32,
    /// Pairs whose response is the likelier, against the reference.
    pub right: usize,
}

/// The loss of some examples side by side.
pub(super) fn share(
    base: &Base,
    tuned: &Tuned,
    examples: &[&Example],
    window: Window,
    preference: Option<Preference>,
    pass: Pass,
) -> Result<Share> {
    let mut rows: Vec<&Encoded> = examples.iter().map(|e| &e.row).collect();
    let pairs: Vec<(u32, &Refused)> = examples
        .iter()
        .zip(0..)
        .filter_map(|(e, at)| Some((at, e.refused.as_ref()?)))
        .collect();
    rows.extend(pairs.iter().map(|(_, r)| &r.row));
    let batch = Batch::new(base, tuned, &rows)?;
    let nll = tuned
        .text(base)
        .nll_graph(&batch.x, tuned.adapters(), batch.supervised, pass)?;
    let response = nll
        .narrow(0, 0, examples.len())?
        .sum_all()?
        .affine(1.0 / window.tokens.max(1) as f64, 0.0)?;
    let said = response.to_scalar::<f32>()?;
    let Some(p) = preference.filter(|_| !pairs.is_empty()) else {
        return Ok(Share {
            loss: response,
            response: said,
            preference: 0.0,
            right: 0,
        });
    };
    let at = Tensor::new(pairs.iter().map(|p| p.0).collect::<Vec<_>>(), nll.device())?;
    let chosen = nll.index_select(&at, 0)?;
    let refused = nll.narrow(0, examples.len(), pairs.len())?;
    let head_start: Vec<f32> = pairs
        .iter()
        .map(|(_, r)| (r.reference[0] - r.reference[1]) as f32)
        .collect();
    let head_start = Tensor::from_vec(head_start, pairs.len(), nll.device())?;
    // How much likelier the response became than the refused answer, in nats.
    let margin = ((refused - chosen)? + head_start)?;
    let right = margin
        .to_vec1::<f32>()?
        .iter()
        .filter(|m| **m > 0.0)
        .count();
    let each = softplus(&margin.affine(-p.beta, 0.0)?)?;
    let mean = each
        .sum_all()?
        .affine(1.0 / window.pairs.max(1) as f64, 0.0)?;
    Ok(Share {
        preference: mean.to_scalar()?,
        loss: (response + mean.affine(p.weight, 0.0)?)?,
        response: said,
        right,
    })
}

/// log(1 + e^x), which is -log sigmoid(-x), without overflow.
fn softplus(x: &Tensor) -> Result<Tensor> {
    let tail = (x.abs()?.neg()?.exp()? + 1.0)?.log()?;
    Ok((x.relu()? + tail)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::Device;

    #[test]
    fn softplus_is_exact_where_it_is_steep_and_where_it_is_flat() {
        let x = [-80f32, -3.0, -0.1, 0.1, 2.0, 90.0];
        let got = softplus(&Tensor::new(&x, &Device::Cpu).unwrap()).unwrap();
        for (x, y) in x.iter().zip(got.to_vec1::<f32>().unwrap()) {
            let want = f64::from(*x).exp().ln_1p().max(f64::from(*x));
            assert!((f64::from(y) - want).abs() < 1e-6 * want.max(1.0), "{x}");
        }
    }
}
