//! The frozen tensors on a device.

use crate::llama::LayerWeights;
use crate::llama::model::Shared;
use anyhow::Result;
use candle_core::{DType, Device, Tensor};

/// Frozen tensors, in the type that the device computes in.
pub struct Weights {
    pub(super) layers: Vec<Layer>,
    pub(super) embed: Tensor,
    pub(super) head: Tensor,
    pub(super) norm: Tensor,
    pub(super) cos: Tensor,
    pub(super) sin: Tensor,
    /// Of matrices and of what flows between them; norms, softmax and loss are f32.
    pub(super) compute: DType,
}

pub(super) struct Layer {
    pub norm1: Tensor,
    pub norm2: Tensor,
    pub linears: Vec<Tensor>,
    pub biases: Vec<Option<Tensor>>,
}

impl Weights {
    /// Copies the weights to `device`: bf16 on a GPU, f32 elsewhere (candle's
    /// CPU has no product of bf16).
    ///
    /// # Errors
    /// What the device refuses.
    pub fn new(s: &Shared, device: &Device) -> Result<Self> {
        let compute = match device.is_cuda() {
            true => DType::BF16,
            false => DType::F32,
        };
        Self::of(s, device, compute)
    }

    /// As [`Weights::new`], in a type of choice.
    ///
    /// # Errors
    /// What the device refuses.
    pub fn of(s: &Shared, device: &Device, compute: DType) -> Result<Self> {
        let half = s.config.head_dim() / 2;
        let table = |t: &[f32]| Tensor::from_slice(t, (t.len() / half, half), device);
        let put = |data: &[f32], shape: &[usize]| {
            Tensor::from_slice(data, shape, device)?.to_dtype(compute)
        };
        let layer = |w: &LayerWeights| -> Result<Layer> {
            let linears = w.linears.iter();
            let biases = w.biases.iter().map(|b| match b.len() {
                0 => Ok(None),
                n => put(b, &[n]).map(Some),
            });
            Ok(Layer {
                linears: linears
                    .map(|l| put(l.weight(), &[l.outputs(), l.inputs()]))
                    .collect::<candle_core::Result<_>>()?,
                biases: biases.collect::<candle_core::Result<_>>()?,
                norm1: Tensor::from_slice(&w.norm1, w.norm1.len(), device)?,
                norm2: Tensor::from_slice(&w.norm2, w.norm2.len(), device)?,
            })
        };
        let shape = [s.config.vocab_size, s.config.hidden_size];
        let embed = put(&s.embed, &shape)?;
        Ok(Self {
            layers: s.layers.iter().map(layer).collect::<Result<_>>()?,
            head: match &s.untied {
                None => embed.clone(),
                Some(head) => put(head, &shape)?,
            },
            embed,
            norm: Tensor::from_slice(&s.norm, s.norm.len(), device)?,
            cos: table(s.rope.cos())?,
            sin: table(s.rope.sin())?,
            compute,
        })
    }
}
