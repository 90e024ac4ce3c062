//! The parts of a block that act on each token by itself: linear layers and norms. It must never know other tokens.

use crate::checkpoint::BaseFolder;
use crate::ops::gemm::{Mat, MatMut, matmul};
use anyhow::Result;
use rayon::prelude::*;

/// A linear's weight (out, in) and bias (out).
pub(super) struct Linear {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
    inputs: usize,
}

impl Linear {
    pub(super) fn load(
        base: &BaseFolder,
        name: &str,
        outputs: usize,
        inputs: usize,
    ) -> Result<Self> {
        Ok(Self {
            weight: base.numbers(&format!("{name}.weight"), &[outputs, inputs])?,
            bias: base.numbers(&format!("{name}.bias"), &[outputs])?,
            inputs,
        })
    }

    /// Scales each output, so that LayerScale costs nothing later.
    pub(super) fn scaled(mut self, by: &[f32]) -> Self {
        for ((row, bias), by) in self
            .weight
            .chunks_exact_mut(self.inputs)
            .zip(&mut self.bias)
            .zip(by)
        {
            row.iter_mut().for_each(|w| *w *= by);
            *bias *= by;
        }
        self
    }

    /// `out` (n, outputs) becomes the result, or with `keep` is added to.
    pub(super) fn apply(&self, x: &[f32], out: &mut [f32], keep: bool) {
        let (rows, outputs) = (x.len() / self.inputs, self.bias.len());
        out.par_chunks_mut(64 * outputs).for_each(|rows| {
            for row in rows.chunks_exact_mut(outputs) {
                if keep {
                    row.iter_mut().zip(&self.bias).for_each(|(o, b)| *o += b);
                } else {
                    row.copy_from_slice(&self.bias);
                }
            }
        });
        let (x, w) = (
            Mat::new(x, rows, self.inputs),
            Mat::new(&self.weight, outputs, self.inputs),
        );
        matmul(MatMut::new(out, rows, outputs), x, w.t(), 1.0, 1.0);
    }
}

/// Normalises each token by itself.
pub(super) struct Norm {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
    eps: f32,
}

impl Norm {
    pub(super) fn load(base: &BaseFolder, name: &str, width: usize, eps: f64) -> Result<Self> {
        let get = |part: &str| base.numbers(&format!("{name}.{part}"), &[width]);
        Ok(Self {
            weight: get("weight")?,
            bias: get("bias")?,
            eps: eps as f32,
        })
    }

    pub(super) fn apply(&self, x: &[f32], out: &mut [f32]) {
        let d = self.weight.len();
        out.par_chunks_mut(64 * d)
            .zip(x.par_chunks(64 * d))
            .for_each(|(out, x)| {
                for (out, x) in out.chunks_exact_mut(d).zip(x.chunks_exact(d)) {
                    norm_row(x, &self.weight, &self.bias, self.eps, out);
                }
            });
    }
}

wide! {
    /// (x - mean) / sqrt(variance + eps) * weight + bias.
    fn norm_row(x: &[f32], weight: &[f32], bias: &[f32], eps: f32, out: &mut [f32]) {
        let n = x.len();
        let (weight, bias, out) = (&weight[..n], &bias[..n], &mut out[..n]);
        let mean = sum_of(x, |v| v) / n as f32;
        let variance = sum_of(x, |v| (v - mean) * (v - mean)) / n as f32;
        let by = 1.0 / (variance + eps).sqrt();
        for i in 0..n {
            out[i] = (x[i] - mean) * by * weight[i] + bias[i];
        }
    }
}

#[inline(always)]
fn sum_of(x: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0f32; 8];
    let chunks = x.chunks_exact(8);
    let tail: f32 = chunks.remainder().iter().map(|v| f(*v)).sum();
    for c in chunks {
        for l in 0..8 {
            sums[l] += f(c[l]);
        }
    }
    sums.iter().sum::<f32>() + tail
}
