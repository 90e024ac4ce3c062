//! One layer as one operation of candle's graph: input and adapter in, output
//! out, and a backward that gives those two gradients alone.

use super::layer::{self, Context, Saved};
use super::model::Shared;
use super::{LayerAdapter, Pass, Targets};
use crate::ops::pool::Buffer;
use crate::tensors::{slice, with_slice};
use candle_core::{CpuStorage, CustomOp1, CustomOp2, Layout, Result, Shape, Tensor};
use std::sync::{Arc, Mutex};

/// Holds the frozen side of one layer, and between forward and backward what
/// the forward left. With `recompute` nothing is left and the backward runs
/// the forward again: less memory, a third more time.
pub struct LayerOp {
    /// The model.
    pub shared: Arc<Shared>,
    /// Which layer.
    pub index: usize,
    /// Position of each row of x.
    pub positions: Arc<Vec<u32>>,
    /// Rows of the batch.
    pub batch: usize,
    /// Rank of the adapter.
    pub rank: usize,
    /// alpha / r.
    pub scale: f32,
    /// The linears that have an adapter.
    pub targets: Targets,
    /// How the pass is made; the dropout is this layer's own.
    pub pass: Pass,
    /// Empty at first.
    pub saved: Mutex<Option<Saved>>,
}

impl LayerOp {
    fn context(&self) -> Context<'_> {
        Context {
            config: &self.shared.config,
            rope: &self.shared.rope,
            positions: &self.positions,
            batch: self.batch,
        }
    }

    fn adapter<'a>(&self, data: &'a [f32]) -> Option<LayerAdapter<'a>> {
        (self.rank > 0).then_some(LayerAdapter {
            data,
            rank: self.rank,
            scale: self.scale,
            targets: self.targets,
            dropout: self.pass.dropout,
        })
    }

    fn forward(&self, x: &[f32], a: &[f32]) -> CpuStorage {
        let w = &self.shared.layers[self.index];
        let (out, saved) = layer::forward(w, self.adapter(a), self.context(), x);
        self.keep((!self.pass.recompute).then_some(saved));
        CpuStorage::F32(out.into_vec())
    }

    fn backward(&self, x: &[f32], a: &[f32], g: &[f32]) -> (Buffer, Buffer) {
        let w = &self.shared.layers[self.index];
        let saved = self
            .keep(None)
            .unwrap_or_else(|| layer::forward(w, self.adapter(a), self.context(), x).1);
        layer::backward(w, self.adapter(a), self.context(), x, saved, g)
    }

    fn keep(&self, saved: Option<Saved>) -> Option<Saved> {
        std::mem::replace(
            &mut *self.saved.lock().unwrap_or_else(|e| e.into_inner()),
            saved,
        )
    }
}

impl CustomOp2 for LayerOp {
    fn name(&self) -> &'static str {
        "decoder-layer"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        xl: &Layout,
        a: &CpuStorage,
        al: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let out = self.forward(slice(x, xl)?, slice(a, al)?);
        Ok((out, xl.shape().clone()))
    }

    fn bwd(
        &self,
        x: &Tensor,
        a: &Tensor,
        _: &Tensor,
        g: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let (dx, da) = with_slice(x, |x| {
            with_slice(a, |a| with_slice(g, |g| self.backward(x, a, g)))
        })???;
        let dx = Tensor::from_vec(dx.into_vec(), x.shape(), x.device())?;
        let da = Tensor::from_vec(da.into_vec(), a.shape(), a.device())?;
        Ok((Some(dx), Some(da)))
    }
}

/// Without adapters: a frozen layer that only passes the gradient through.
impl CustomOp1 for LayerOp {
    fn name(&self) -> &'static str {
        "frozen-decoder-layer"
    }

    fn cpu_fwd(&self, x: &CpuStorage, xl: &Layout) -> Result<(CpuStorage, Shape)> {
        Ok((self.forward(slice(x, xl)?, &[]), xl.shape().clone()))
    }

    fn bwd(&self, x: &Tensor, _: &Tensor, g: &Tensor) -> Result<Option<Tensor>> {
        let (dx, _) = with_slice(x, |x| with_slice(g, |g| self.backward(x, &[], g)))??;
        Ok(Some(Tensor::from_vec(
            dx.into_vec(),
            x.shape(),
            x.device(),
        )?))
    }
}
