//! One decoder layer on slices, forward and backward written out. The forward
//! may leave behind what the backward needs; norms and the gated middle are
//! computed again there, which is cheaper than keeping them.

use super::weights::add_bias;
use super::{LayerAdapter, LayerWeights, TextConfig};
use crate::ops::attention::{self, Heads, Shape};
use crate::ops::lora_linear;
use crate::ops::pool::{self, Buffer};
use crate::ops::{rms_norm, rope, silu_mul};

/// What every layer of one forward shares.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Sizes.
    pub config: &'a TextConfig,
    /// Rotary tables.
    pub rope: &'a rope::Table,
    /// Position of each row of x: (batch * positions).
    pub positions: &'a [u32],
    /// Rows of the batch.
    pub batch: usize,
}

impl Context<'_> {
    fn shape(&self, keys: usize) -> Shape {
        Shape {
            batch: self.batch,
            heads: self.config.num_attention_heads,
            kv_heads: self.config.num_key_value_heads,
            dim: self.config.head_dim(),
            queries: self.positions.len() / self.batch,
            keys,
        }
    }

    fn eps(&self) -> f32 {
        self.config.rms_norm_eps as f32
    }
}

/// What the backward needs of the forward.
pub struct Saved {
    qkv: Buffer,
    probs: Buffer,
    mixed: Buffer,
    x2: Buffer,
    gate_up: Buffer,
    middles: [Buffer; 4],
}

/// The layer's output for `x` (batch * positions, hidden), and what its
/// backward needs.
pub fn forward(
    w: &LayerWeights,
    adapter: Option<LayerAdapter<'_>>,
    cx: Context<'_>,
    x: &[f32],
) -> (Buffer, Saved) {
    let c = cx.config;
    let (hidden, ffn, rows) = (c.hidden_size, c.intermediate_size, cx.positions.len());
    let adapters = w.split(adapter);
    let [qkv_w, o_w, gu_w, down_w] = &w.linears;
    let mut middles = std::array::from_fn(|g| {
        let wide = adapters[g].map_or(0, |a| w.linears[g].middle(a.rank, a.on));
        pool::take(rows * wide)
    });

    let mut normed = pool::take(rows * hidden);
    rms_norm::forward(x, &w.norm1, cx.eps(), &mut normed);
    let mut qkv = pool::take(rows * qkv_w.outputs());
    lora_linear::forward(qkv_w, adapters[0], &normed, 0.0, &mut qkv, &mut middles[0]);
    add_bias(&mut qkv, &w.biases[0]);
    let turned = c.num_attention_heads + c.num_key_value_heads;
    rope::turn(
        &mut qkv,
        qkv_w.outputs(),
        turned,
        cx.positions,
        cx.rope,
        false,
    );

    let (mixed, probs) = attend(cx, &qkv);
    let mut x2 = pool::take(rows * hidden);
    x2.copy_from_slice(x);
    lora_linear::forward(o_w, adapters[1], &mixed, 1.0, &mut x2, &mut middles[1]);
    add_bias(&mut x2, &w.biases[1]);

    rms_norm::forward(&x2, &w.norm2, cx.eps(), &mut normed);
    let mut gate_up = pool::take(rows * 2 * ffn);
    lora_linear::forward(
        gu_w,
        adapters[2],
        &normed,
        0.0,
        &mut gate_up,
        &mut middles[2],
    );
    add_bias(&mut gate_up, &w.biases[2]);
    let mut act = pool::take(rows * ffn);
    silu_mul::forward(&gate_up, ffn, &mut act);
    let mut out = pool::take(rows * hidden);
    out.copy_from_slice(&x2);
    lora_linear::forward(down_w, adapters[3], &act, 1.0, &mut out, &mut middles[3]);
    add_bias(&mut out, &w.biases[3]);
    (
        out,
        Saved {
            qkv,
            probs,
            mixed,
            x2,
            gate_up,
            middles,
        },
    )
}

fn attend(cx: Context<'_>, qkv: &[f32]) -> (Buffer, Buffer) {
    let c = cx.config;
    let (q_width, kv_width) = (c.query_width(), c.key_width());
    let stride = q_width + 2 * kv_width;
    let positions = cx.positions.len() / cx.batch;
    let at = |offset| Heads {
        data: qkv,
        offset,
        stride,
        row: positions * stride,
    };
    let s = cx.shape(positions);
    let mut mixed = pool::take(cx.positions.len() * q_width);
    let mut probs = pool::take(s.probabilities());
    attention::forward(
        s,
        at(0),
        at(q_width),
        at(q_width + kv_width),
        &[],
        &mut mixed,
        &mut probs,
    );
    (mixed, probs)
}

/// The gradients of `x` and of the adapter (laid out as the adapter) for the
/// gradient `g` of the output.
pub fn backward(
    w: &LayerWeights,
    adapter: Option<LayerAdapter<'_>>,
    cx: Context<'_>,
    x: &[f32],
    saved: Saved,
    g: &[f32],
) -> (Buffer, Buffer) {
    let c = cx.config;
    let (hidden, ffn, rows) = (c.hidden_size, c.intermediate_size, cx.positions.len());
    let adapters = w.split(adapter);
    let Saved {
        qkv,
        probs,
        mixed,
        x2,
        mut gate_up,
        middles,
    } = saved;
    let [qkv_w, o_w, gu_w, down_w] = &w.linears;
    let mut d_adapter = pool::take(adapter.map_or(0, |a| w.adapter_len(a.rank, a.targets)));
    let mut cut = &mut d_adapter[..];
    let mut parts = adapters.map(|a| {
        let len = a.map_or(0, |a| a.data.len());
        let (here, rest) = std::mem::take(&mut cut).split_at_mut(len);
        cut = rest;
        here
    });

    let mut act = pool::take(rows * ffn);
    silu_mul::forward(&gate_up, ffn, &mut act);
    let mut d_act = pool::take(rows * ffn);
    lora_linear::backward(
        down_w,
        adapters[3],
        &act,
        &middles[3],
        g,
        0.0,
        &mut d_act,
        parts[3],
    );
    silu_mul::backward_in_place(&mut gate_up, ffn, &d_act);

    let mut normed = pool::take(rows * hidden);
    rms_norm::forward(&x2, &w.norm2, cx.eps(), &mut normed);
    let mut d_normed = pool::take(rows * hidden);
    lora_linear::backward(
        gu_w,
        adapters[2],
        &normed,
        &middles[2],
        &gate_up,
        0.0,
        &mut d_normed,
        parts[2],
    );
    let mut dx = pool::take(rows * hidden);
    dx.copy_from_slice(g);
    rms_norm::backward_add(&x2, &w.norm2, cx.eps(), &d_normed, &mut dx);

    let mut d_mixed = pool::take(rows * c.query_width());
    lora_linear::backward(
        o_w,
        adapters[1],
        &mixed,
        &middles[1],
        &dx,
        0.0,
        &mut d_mixed,
        parts[1],
    );
    let mut d_qkv = pool::take(qkv.len());
    attention::backward(
        cx.shape(rows / cx.batch),
        &qkv,
        &probs,
        &d_mixed,
        &mut d_qkv,
    );
    let turned = c.num_attention_heads + c.num_key_value_heads;
    rope::turn(
        &mut d_qkv,
        qkv_w.outputs(),
        turned,
        cx.positions,
        cx.rope,
        true,
    );

    rms_norm::forward(x, &w.norm1, cx.eps(), &mut normed);
    let [d_qkv_adapter, ..] = &mut parts;
    lora_linear::backward(
        qkv_w,
        adapters[0],
        &normed,
        &middles[0],
        &d_qkv,
        0.0,
        &mut d_normed,
        d_qkv_adapter,
    );
    rms_norm::backward_add(x, &w.norm1, cx.eps(), &d_normed, &mut dx);
    (dx, d_adapter)
}
