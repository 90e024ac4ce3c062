//! The frozen tensors on a device.

use crate::llama::LayerWeights;
use crate::llama::model::Shared;
use anyhow::Result;
use candle_core::{DType, Device, Tensor};

/// The groups of linears that share an input.
const GROUPS: [&str; 4] = ["qkv", "o", "gate_up", "down"];

/// What products are made in there: candle's CPU has none of bf16.
pub(super) fn compute(device: &Device) -> DType {
    match device.is_cuda() {
        true => DType::BF16,
        false => DType::F32,
    }
}

/// The model's tensors: in the type that the device computes in, or as f32
/// variables that are put into it at each use.
#[derive(Clone)]
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

#[derive(Clone)]
pub(super) struct Layer {
    pub norm1: Tensor,
    pub norm2: Tensor,
    pub linears: Vec<Tensor>,
    pub biases: Vec<Option<Tensor>>,
}

impl Layer {
    /// The same numbers, out of any graph.
    pub fn detached(&self) -> Self {
        let of = |t: &Tensor| t.detach();
        Self {
            norm1: of(&self.norm1),
            norm2: of(&self.norm2),
            linears: self.linears.iter().map(of).collect(),
            biases: self.biases.iter().map(|b| b.as_ref().map(of)).collect(),
        }
    }
}

impl Weights {
    /// Copies the weights to `device`: bf16 on a GPU, f32 elsewhere.
    ///
    /// # Errors
    /// What the device refuses.
    pub fn new(s: &Shared, device: &Device) -> Result<Self> {
        Self::of(s, device, compute(device))
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

    /// f32 wherever it lies, to be trained: put into the device's type at each use.
    ///
    /// # Errors
    /// What the device refuses.
    pub fn masters(s: &Shared, device: &Device) -> Result<Self> {
        Ok(Self {
            compute: compute(device),
            ..Self::of(s, device, DType::F32)?
        })
    }

    /// The token table, (vocabulary, hidden).
    pub fn embed(&self) -> &Tensor {
        &self.embed
    }

    /// The token table is the head too, where the model says so.
    pub fn tie(&mut self, s: &Shared) {
        if s.untied.is_none() {
            self.head = self.embed.clone();
        }
    }

    /// Every tensor that can be trained; a head that is the token table is not
    /// named a second time.
    pub fn named_mut(&mut self) -> Vec<(String, &mut Tensor)> {
        let tied = self.head.id() == self.embed.id();
        let mut all = vec![("embed".to_owned(), &mut self.embed)];
        if !tied {
            all.push(("head".to_owned(), &mut self.head));
        }
        all.push(("norm".to_owned(), &mut self.norm));
        for (i, layer) in self.layers.iter_mut().enumerate() {
            let mut put = |name: &str, t| all.push((format!("layers.{i}.{name}"), t));
            put("norm1", &mut layer.norm1);
            put("norm2", &mut layer.norm2);
            for (name, t) in GROUPS.iter().zip(&mut layer.linears) {
                put(name, t);
            }
            for (name, t) in GROUPS.iter().zip(&mut layer.biases) {
                if let Some(t) = t {
                    put(&format!("{name}.bias"), t);
                }
            }
        }
        all
    }
}
