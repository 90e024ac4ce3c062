//! One block of a vision transformer on plain slices: attention and
//! feed-forward, each behind a norm; DINOv2's are scaled before they are added
//! (LayerScale, Touvron et al. 2021). It must never know where in the image a token lies.

use crate::checkpoint::BaseFolder;
use crate::config::{Activation, VitConfig};
use crate::ops::gemm::{Mat, MatMut, matmul_here};
use crate::ops::wide::exp;
use crate::vision::VisionConfig;
use crate::vision::per_token::{Linear, Norm};
use anyhow::Result;
use rayon::prelude::*;

wide! {
    /// e^(x - max) over the row; returns the sum.
    fn exp_row(row: &mut [f32]) -> f32 {
        let mut tops = [f32::NEG_INFINITY; 8];
        let chunks = row.chunks_exact(8);
        let tail = chunks.remainder().iter().fold(f32::NEG_INFINITY, |a, b| if *b > a { *b } else { a });
        for c in chunks {
            for l in 0..8 {
                tops[l] = if c[l] > tops[l] { c[l] } else { tops[l] };
            }
        }
        let top = tops.iter().fold(tail, |a, b| if *b > a { *b } else { a });
        let mut sums = [0f32; 8];
        for c in row.chunks_mut(8) {
            for (x, s) in c.iter_mut().zip(&mut sums) {
                *x = exp(*x - top);
                *s += *x;
            }
        }
        sums.iter().sum()
    }
}

/// Room for one pass, used again by every block.
pub(super) struct Room {
    normed: Vec<f32>,
    wide: Vec<f32>,
    heads: Vec<f32>,
}

impl Room {
    /// For `n` tokens of width `d`, `middle` in the feed-forward.
    pub(super) fn new(d: usize, middle: usize, n: usize) -> Self {
        Self {
            normed: vec![0.0; n * d],
            wide: vec![0.0; n * middle.max(3 * d)],
            heads: vec![0.0; n * d],
        }
    }
}

/// Queries handled at once: enough that preparing the keys for the product
/// does not weigh, few enough that their scores stay in the cache. A fifth of
/// the real encoder's tokens.
const QUERIES: usize = 205;

/// One block's weights.
pub(super) struct Block {
    norm1: Norm,
    qkv: Linear,
    project: Linear,
    norm2: Norm,
    up: Linear,
    down: Linear,
    heads: usize,
    activation: Activation,
}

impl Block {
    pub(super) fn load(base: &BaseFolder, c: &VisionConfig, index: usize) -> Result<Self> {
        let (d, at) = (c.hidden_size, format!("vision_tower.encoder.layer.{index}"));
        let scale = |name: &str| base.numbers(&format!("{at}.{name}.lambda1"), &[d]);
        let part =
            |name: &str| Linear::load(base, &format!("{at}.attention.attention.{name}"), d, d);
        let by = 1.0 / ((d / c.num_attention_heads) as f32).sqrt();
        let mut qkv = part("query")?.scaled(&vec![by; d]);
        for name in ["key", "value"] {
            let more = part(name)?;
            qkv.weight.extend(more.weight);
            qkv.bias.extend(more.bias);
        }
        Ok(Self {
            norm1: Norm::load(base, &format!("{at}.norm1"), d, c.layer_norm_eps)?,
            qkv,
            project: Linear::load(base, &format!("{at}.attention.output.dense"), d, d)?
                .scaled(&scale("layer_scale1")?),
            norm2: Norm::load(base, &format!("{at}.norm2"), d, c.layer_norm_eps)?,
            up: Linear::load(base, &format!("{at}.mlp.fc1"), c.mlp_ratio * d, d)?,
            down: Linear::load(base, &format!("{at}.mlp.fc2"), d, c.mlp_ratio * d)?
                .scaled(&scale("layer_scale2")?),
            heads: c.num_attention_heads,
            activation: Activation::Gelu,
        })
    }

    /// A layer of CLIP or SigLIP: the same without LayerScale.
    pub(super) fn load_vit(base: &BaseFolder, c: &VitConfig, at: &str) -> Result<Self> {
        let (d, f, eps) = (c.hidden_size, c.intermediate_size, c.layer_norm_eps);
        let part = |name: &str| Linear::load(base, &format!("{at}.self_attn.{name}"), d, d);
        let by = 1.0 / ((d / c.num_attention_heads) as f32).sqrt();
        let mut qkv = part("q_proj")?.scaled(&vec![by; d]);
        for name in ["k_proj", "v_proj"] {
            let more = part(name)?;
            qkv.weight.extend(more.weight);
            qkv.bias.extend(more.bias);
        }
        Ok(Self {
            norm1: Norm::load(base, &format!("{at}.layer_norm1"), d, eps)?,
            qkv,
            project: part("out_proj")?,
            norm2: Norm::load(base, &format!("{at}.layer_norm2"), d, eps)?,
            up: Linear::load(base, &format!("{at}.mlp.fc1"), f, d)?,
            down: Linear::load(base, &format!("{at}.mlp.fc2"), d, f)?,
            heads: c.num_attention_heads,
            activation: c.activation,
        })
    }

    /// All numbers that make the block, for its hash.
    pub(super) fn parts(&self) -> impl Iterator<Item = &[f32]> {
        let linears = [&self.qkv, &self.project, &self.up, &self.down];
        let norms = [&self.norm1, &self.norm2];
        let a = linears
            .into_iter()
            .flat_map(|l| [&l.weight[..], &l.bias[..]]);
        a.chain(norms.into_iter().flat_map(|n| [&n.weight[..], &n.bias[..]]))
    }

    /// `x` (n, width), in place.
    pub(super) fn forward(&self, x: &mut [f32], room: &mut Room) {
        let d = self.norm1.weight.len();
        let n = x.len() / d;
        self.norm1.apply(x, &mut room.normed);
        let qkv = &mut room.wide[..3 * n * d];
        self.qkv.apply(&room.normed, qkv, false);
        self.attend(qkv, n, d, &mut room.heads);
        merge(&room.heads, n, d / self.heads, &mut room.normed);
        self.project.apply(&room.normed, x, true);

        self.norm2.apply(x, &mut room.normed);
        let middle = &mut room.wide[..n * self.up.bias.len()];
        self.up.apply(&room.normed, middle, false);
        middle
            .par_chunks_mut(1 << 14)
            .for_each(|part| self.activation.apply(part));
        self.down.apply(middle, x, true);
    }

    /// (n, 3 * width) to (heads, n, width / heads).
    fn attend(&self, qkv: &[f32], n: usize, d: usize, out: &mut [f32]) {
        let dim = d / self.heads;
        out.par_chunks_mut(n * dim)
            .enumerate()
            .for_each(|(head, out)| {
                let part = |i: usize, from: usize, rows: usize| {
                    Mat::strided(&qkv[from * 3 * d + i * d + head * dim..], rows, dim, 3 * d)
                };
                let v = part(2, 0, n);
                // Keys on their side, once a head: faster than strided in every product.
                let mut keys = vec![0f32; dim * n];
                for (j, token) in qkv.chunks_exact(3 * d).enumerate() {
                    let k = &token[d + head * dim..][..dim];
                    k.iter().enumerate().for_each(|(i, v)| keys[i * n + j] = *v);
                }
                let k = Mat::new(&keys, dim, n);
                out.par_chunks_mut(QUERIES * dim).enumerate().for_each_init(
                    || vec![0f32; QUERIES * n],
                    |scores, (i, out)| {
                        let rows = out.len() / dim;
                        let scores = &mut scores[..rows * n];
                        matmul_here(
                            MatMut::new(scores, rows, n),
                            part(0, i * QUERIES, rows),
                            k,
                            0.0,
                            1.0,
                        );
                        let mut sums = [0f32; QUERIES];
                        for (row, sum) in scores.chunks_exact_mut(n).zip(&mut sums) {
                            *sum = exp_row(row);
                        }
                        matmul_here(
                            MatMut::new(out, rows, dim),
                            Mat::new(scores, rows, n),
                            v,
                            0.0,
                            1.0,
                        );
                        for (row, sum) in out.chunks_exact_mut(dim).zip(sums) {
                            row.iter_mut().for_each(|o| *o /= sum);
                        }
                    },
                );
            });
    }
}

/// (heads, n, dim) to (n, heads * dim).
fn merge(heads: &[f32], n: usize, dim: usize, out: &mut [f32]) {
    let width = out.len() / n;
    for (head, from) in heads.chunks_exact(n * dim).enumerate() {
        for (row, from) in out.chunks_exact_mut(width).zip(from.chunks_exact(dim)) {
            row[head * dim..(head + 1) * dim].copy_from_slice(from);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_rows_sum_to_their_sum() {
        for n in [1, 7, 8, 1025] {
            let mut row: Vec<f32> = (0..n)
                .map(|i| (i as f32 * 0.37).sin() * 30.0 + 1000.0)
                .collect();
            let top = row.iter().copied().fold(f32::MIN, f32::max);
            let want: f64 = row.iter().map(|v| f64::from(v - top).exp()).sum();
            let sum = exp_row(&mut row);
            assert!((f64::from(sum) - want).abs() < want * 1e-5);
            assert!(row.iter().all(|v| *v > 0.0 && *v <= 1.0));
        }
    }
}
