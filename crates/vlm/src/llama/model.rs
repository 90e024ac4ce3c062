//! The whole language model: embeddings in, hidden states, loss or the next
//! token's logits out.

use super::draft::Draft;
use super::layer::{self, Context};
use super::weights::numbers;
use super::{LayerWeights, TextConfig, plain};
use crate::adapter::Adapters;
use crate::ops::pool::{self, Buffer};
use crate::ops::rope;
use anyhow::{Result, ensure};
use candle_core::{Device, Tensor};
use std::sync::{Arc, OnceLock};

/// The frozen side, shared by every operation of a graph.
pub struct Shared {
    /// Sizes.
    pub config: TextConfig,
    /// Token table, (vocabulary, hidden).
    pub embed: Vec<f32>,
    /// A head of its own, (vocabulary, hidden), where the table is not the head too.
    pub untied: Option<Vec<f32>>,
    /// Layers, first to last.
    pub layers: Vec<LayerWeights>,
    /// Final norm, (hidden).
    pub norm: Vec<f32>,
    /// Rotary tables.
    pub rope: rope::Table,
}

impl Shared {
    /// What turns hidden states into logits, (vocabulary, hidden).
    pub fn head(&self) -> &[f32] {
        self.untied.as_deref().unwrap_or(&self.embed)
    }
}

/// A frozen Llama. Cheap to clone.
#[derive(Clone)]
pub struct Llama {
    pub(crate) shared: Arc<Shared>,
    pub(super) device: Device,
    pub(super) tensors: Option<Arc<plain::Weights>>,
    pub(super) draft: Arc<OnceLock<Draft>>,
}

impl Llama {
    /// Reads the weights; `get` resolves names below `language_model.model.`,
    /// for example `embed_tokens.weight`, and `lm_head.weight` for a head that
    /// is not the token table. On another device than the CPU the
    /// weights are also put there, and candle's own operations are used.
    ///
    /// # Errors
    /// Impossible sizes, a missing tensor or one of another shape.
    pub fn load(
        config: TextConfig,
        device: &Device,
        get: &dyn Fn(&str) -> Result<Tensor>,
    ) -> Result<Self> {
        config.check()?;
        let h = config.hidden_size;
        let layers = (0..config.num_hidden_layers)
            .map(|i| LayerWeights::load(&config, i, get))
            .collect::<Result<_>>()?;
        let shared = Shared {
            embed: numbers(get, "embed_tokens.weight", &[config.vocab_size, h])?,
            untied: match config.untied_head {
                true => Some(numbers(get, "lm_head.weight", &[config.vocab_size, h])?),
                false => None,
            },
            norm: numbers(get, "norm.weight", &[h])?,
            rope: rope::Table::new(config.head_dim(), config.rope_theta, config.positions()),
            layers,
            config,
        };
        Self::of(shared, device)
    }

    /// From weights at hand.
    ///
    /// # Errors
    /// What the device refuses.
    pub(super) fn of(shared: Shared, device: &Device) -> Result<Self> {
        let tensors = match device {
            Device::Cpu => None,
            _ => Some(Arc::new(plain::Weights::new(&shared, device)?)),
        };
        Ok(Self {
            shared: Arc::new(shared),
            device: device.clone(),
            tensors,
            draft: Arc::default(),
        })
    }

    /// The same model by candle's own operations wherever it lies: what
    /// benchmarks compare with.
    ///
    /// # Errors
    /// What the device refuses.
    pub fn composed(&self) -> Result<Self> {
        Ok(Self {
            tensors: Some(Arc::new(plain::Weights::new(&self.shared, &self.device)?)),
            ..self.clone()
        })
    }

    /// Whether candle's own operations are used, one after the other.
    pub fn is_composed(&self) -> bool {
        self.tensors.is_some()
    }

    /// Sizes.
    pub fn config(&self) -> &TextConfig {
        &self.shared.config
    }

    /// Where the graph lives.
    pub fn device(&self) -> &Device {
        &self.device
    }

    /// The token table, (vocabulary, hidden), row-major.
    pub fn embeddings(&self) -> &[f32] {
        &self.shared.embed
    }

    /// One token's embedding, (hidden).
    pub fn embedding(&self, token: u32) -> &[f32] {
        let h = self.shared.config.hidden_size;
        &self.shared.embed[token as usize * h..(token as usize + 1) * h]
    }

    pub(super) fn hidden(
        &self,
        x: &Tensor,
        adapters: Option<&Adapters>,
        batch: usize,
    ) -> Result<Buffer> {
        let s = &self.shared;
        let length = x.dims3()?.1 as u32;
        let positions: Vec<u32> = (0..batch).flat_map(|_| 0..length).collect();
        let cx = Context {
            config: &s.config,
            rope: &s.rope,
            positions: &positions,
            batch,
        };
        let mut x = crate::tensors::with_slice(x, |x| {
            let mut b = pool::take(x.len());
            b.copy_from_slice(x);
            b
        })?;
        for (i, w) in s.layers.iter().enumerate() {
            x = match adapters {
                None => layer::forward(w, None, cx, &x).0,
                Some(a) => a.with_layer(i, |a| layer::forward(w, Some(a), cx, &x).0)?,
            };
        }
        Ok(x)
    }

    pub(super) fn check_positions(&self, positions: usize) -> Result<()> {
        let room = self.shared.rope.positions();
        ensure!(
            positions <= room,
            "{positions} positions, the context holds {room}"
        );
        Ok(())
    }
}
