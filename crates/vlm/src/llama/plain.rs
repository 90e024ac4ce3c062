//! The same layer composed of candle's own differentiable operations: the road
//! on devices other than the CPU, and the reference the fused one is held to.
//! Softmax, norms and rotary are spelled out, because candle's fused versions
//! cut the graph without a word.

use super::model::Shared;
use super::weights::LayerWeights;
use crate::adapter::Adapters;
use anyhow::Result;
use candle_core::{D, Device, IndexOp, Tensor};

/// The frozen tensors on a device.
pub struct Weights {
    layers: Vec<Layer>,
    embed: Tensor,
    norm: Tensor,
    cos: Tensor,
    sin: Tensor,
}

struct Layer {
    norm1: Tensor,
    norm2: Tensor,
    linears: Vec<Tensor>,
}

impl Weights {
    /// Copies the weights to `device`.
    ///
    /// # Errors
    /// What the device refuses.
    pub fn new(s: &Shared, device: &Device) -> Result<Self> {
        let half = s.config.head_dim() / 2;
        let table = |t: &[f32]| Tensor::from_slice(t, (t.len() / half, half), device);
        let layer = |w: &LayerWeights| -> Result<Layer> {
            let linears = w
                .linears
                .iter()
                .map(|l| Tensor::from_slice(l.weight(), (l.outputs(), l.inputs()), device))
                .collect::<candle_core::Result<_>>()?;
            Ok(Layer {
                norm1: Tensor::from_slice(&w.norm1, w.norm1.len(), device)?,
                norm2: Tensor::from_slice(&w.norm2, w.norm2.len(), device)?,
                linears,
            })
        };
        Ok(Self {
            layers: s.layers.iter().map(layer).collect::<Result<_>>()?,
            embed: Tensor::from_slice(
                &s.embed,
                (s.config.vocab_size, s.config.hidden_size),
                device,
            )?,
            norm: Tensor::from_slice(&s.norm, s.norm.len(), device)?,
            cos: table(s.rope.cos())?,
            sin: table(s.rope.sin())?,
        })
    }
}

/// The loss of `Llama::loss_graph`, from the same arguments.
///
/// # Errors
/// What candle refuses.
pub fn loss(
    s: &Shared,
    w: &Weights,
    x: &Tensor,
    adapters: &Adapters,
    rows: &[u32],
    targets: &[u32],
    scale: f32,
) -> Result<Tensor> {
    let x = hidden(s, w, x, adapters)?;
    let device = x.device();
    let rows = Tensor::new(rows, device)?;
    let targets = Tensor::new(targets, device)?.unsqueeze(1)?;
    let x = x.flatten(0, 1)?.index_select(&rows, 0)?;
    let x = norm(&x, &w.norm, s.config.rms_norm_eps)?;
    let logits = x.matmul(&w.embed.t()?)?;
    let top = logits.max_keepdim(D::Minus1)?.detach();
    let logits = logits.broadcast_sub(&top)?;
    let logsum = logits.exp()?.sum_keepdim(D::Minus1)?.log()?;
    let wanted = logits.gather(&targets, 1)?;
    Ok((logsum - wanted)?
        .sum_all()?
        .affine(f64::from(scale), 0.0)?)
}

/// Hidden states after the last layer, before the final norm.
///
/// # Errors
/// What candle refuses.
pub fn hidden(s: &Shared, w: &Weights, x: &Tensor, adapters: &Adapters) -> Result<Tensor> {
    let c = &s.config;
    let (_, t, _) = x.dims3()?;
    let future: Vec<f32> = (0..t * t)
        .map(|i| if i % t > i / t { -1e9 } else { 0.0 })
        .collect();
    let future = Tensor::from_vec(future, (t, t), x.device())?;
    let (cos, sin) = (w.cos.i(..t)?, w.sin.i(..t)?);
    let mut x = x.clone();
    for (i, (layer, frozen)) in w.layers.iter().zip(&s.layers).enumerate() {
        let adapter = Cut::new(adapters, i)?;
        let h = norm(&x, &layer.norm1, c.rms_norm_eps)?;
        let qkv = adapter.linear(frozen, layer, 0, &h)?;
        let (q_width, kv_width, dim) = (c.query_width(), c.key_width(), c.head_dim());
        let cut = |from, width| -> Result<Tensor> {
            let part = qkv.narrow(D::Minus1, from, width)?;
            Ok(part
                .reshape((part.dim(0)?, t, width / dim, dim))?
                .transpose(1, 2)?
                .contiguous()?)
        };
        let q = turn(&cut(0, q_width)?, &cos, &sin)?;
        let k = repeat(
            &turn(&cut(q_width, kv_width)?, &cos, &sin)?,
            q_width / kv_width,
        )?;
        let v = repeat(&cut(q_width + kv_width, kv_width)?, q_width / kv_width)?;
        let scores = q
            .matmul(&k.t()?)?
            .affine(1.0 / (dim as f64).sqrt(), 0.0)?
            .broadcast_add(&future)?;
        let mixed = candle_nn::ops::softmax(&scores, D::Minus1)?.matmul(&v)?;
        let mixed = mixed.transpose(1, 2)?.flatten_from(2)?;
        x = (x + adapter.linear(frozen, layer, 1, &mixed)?)?;
        let h = norm(&x, &layer.norm2, c.rms_norm_eps)?;
        let gu = adapter.linear(frozen, layer, 2, &h)?;
        let ffn = c.intermediate_size;
        let act = (gu.narrow(D::Minus1, 0, ffn)?.silu()? * gu.narrow(D::Minus1, ffn, ffn)?)?;
        x = (x + adapter.linear(frozen, layer, 3, &act)?)?;
    }
    Ok(x)
}

fn norm(x: &Tensor, w: &Tensor, eps: f64) -> Result<Tensor> {
    let r = (x.sqr()?.mean_keepdim(D::Minus1)? + eps)?.sqrt()?;
    Ok(x.broadcast_div(&r)?.broadcast_mul(w)?)
}

fn turn(x: &Tensor, cos: &Tensor, sin: &Tensor) -> Result<Tensor> {
    let half = x.dim(D::Minus1)? / 2;
    let (a, b) = (
        x.narrow(D::Minus1, 0, half)?,
        x.narrow(D::Minus1, half, half)?,
    );
    let left = (a.broadcast_mul(cos)? - b.broadcast_mul(sin)?)?;
    let right = (b.broadcast_mul(cos)? + a.broadcast_mul(sin)?)?;
    Ok(Tensor::cat(&[left, right], D::Minus1)?)
}

fn repeat(x: &Tensor, times: usize) -> Result<Tensor> {
    let (b, h, t, d) = x.dims4()?;
    Ok(x.unsqueeze(2)?
        .broadcast_as((b, h, times, t, d))?
        .reshape((b, h * times, t, d))?)
}

/// One layer's adapter, cut up as the fused operation cuts it.
struct Cut<'a> {
    flat: &'a Tensor,
    rank: usize,
    scale: f64,
}

impl<'a> Cut<'a> {
    fn new(adapters: &'a Adapters, layer: usize) -> Result<Self> {
        Ok(Self {
            flat: adapters.layer(layer),
            rank: adapters.rank(),
            scale: f64::from(adapters.scale()),
        })
    }

    fn linear(
        &self,
        frozen: &LayerWeights,
        layer: &Layer,
        group: usize,
        x: &Tensor,
    ) -> Result<Tensor> {
        let l = &frozen.linears[group];
        let (b, t, i) = x.dims3()?;
        let x = x.reshape((b * t, i))?;
        let plain = x.matmul(&layer.linears[group].t()?)?;
        let r = self.rank;
        let mut at: usize = frozen.linears[..group]
            .iter()
            .map(|l| l.adapter_len(r))
            .sum();
        let parts = l.parts();
        let a = self
            .flat
            .narrow(0, at, parts.len() * r * i)?
            .reshape((parts.len() * r, i))?;
        at += parts.len() * r * i;
        let middle = x.matmul(&a.t()?)?;
        let mut low = Vec::with_capacity(parts.len());
        for (p, &n) in parts.iter().enumerate() {
            let b = self.flat.narrow(0, at, n * r)?.reshape((n, r))?;
            at += n * r;
            low.push(middle.narrow(1, p * r, r)?.matmul(&b.t()?)?);
        }
        let low = Tensor::cat(&low, 1)?.affine(self.scale, 0.0)?;
        Ok((plain + low)?.reshape((b, t, l.outputs()))?)
    }
}
