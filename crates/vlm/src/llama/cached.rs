//! The forward over a cache, for generation: rows of different length stand
//! one behind the other without padding. Few positions at once (making tokens)
//! go through thin products on a team of threads, many (reading prompts)
//! through matrix products. It must never know what becomes of the logits.

use super::draft::Draft;
use super::model::Shared;
use super::weights::add_bias;
use super::{KvCache, LayerAdapter, LayerWeights};
use crate::adapter::Adapters;
use crate::ops::cached_attention::{self, Queries, Shape};
use crate::ops::lora_linear::{self, Adapter, Frozen};
use crate::ops::pool::{self, Buffer};
use crate::ops::team::{self, Team};
use crate::ops::thin::{self, Number, Out, Product};
use crate::ops::{rms_norm, rope, silu_mul};
use anyhow::Result;
use rayon::prelude::*;

/// One call: `new` positions of each row of the cache.
struct Call<'a> {
    shared: &'a Shared,
    new: &'a [usize],
    /// Position of each line of x in its row.
    positions: Vec<u32>,
    /// Where each row's lines begin.
    begins: Vec<usize>,
    /// Lines whose result is wanted.
    wanted: &'a [u32],
    team: Option<&'a Team>,
    /// To guess with instead of the weights.
    draft: Option<&'a Draft>,
}

/// The last layer's output (wanted, hidden) for the lines of `x` (sum of `new`,
/// hidden), which the cache remembers; by `draft` if there is one.
pub(super) fn forward(
    shared: &Shared,
    draft: Option<&Draft>,
    adapters: Option<&Adapters>,
    cache: &mut KvCache,
    x: &[f32],
    new: &[usize],
    wanted: &[u32],
) -> Result<Buffer> {
    let mut call = Call {
        shared,
        new,
        positions: Vec::new(),
        begins: Vec::new(),
        wanted,
        team: None,
        draft,
    };
    for (row, &n) in new.iter().enumerate() {
        call.begins.push(call.positions.len());
        let from = cache.len(row) as u32;
        call.positions.extend(from..from + n as u32);
    }
    assert_eq!(x.len(), call.positions.len() * shared.config.hidden_size);
    let out = if call.positions.len() > thin::ROWS && draft.is_none() {
        call.layers(adapters, cache, x)?
    } else {
        team::with(|team| {
            Call {
                team: Some(team),
                ..call
            }
            .layers(adapters, cache, x)
        })?
    };
    cache.advance(new);
    Ok(out)
}

impl Call<'_> {
    fn layers(
        &self,
        adapters: Option<&Adapters>,
        cache: &mut KvCache,
        x: &[f32],
    ) -> Result<Buffer> {
        let mut x = copy(x);
        for (i, w) in self.shared.layers.iter().enumerate() {
            x = match adapters {
                None => self.layer(w, None, i, cache, x),
                Some(a) => a.with_layer(i, |a| self.layer(w, Some(a), i, cache, x))?,
            };
        }
        Ok(x)
    }

    fn layer(
        &self,
        w: &LayerWeights,
        adapter: Option<LayerAdapter<'_>>,
        index: usize,
        cache: &mut KvCache,
        mut x: Buffer,
    ) -> Buffer {
        let c = &self.shared.config;
        let (hidden, ffn, eps) = (c.hidden_size, c.intermediate_size, c.rms_norm_eps as f32);
        let adapters = w.split(adapter);
        let [qkv_w, o_w, gu_w, down_w] = &w.linears;

        let mut normed = pool::take(x.len());
        rms_norm::forward(&x, &w.norm1, eps, &mut normed);
        let mut qkv = pool::take(self.positions.len() * qkv_w.outputs());
        self.linear(qkv_w, (index, 0), adapters[0], &normed, 0.0, &mut qkv);
        add_bias(&mut qkv, &w.biases[0]);
        let turned = c.num_attention_heads + c.num_key_value_heads;
        let stride = qkv_w.outputs();
        rope::turn(
            &mut qkv,
            stride,
            turned,
            &self.positions,
            &self.shared.rope,
            false,
        );
        let mut mixed = self.attend(&qkv, index, cache);

        // Past the last attention only what is wanted goes on.
        if index + 1 == self.shared.layers.len() && self.wanted.len() < self.positions.len() {
            x = pick(&x, self.wanted, hidden);
            mixed = pick(&mixed, self.wanted, c.query_width());
        }
        let lines = x.len() / hidden;
        self.linear(o_w, (index, 1), adapters[1], &mixed, 1.0, &mut x);
        add_bias(&mut x, &w.biases[1]);
        let mut normed = pool::take(x.len());
        rms_norm::forward(&x, &w.norm2, eps, &mut normed);
        let mut gate_up = pool::take(lines * 2 * ffn);
        self.linear(gu_w, (index, 2), adapters[2], &normed, 0.0, &mut gate_up);
        add_bias(&mut gate_up, &w.biases[2]);
        let mut act = pool::take(lines * ffn);
        silu_mul::forward(&gate_up, ffn, &mut act);
        self.linear(down_w, (index, 3), adapters[3], &act, 1.0, &mut x);
        add_bias(&mut x, &w.biases[3]);
        x
    }

    /// `out = keep * out + x W^T`, and the adapter's part.
    fn linear(
        &self,
        w: &Frozen,
        (layer, group): (usize, usize),
        adapter: Option<Adapter<'_>>,
        x: &[f32],
        keep: f32,
        out: &mut [f32],
    ) {
        let rows = x.len() / w.inputs();
        let mut middle = pool::take(adapter.map_or(0, |a| rows * w.middle(a.rank, a.on)));
        match self.team {
            Some(team) => match self.draft {
                Some(d) => {
                    let main = d.layers[layer][group].of(x);
                    thin_linear(team, main, w, adapter, keep, out, &mut middle)
                }
                None => {
                    let main = Product::new(w.weight(), x, w.inputs());
                    thin_linear(team, main, w, adapter, keep, out, &mut middle)
                }
            },
            None => lora_linear::forward(w, adapter, x, keep, out, &mut middle),
        }
    }

    /// Remembers the keys and values of the new positions and mixes.
    fn attend(&self, qkv: &[f32], layer: usize, cache: &mut KvCache) -> Buffer {
        let c = &self.shared.config;
        let (q_width, kv_heads) = (c.query_width(), c.num_key_value_heads);
        let stride = q_width + 2 * c.key_width();
        let rows = self.begins.iter().zip(self.new).enumerate();
        for (row, (&begin, &new)) in rows {
            let lines = qkv[begin * stride..(begin + new) * stride].chunks_exact(stride);
            cache.write(layer, row, lines, q_width);
        }
        let shape = Shape {
            heads: c.num_attention_heads,
            kv_heads,
            dim: c.head_dim(),
        };
        let mut mixed = pool::take(self.positions.len() * q_width);
        let (out, cache) = (Out::new(&mut mixed), &*cache);
        self.spread(self.new.len() * kv_heads, &|task| {
            let (row, kv) = (task / kv_heads, task % kv_heads);
            let begin = self.begins[row];
            let queries = Queries {
                data: &qkv[begin * stride..],
                stride,
                count: self.new[row],
            };
            let spans = cache.spans(layer, row);
            cached_attention::forward(shape, kv, queries, spans, &out, begin * q_width);
        });
        mixed
    }

    fn spread(&self, parts: usize, work: &(dyn Fn(usize) + Sync)) {
        match self.team {
            Some(team) => team.run(parts, work),
            None => (0..parts).into_par_iter().for_each(work),
        }
    }
}

/// As [`lora_linear::forward`] for a few rows, W's product given: the small A
/// first, then W and B together in one piece of work.
fn thin_linear<W: Number + Sync>(
    team: &Team,
    main: Product<'_, W>,
    w: &Frozen,
    adapter: Option<Adapter<'_>>,
    keep: f32,
    out: &mut [f32],
    middle: &mut [f32],
) {
    let Some(adapter) = adapter.filter(|a| w.middle(a.rank, a.on) > 0) else {
        return main.run(team, out, keep, &|_, _| {});
    };
    let (r, m) = (adapter.rank, w.middle(adapter.rank, adapter.on));
    let (a, b) = adapter.data.split_at(m * w.inputs());
    let first = Product::new(a, main.x, w.inputs());
    first.part(0, m, &Out::new(middle), m, 0.0);
    let (middle, outputs) = (&*middle, w.outputs());
    main.run(team, out, keep, &|range, out| {
        let mut b = b;
        for (p, (begin, n)) in w.adapted(adapter.on).enumerate() {
            let (here, rest) = b.split_at(n * r);
            for o in range.start.max(begin)..range.end.min(begin + n) {
                let up = &here[(o - begin) * r..][..r];
                for (row, mid) in middle.chunks_exact(m).enumerate() {
                    let down = &mid[p * r..(p + 1) * r];
                    let add: f32 = up.iter().zip(down).map(|(u, d)| u * d).sum();
                    // SAFETY: the part's own outputs.
                    unsafe { out.put(row * outputs + o, 1.0, adapter.scale * add) };
                }
            }
            b = rest;
        }
    });
}

/// Logits of normed lines, (lines, vocabulary), by `draft` if there is one;
/// none when there are too many for thin products.
pub(super) fn thin_logits(
    shared: &Shared,
    draft: Option<&Draft>,
    normed: &[f32],
    logits: &mut [f32],
) -> bool {
    let h = shared.config.hidden_size;
    let few = normed.len() / h <= thin::ROWS;
    if few {
        team::with(|team| match draft {
            Some(d) => d.head.of(normed).run(team, logits, 0.0, &|_, _| {}),
            None => Product::new(shared.head(), normed, h).run(team, logits, 0.0, &|_, _| {}),
        });
    }
    few
}

fn copy(x: &[f32]) -> Buffer {
    let mut b = pool::take(x.len());
    b.copy_from_slice(x);
    b
}

fn pick(x: &[f32], lines: &[u32], width: usize) -> Buffer {
    let mut b = pool::take(lines.len() * width);
    for (b, &l) in b.chunks_exact_mut(width).zip(lines) {
        b.copy_from_slice(&x[l as usize * width..][..width]);
    }
    b
}
