//! The end of the model: final norm, the head and the loss, on the
//! supervised positions alone. Logits exist for a few rows at a time.

use super::Supervised;
use super::model::Shared;
use crate::ops::gemm::{Mat, MatMut, matmul};
use crate::ops::{cross_entropy, pool, rms_norm};
use crate::tensors::{slice, with_slice};
use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};
use std::sync::{Arc, Mutex};

/// Rows of logits held at once: at 49,152 tokens, 25 MB.
const CHUNK: usize = 128;

/// -log p of each row's supervised tokens, summed: (batch), as one operation
/// of the graph over x (batch, positions, hidden).
pub struct HeadSums {
    /// The model.
    pub shared: Arc<Shared>,
    /// What is supervised.
    pub supervised: Supervised,
    /// The row of the batch that each supervised position belongs to.
    pub of: Vec<u32>,
    /// Rows of the batch.
    pub batch: usize,
    /// Empty at first; the gradient of the normed positions after the forward.
    pub saved: Mutex<Vec<f32>>,
}

/// -log p of each supervised token, and when asked the gradient of their sum
/// for the supervised positions' normed values.
pub(super) fn nll(shared: &Shared, x: &[f32], s: &Supervised, grad: bool) -> (Vec<f64>, Vec<f32>) {
    let (h, v) = (shared.config.hidden_size, shared.config.vocab_size);
    let normed = normed_rows(shared, x, &s.rows);
    let mut d_normed = if grad {
        vec![0f32; s.rows.len() * h]
    } else {
        Vec::new()
    };
    let mut all = Vec::with_capacity(s.targets.len());
    let table = Mat::new(shared.head(), v, h);
    for (i, targets) in s.targets.chunks(CHUNK).enumerate() {
        let (from, n) = (i * CHUNK * h, targets.len());
        let mut logits = pool::take(n * v);
        matmul(
            MatMut::new(&mut logits, n, v),
            Mat::new(&normed[from..], n, h),
            table.t(),
            0.0,
            1.0,
        );
        all.extend(cross_entropy::loss_and_gradient(&mut logits, v, targets));
        if grad {
            matmul(
                MatMut::new(&mut d_normed[from..], n, h),
                Mat::new(&logits, n, v),
                table,
                0.0,
                1.0,
            );
        }
    }
    (all, d_normed)
}

/// Sums of what belongs to each of `batch` rows; in order, so that the total
/// does not depend on which thread came first.
pub(super) fn sums(all: &[f64], of: &[u32], batch: usize) -> Vec<f64> {
    let mut sums = vec![0f64; batch];
    for (x, &b) in all.iter().zip(of) {
        sums[b as usize] += x;
    }
    sums
}

/// The final norm of chosen rows, (rows, hidden).
pub(super) fn normed_rows(shared: &Shared, x: &[f32], rows: &[u32]) -> Vec<f32> {
    let picked = pick(x, rows, shared.config.hidden_size);
    let mut normed = vec![0f32; picked.len()];
    rms_norm::forward(
        &picked,
        &shared.norm,
        shared.config.rms_norm_eps as f32,
        &mut normed,
    );
    normed
}

fn pick(x: &[f32], rows: &[u32], h: usize) -> Vec<f32> {
    rows.iter()
        .flat_map(|&r| &x[r as usize * h..(r as usize + 1) * h])
        .copied()
        .collect()
}

impl CustomOp1 for HeadSums {
    fn name(&self) -> &'static str {
        "head-sums"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (all, d_normed) = nll(&self.shared, slice(x, layout)?, &self.supervised, true);
        *self.saved.lock().unwrap_or_else(|e| e.into_inner()) = d_normed;
        let sums = sums(&all, &self.of, self.batch);
        Ok((
            CpuStorage::F32(sums.into_iter().map(|s| s as f32).collect()),
            Shape::from(self.batch),
        ))
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, g: &Tensor) -> Result<Option<Tensor>> {
        let by = g.to_vec1::<f32>()?;
        let h = self.shared.config.hidden_size;
        let mut d_normed =
            std::mem::take(&mut *self.saved.lock().unwrap_or_else(|e| e.into_inner()));
        if d_normed.len() != self.of.len() * h {
            candle_core::bail!("the loss was already walked back")
        }
        for (d, &b) in d_normed.chunks_exact_mut(h).zip(&self.of) {
            d.iter_mut().for_each(|d| *d *= by[b as usize]);
        }
        let rows = &self.supervised.rows;
        let dx = with_slice(x, |x| {
            let picked = pick(x, rows, h);
            let mut d_rows = vec![0f32; picked.len()];
            let eps = self.shared.config.rms_norm_eps as f32;
            rms_norm::backward_add(&picked, &self.shared.norm, eps, &d_normed, &mut d_rows);
            let mut dx = vec![0f32; x.len()];
            for (d, &r) in d_rows.chunks_exact(h).zip(rows) {
                for (to, d) in dx[r as usize * h..].iter_mut().zip(d) {
                    *to += d;
                }
            }
            dx
        })?;
        Ok(Some(Tensor::from_vec(dx, x.shape(), x.device())?))
    }
}
