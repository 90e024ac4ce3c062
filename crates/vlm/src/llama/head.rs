//! The end of the model: final norm, the tied head and the loss, on the
//! supervised positions alone. Logits exist for a few rows at a time.

use super::model::Shared;
use crate::ops::gemm::{Mat, MatMut, matmul};
use crate::ops::{cross_entropy, pool, rms_norm};
use crate::tensors::{slice, with_slice};
use candle_core::{CpuStorage, CustomOp1, Layout, Result, Shape, Tensor};
use std::sync::{Arc, Mutex};

/// Rows of logits held at once: at 49,152 tokens, 25 MB.
const CHUNK: usize = 128;

/// Loss over chosen rows of x (rows, hidden), as one operation of the graph.
pub struct HeadLoss {
    /// The model.
    pub shared: Arc<Shared>,
    /// Rows of x that predict a supervised token.
    pub rows: Vec<u32>,
    /// The token each of them should predict.
    pub targets: Vec<u32>,
    /// What the sum is multiplied with: 1 / supervised tokens of the whole batch.
    pub scale: f32,
    /// Empty at first; the gradient of the normed rows after the forward.
    pub saved: Mutex<Vec<f32>>,
}

/// Sum of -log p(target) over the rows, and when asked the gradient of the
/// rows' normed values for that sum times `scale`.
pub(super) fn loss(
    shared: &Shared,
    x: &[f32],
    rows: &[u32],
    targets: &[u32],
    scale: f32,
    grad: bool,
) -> (f64, Vec<f32>) {
    let (h, v) = (shared.config.hidden_size, shared.config.vocab_size);
    let normed = normed_rows(shared, x, rows);
    let mut d_normed = if grad {
        vec![0f32; rows.len() * h]
    } else {
        Vec::new()
    };
    let mut total = 0f64;
    let table = Mat::new(&shared.embed, v, h);
    for (i, targets) in targets.chunks(CHUNK).enumerate() {
        let (from, n) = (i * CHUNK * h, targets.len());
        let mut logits = pool::take(n * v);
        matmul(
            MatMut::new(&mut logits, n, v),
            Mat::new(&normed[from..], n, h),
            table.t(),
            0.0,
            1.0,
        );
        total += cross_entropy::loss_and_gradient(&mut logits, v, targets, scale);
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
    (total, d_normed)
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

impl CustomOp1 for HeadLoss {
    fn name(&self) -> &'static str {
        "head-loss"
    }

    fn cpu_fwd(&self, x: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (total, d_normed) = loss(
            &self.shared,
            slice(x, layout)?,
            &self.rows,
            &self.targets,
            self.scale,
            true,
        );
        *self.saved.lock().unwrap_or_else(|e| e.into_inner()) = d_normed;
        Ok((
            CpuStorage::F32(vec![(total * f64::from(self.scale)) as f32]),
            Shape::from(()),
        ))
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, g: &Tensor) -> Result<Option<Tensor>> {
        let by = g.to_scalar::<f32>()?;
        let h = self.shared.config.hidden_size;
        let mut d_normed =
            std::mem::take(&mut *self.saved.lock().unwrap_or_else(|e| e.into_inner()));
        if d_normed.len() != self.rows.len() * h {
            candle_core::bail!("the loss was already walked back")
        }
        if by != 1.0 {
            d_normed.iter_mut().for_each(|d| *d *= by);
        }
        let dx = with_slice(x, |x| {
            let picked = pick(x, &self.rows, h);
            let mut d_rows = vec![0f32; picked.len()];
            let eps = self.shared.config.rms_norm_eps as f32;
            rms_norm::backward_add(&picked, &self.shared.norm, eps, &d_normed, &mut d_rows);
            let mut dx = vec![0f32; x.len()];
            for (d, &r) in d_rows.chunks_exact(h).zip(&self.rows) {
                for (to, d) in dx[r as usize * h..].iter_mut().zip(d) {
                    *to += d;
                }
            }
            dx
        })?;
        Ok(Some(Tensor::from_vec(dx, x.shape(), x.device())?))
    }
}
