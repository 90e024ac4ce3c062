//! The frozen weights of one layer, laid out for the fused passes: linears
//! that read the same input stand one above the other.

use super::TextConfig;
use crate::ops::lora_linear::{Adapter, Frozen};
use anyhow::{Context as _, Result, ensure};
use candle_core::{DType, Tensor};

/// The seven linears in the order of their adapters, as (block, name, group).
pub const LINEARS: [(&str, &str, usize); 7] = [
    ("self_attn", "q_proj", 0),
    ("self_attn", "k_proj", 0),
    ("self_attn", "v_proj", 0),
    ("self_attn", "o_proj", 1),
    ("mlp", "gate_proj", 2),
    ("mlp", "up_proj", 2),
    ("mlp", "down_proj", 3),
];

/// One layer's frozen weights.
pub struct LayerWeights {
    /// Norm before attention, (hidden).
    pub norm1: Vec<f32>,
    /// Norm before the feed-forward, (hidden).
    pub norm2: Vec<f32>,
    /// The four groups that share an input: q/k/v, o, gate/up, down.
    pub linears: [Frozen; 4],
}

/// Reads tensors by name as f32 numbers, refusing a wrong shape.
pub(super) fn numbers(
    get: &dyn Fn(&str) -> Result<Tensor>,
    name: &str,
    shape: &[usize],
) -> Result<Vec<f32>> {
    let t = get(name).with_context(|| format!("weight {name}"))?;
    ensure!(
        t.dims() == shape,
        "weight {name} has shape {:?}, expected {shape:?}",
        t.dims()
    );
    Ok(t.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?)
}

impl LayerWeights {
    /// Reads layer `index`; `get` resolves names below `model.`.
    ///
    /// # Errors
    /// A missing tensor or one of another shape.
    pub fn load(
        c: &TextConfig,
        index: usize,
        get: &dyn Fn(&str) -> Result<Tensor>,
    ) -> Result<Self> {
        let (h, q, kv, f) = (
            c.hidden_size,
            c.query_width(),
            c.key_width(),
            c.intermediate_size,
        );
        let sizes = [[q, h], [kv, h], [kv, h], [h, q], [f, h], [f, h], [h, f]];
        let mut parts: [(Vec<f32>, Vec<usize>, usize); 4] = Default::default();
        for ((block, name, group), [o, i]) in LINEARS.into_iter().zip(sizes) {
            let w = numbers(
                get,
                &format!("layers.{index}.{block}.{name}.weight"),
                &[o, i],
            )?;
            parts[group].0.extend(w);
            parts[group].1.push(o);
            parts[group].2 = i;
        }
        Ok(Self {
            norm1: numbers(get, &format!("layers.{index}.input_layernorm.weight"), &[h])?,
            norm2: numbers(
                get,
                &format!("layers.{index}.post_attention_layernorm.weight"),
                &[h],
            )?,
            linears: parts.map(|(w, parts, i)| Frozen::new(w, parts, i)),
        })
    }

    /// Numbers in one layer's adapters: the four groups one after the other.
    pub fn adapter_len(&self, rank: usize) -> usize {
        self.linears.iter().map(|l| l.adapter_len(rank)).sum()
    }

    /// One layer's adapters cut into the four groups.
    pub(super) fn split<'a>(&self, adapter: Option<Adapter<'a>>) -> [Option<Adapter<'a>>; 4] {
        let Some(a) = adapter else { return [None; 4] };
        let mut rest = a.data;
        std::array::from_fn(|g| {
            let (here, after) = rest.split_at(self.linears[g].adapter_len(a.rank));
            rest = after;
            Some(Adapter { data: here, ..a })
        })
    }
}
