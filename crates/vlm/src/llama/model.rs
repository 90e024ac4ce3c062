//! The whole language model: embeddings in, hidden states, loss or the next
//! token's logits out.

use super::layer::{self, Context};
use super::weights::numbers;
use super::{HeadLoss, KvCache, LayerOp, LayerWeights, TextConfig, head, plain};
use crate::adapter::Adapters;
use crate::ops::gemm::{Mat, MatMut, matmul};
use crate::ops::pool::{self, Buffer};
use crate::ops::rope;
use anyhow::{Result, ensure};
use candle_core::{Device, Tensor};
use std::sync::{Arc, Mutex};

/// The frozen side, shared by every operation of a graph.
pub struct Shared {
    /// Sizes.
    pub config: TextConfig,
    /// Token table, (vocabulary, hidden); also the head.
    pub embed: Vec<f32>,
    /// Layers, first to last.
    pub layers: Vec<LayerWeights>,
    /// Final norm, (hidden).
    pub norm: Vec<f32>,
    /// Rotary tables.
    pub rope: rope::Table,
}

/// A frozen Llama. Cheap to clone.
#[derive(Clone)]
pub struct Llama {
    pub(crate) shared: Arc<Shared>,
    device: Device,
    tensors: Option<Arc<plain::Weights>>,
}

impl Llama {
    /// Reads the weights; `get` resolves names below `language_model.model.`,
    /// for example `embed_tokens.weight`. On another device than the CPU the
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
        let shared = Arc::new(Shared {
            embed: numbers(get, "embed_tokens.weight", &[config.vocab_size, h])?,
            norm: numbers(get, "norm.weight", &[h])?,
            rope: rope::Table::new(config.head_dim(), config.rope_theta, config.positions()),
            layers,
            config,
        });
        let tensors = match device {
            Device::Cpu => None,
            _ => Some(Arc::new(plain::Weights::new(&shared, device)?)),
        };
        Ok(Self {
            shared,
            device: device.clone(),
            tensors,
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

    /// Mean loss as a node of the graph: `x` (batch, positions, hidden) right
    /// padded, the adapters as variables, `rows` the flat positions whose next
    /// token is supervised, `targets` those tokens, `tokens` the supervised
    /// tokens of the whole batch.
    ///
    /// # Errors
    /// More positions than the context holds; whatever candle refuses.
    pub fn loss_graph(
        &self,
        x: &Tensor,
        adapters: &Adapters,
        rows: Vec<u32>,
        targets: Vec<u32>,
        tokens: usize,
        recompute: bool,
    ) -> Result<Tensor> {
        let (batch, positions, _) = x.dims3()?;
        self.check_positions(positions)?;
        let scale = 1.0 / tokens.max(1) as f32;
        if let Some(tensors) = &self.tensors {
            return plain::loss(&self.shared, tensors, x, adapters, &rows, &targets, scale);
        }
        let places: Arc<Vec<u32>> =
            Arc::new((0..batch).flat_map(|_| 0..positions as u32).collect());
        let mut x = x.contiguous()?;
        for index in 0..self.shared.layers.len() {
            let op = LayerOp {
                shared: self.shared.clone(),
                index,
                positions: places.clone(),
                batch,
                rank: adapters.rank(),
                scale: adapters.scale(),
                recompute,
                saved: Mutex::new(None),
            };
            x = x.apply_op2(adapters.layer(index), op)?;
        }
        let loss = HeadLoss {
            shared: self.shared.clone(),
            rows,
            targets,
            scale,
            saved: Mutex::new(Vec::new()),
        };
        Ok(x.apply_op1(loss)?)
    }

    /// Sum of -log p(target) without a graph; see [`Llama::loss_graph`].
    ///
    /// # Errors
    /// As [`Llama::loss_graph`].
    pub fn loss_sum(
        &self,
        x: &Tensor,
        adapters: Option<&Adapters>,
        rows: &[u32],
        targets: &[u32],
    ) -> Result<f64> {
        let (batch, positions, _) = x.dims3()?;
        self.check_positions(positions)?;
        let out = self.hidden(x, adapters, batch, None)?;
        Ok(head::loss(&self.shared, &out, rows, targets, 1.0, false).0)
    }

    /// Logits of the last position of each row, (batch, vocabulary), after
    /// feeding `x` (batch, new positions, hidden) and remembering it in `cache`.
    ///
    /// # Errors
    /// As [`Llama::loss_graph`].
    pub fn next_logits(
        &self,
        x: &Tensor,
        adapters: Option<&Adapters>,
        cache: &mut KvCache,
    ) -> Result<Buffer> {
        let (batch, new, _) = x.dims3()?;
        self.check_positions(cache.len() + new)?;
        let out = self.hidden(x, adapters, batch, Some(cache))?;
        let rows: Vec<u32> = (1..=batch).map(|b| (b * new - 1) as u32).collect();
        Ok(self.logits_of(&out, &rows))
    }

    /// Logits of every position without a cache, (batch * positions, vocabulary).
    ///
    /// # Errors
    /// As [`Llama::loss_graph`].
    pub fn logits(&self, x: &Tensor, adapters: Option<&Adapters>) -> Result<Buffer> {
        let (batch, positions, _) = x.dims3()?;
        self.check_positions(positions)?;
        let out = self.hidden(x, adapters, batch, None)?;
        let rows: Vec<u32> = (0..(batch * positions) as u32).collect();
        Ok(self.logits_of(&out, &rows))
    }

    fn logits_of(&self, hidden: &[f32], rows: &[u32]) -> Buffer {
        let (h, v) = (
            self.shared.config.hidden_size,
            self.shared.config.vocab_size,
        );
        let normed = head::normed_rows(&self.shared, hidden, rows);
        let mut logits = pool::take(rows.len() * v);
        let table = Mat::new(&self.shared.embed, v, h);
        matmul(
            MatMut::new(&mut logits, rows.len(), v),
            Mat::new(&normed, rows.len(), h),
            table.t(),
            0.0,
            1.0,
        );
        logits
    }

    /// A cache for `starts.len()` rows with room for `room` positions.
    pub fn cache(&self, room: usize, starts: Vec<usize>) -> KvCache {
        KvCache::new(
            self.shared.layers.len(),
            self.shared.config.key_width(),
            room,
            starts,
        )
    }

    fn hidden(
        &self,
        x: &Tensor,
        adapters: Option<&Adapters>,
        batch: usize,
        mut cache: Option<&mut KvCache>,
    ) -> Result<Buffer> {
        let s = &self.shared;
        let new = x.dims3()?.1;
        let from = cache.as_ref().map_or(0, |c| c.len()) as u32;
        let starts = cache
            .as_ref()
            .map_or_else(|| vec![0; batch], |c| c.starts().to_vec());
        // A row's positions count from its own first token.
        let positions: Vec<u32> = starts
            .iter()
            .flat_map(|&start| {
                (from..from + new as u32).map(move |p| p.saturating_sub(start as u32))
            })
            .collect();
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
            let cache = cache.as_deref_mut().map(|c| (c, i));
            x = match adapters {
                None => layer::forward(w, None, cx, &x, cache).0,
                Some(a) => a.with_layer(i, |a| layer::forward(w, Some(a), cx, &x, cache).0)?,
            };
        }
        if let Some(c) = cache {
            c.advance(new);
        }
        Ok(x)
    }

    fn check_positions(&self, positions: usize) -> Result<()> {
        let room = self.shared.rope.positions();
        ensure!(
            positions <= room,
            "{positions} positions, the context holds {room}"
        );
        Ok(())
    }
}
