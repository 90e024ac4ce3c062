//! The layers themselves, with or without a cache of keys and values.

use super::cut::Cut;
use super::weights::Weights;
use crate::adapter::Adapters;
use crate::llama::Pass;
use crate::llama::model::Shared;
use anyhow::Result;
use candle_core::{D, DType, Tensor};

/// Where the new positions stand.
pub(super) struct Place {
    /// Rotary tables of the new positions, (rows or 1, 1, new, half).
    pub cos: Tensor,
    /// Likewise.
    pub sin: Tensor,
    /// 0 where a new position may look, far below elsewhere; broadcasts to
    /// (rows, 1, new, held + new), f32.
    pub mask: Tensor,
}

/// Keys and values of one layer, (rows, kv heads, positions, numbers a head).
pub(super) type Held = Option<(Tensor, Tensor)>;

/// Hidden states after the last layer, before the final norm. With `held` (one
/// a layer) the keys and values seen are put into it and looked at.
///
/// # Errors
/// What candle refuses.
pub(super) fn hidden(
    s: &Shared,
    w: &Weights,
    x: &Tensor,
    adapters: Option<&Adapters>,
    pass: Pass,
    place: &Place,
    mut held: Option<&mut Vec<Held>>,
) -> Result<Tensor> {
    let c = &s.config;
    let t = x.dim(1)?;
    let (q_width, kv_width, dim) = (c.query_width(), c.key_width(), c.head_dim());
    let mut x = x.to_dtype(w.compute)?;
    for (i, (layer, frozen)) in w.layers.iter().zip(&s.layers).enumerate() {
        let (pass, detached) = (pass.in_layer(i), pass.graphless.then(|| layer.detached()));
        let layer = detached.as_ref().unwrap_or(layer);
        let adapter = Cut::new(adapters, i, pass);
        let h = norm(&x, &layer.norm1, c.rms_norm_eps)?;
        let qkv = adapter.linear(frozen, layer, 0, &h)?;
        let cut = |from, width| -> Result<Tensor> {
            let part = qkv.narrow(D::Minus1, from, width)?;
            Ok(part
                .reshape((part.dim(0)?, t, width / dim, dim))?
                .transpose(1, 2)?
                .contiguous()?)
        };
        let q = turn(&cut(0, q_width)?, place)?;
        let mut k = turn(&cut(q_width, kv_width)?, place)?;
        let mut v = cut(q_width + kv_width, kv_width)?;
        if let Some(held) = held.as_mut().map(|h| &mut h[i]) {
            if let Some((keys, values)) = held.take() {
                (k, v) = (
                    Tensor::cat(&[&keys, &k], 2)?,
                    Tensor::cat(&[&values, &v], 2)?,
                );
            }
            *held = Some((k.clone(), v.clone()));
        }
        let (k, v) = (
            repeat(&k, q_width / kv_width)?,
            repeat(&v, q_width / kv_width)?,
        );
        let scores = q
            .matmul(&k.t()?)?
            .to_dtype(DType::F32)?
            .affine(1.0 / (dim as f64).sqrt(), 0.0)?
            .broadcast_add(&place.mask)?;
        let share = candle_nn::ops::softmax(&scores, D::Minus1)?.to_dtype(w.compute)?;
        let mixed = share.matmul(&v)?.transpose(1, 2)?.flatten_from(2)?;
        x = (x + adapter.linear(frozen, layer, 1, &mixed)?)?;
        let h = norm(&x, &layer.norm2, c.rms_norm_eps)?;
        let gu = adapter.linear(frozen, layer, 2, &h)?;
        let ffn = c.intermediate_size;
        let act = (gu.narrow(D::Minus1, 0, ffn)?.silu()? * gu.narrow(D::Minus1, ffn, ffn)?)?;
        x = (x + adapter.linear(frozen, layer, 3, &act)?)?;
    }
    Ok(x)
}

/// Logits of lines of hidden states, in f32.
///
/// # Errors
/// What candle refuses.
pub(super) fn logits(s: &Shared, w: &Weights, x: &Tensor, pass: Pass) -> Result<Tensor> {
    let of = |t: &Tensor| match pass.graphless {
        true => t.detach(),
        false => t.clone(),
    };
    let x = norm(x, &of(&w.norm), s.config.rms_norm_eps)?;
    let head = of(&w.head).to_dtype(w.compute)?;
    Ok(x.matmul(&head.t()?)?.to_dtype(DType::F32)?)
}

/// In f32, back in the type that it came in.
fn norm(x: &Tensor, w: &Tensor, eps: f64) -> Result<Tensor> {
    let wide = x.to_dtype(DType::F32)?;
    let r = (wide.sqr()?.mean_keepdim(D::Minus1)? + eps)?.sqrt()?;
    Ok(wide
        .broadcast_div(&r)?
        .broadcast_mul(w)?
        .to_dtype(x.dtype())?)
}

fn turn(x: &Tensor, place: &Place) -> Result<Tensor> {
    let (wide, half) = (x.to_dtype(DType::F32)?, x.dim(D::Minus1)? / 2);
    let (a, b) = (
        wide.narrow(D::Minus1, 0, half)?,
        wide.narrow(D::Minus1, half, half)?,
    );
    let (cos, sin) = (&place.cos, &place.sin);
    let left = (a.broadcast_mul(cos)? - b.broadcast_mul(sin)?)?;
    let right = (b.broadcast_mul(cos)? + a.broadcast_mul(sin)?)?;
    Ok(Tensor::cat(&[left, right], D::Minus1)?.to_dtype(x.dtype())?)
}

fn repeat(x: &Tensor, times: usize) -> Result<Tensor> {
    let (b, h, t, d) = x.dims4()?;
    Ok(x.unsqueeze(2)?
        .broadcast_as((b, h, times, t, d))?
        .reshape((b, h * times, t, d))?)
}
