//! The frozen weights of one layer, laid out for the fused passes: linears
//! that read the same input stand one above the other.

use super::{Targets, TextConfig};
use crate::ops::dropout::Dropout;
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

/// One layer's adapters, all groups one after the other.
#[derive(Clone, Copy)]
pub struct LayerAdapter<'a> {
    /// The numbers.
    pub data: &'a [f32],
    /// The rank r.
    pub rank: usize,
    /// alpha / r.
    pub scale: f32,
    /// The linears that have one.
    pub targets: Targets,
    /// What they do not see, in training.
    pub dropout: Option<Dropout>,
}

/// One layer's frozen weights.
pub struct LayerWeights {
    /// Norm before attention, (hidden).
    pub norm1: Vec<f32>,
    /// Norm before the feed-forward, (hidden).
    pub norm2: Vec<f32>,
    /// The four groups that share an input: q/k/v, o, gate/up, down.
    pub linears: [Frozen; 4],
    /// The groups' biases, (outputs) each; empty where a group has none.
    pub biases: [Vec<f32>; 4],
}

/// Adds `bias` to every row of `out`; an empty one is no bias.
pub(super) fn add_bias(out: &mut [f32], bias: &[f32]) {
    if bias.is_empty() {
        return;
    }
    for row in out.chunks_exact_mut(bias.len()) {
        row.iter_mut().zip(bias).for_each(|(o, b)| *o += b);
    }
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
        let mut biases: [Vec<f32>; 4] = Default::default();
        for ((block, name, group), [o, i]) in LINEARS.into_iter().zip(sizes) {
            let w = numbers(
                get,
                &format!("layers.{index}.{block}.{name}.weight"),
                &[o, i],
            )?;
            if c.biases.of(name) {
                let name = format!("layers.{index}.{block}.{name}.bias");
                biases[group].extend(numbers(get, &name, &[o])?);
            }
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
            biases,
        })
    }

    /// Numbers in one layer's adapters: the four groups one after the other.
    pub fn adapter_len(&self, rank: usize, targets: Targets) -> usize {
        let groups = self.linears.iter().enumerate();
        groups
            .map(|(g, l)| l.adapter_len(rank, targets.parts(g)))
            .sum()
    }

    /// One layer's adapters cut into the four groups.
    pub(super) fn split<'a>(&self, adapter: Option<LayerAdapter<'a>>) -> [Option<Adapter<'a>>; 4] {
        let Some(a) = adapter else { return [None; 4] };
        let mut rest = a.data;
        std::array::from_fn(|g| {
            let on = a.targets.parts(g);
            let (here, after) = rest.split_at(self.linears[g].adapter_len(a.rank, on));
            rest = after;
            Some(Adapter {
                data: here,
                rank: a.rank,
                scale: a.scale,
                on,
                dropout: a.dropout.map(|d| d.of(g as u64)),
            })
        })
    }
}
