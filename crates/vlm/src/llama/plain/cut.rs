//! A layer's linears with their adapters, cut out of the flat variable as the
//! fused operation cuts it. The adapters are f32; the products are made in the
//! type of the weights.

use super::weights::Layer;
use crate::adapter::Adapters;
use crate::llama::{LayerWeights, Pass};
use anyhow::Result;
use candle_core::Tensor;

/// One layer's adapter, cut up as the fused operation cuts it.
pub(super) struct Cut<'a> {
    adapters: Option<&'a Adapters>,
    layer: usize,
    pass: Pass,
}

impl<'a> Cut<'a> {
    pub fn new(adapters: Option<&'a Adapters>, layer: usize, pass: Pass) -> Self {
        Self {
            adapters,
            layer,
            pass,
        }
    }

    pub fn linear(
        &self,
        frozen: &LayerWeights,
        layer: &Layer,
        group: usize,
        x: &Tensor,
    ) -> Result<Tensor> {
        let (b, t, i) = x.dims3()?;
        let x = x.reshape((b * t, i))?;
        let weight = layer.linears[group].to_dtype(x.dtype())?;
        let mut out = x.matmul(&weight.t()?)?;
        if let Some(bias) = &layer.biases[group] {
            out = out.broadcast_add(&bias.to_dtype(x.dtype())?)?;
        }
        if let Some(low) = self.low(frozen, group, &x)? {
            out = (out + low)?;
        }
        Ok(out.reshape((b, t, ()))?)
    }

    /// What the adapters of a group add, (rows, outputs).
    fn low(&self, frozen: &LayerWeights, group: usize, x: &Tensor) -> Result<Option<Tensor>> {
        let Some(adapters) = self.adapters else {
            return Ok(None);
        };
        let flat = adapters.layer(self.layer);
        let flat = match self.pass.graphless {
            true => flat.detach(),
            false => flat.clone(),
        };
        let flat = flat.to_dtype(x.dtype())?;
        let r = adapters.rank();
        let targets = adapters.config().targets;
        let on = targets.parts(group);
        let (l, (rows, i)) = (&frozen.linears[group], x.dims2()?);
        let m = l.middle(r, on);
        if m == 0 {
            return Ok(None);
        }
        let before = frozen.linears[..group].iter().enumerate();
        let mut at: usize = before
            .map(|(g, l)| l.adapter_len(r, targets.parts(g)))
            .sum();
        let x = match self.pass.dropout {
            None => x.clone(),
            Some(d) => {
                let kept = d.of(group as u64).applied(&vec![1f32; rows * i]);
                let kept = Tensor::from_slice(&kept, (rows, i), x.device())?;
                (x * kept.to_dtype(x.dtype())?)?
            }
        };
        let a = flat.narrow(0, at, m * i)?.reshape((m, i))?;
        at += m * i;
        let middle = x.matmul(&a.t()?)?;
        let (mut low, mut p) = (Vec::with_capacity(l.parts().len()), 0);
        for (part, &n) in l.parts().iter().enumerate() {
            if !on.has(part) {
                low.push(Tensor::zeros((rows, n), x.dtype(), x.device())?);
                continue;
            }
            let b = flat.narrow(0, at, n * r)?.reshape((n, r))?;
            at += n * r;
            low.push(middle.narrow(1, p * r, r)?.matmul(&b.t()?)?);
            p += 1;
        }
        Ok(Some(
            Tensor::cat(&low, 1)?.affine(f64::from(adapters.scale()), 0.0)?,
        ))
    }
}
