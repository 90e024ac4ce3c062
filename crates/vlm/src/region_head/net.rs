//! The head's arithmetic on plain slices, forward and backward: a cell's
//! normalised features, a linear with GELU, and from there four box distances
//! and an embedding, compared with each label's vector.

use crate::gelu::{gelu, gelu_backward};
use crate::ops::gemm::{Mat, MatMut, matmul};
use rayon::prelude::*;
use std::ops::Range;

/// Sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    pub inputs: usize,
    pub trunk: usize,
    pub embed: usize,
    pub labels: usize,
}

/// The parameters' parts, in their order in the flat list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    TrunkWeight,
    TrunkBias,
    BoxWeight,
    BoxBias,
    EmbedWeight,
    EmbedBias,
    LabelWeight,
    LabelBias,
}

impl Part {
    pub const ALL: [Self; 8] = [
        Self::TrunkWeight,
        Self::TrunkBias,
        Self::BoxWeight,
        Self::BoxBias,
        Self::EmbedWeight,
        Self::EmbedBias,
        Self::LabelWeight,
        Self::LabelBias,
    ];

    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::TrunkWeight => "trunk.weight",
            Self::TrunkBias => "trunk.bias",
            Self::BoxWeight => "box.weight",
            Self::BoxBias => "box.bias",
            Self::EmbedWeight => "embed.weight",
            Self::EmbedBias => "embed.bias",
            Self::LabelWeight => "labels.weight",
            Self::LabelBias => "labels.bias",
        }
    }

    /// Whether weight decay is for it.
    pub fn decays(self) -> bool {
        matches!(
            self,
            Self::TrunkWeight | Self::EmbedWeight | Self::BoxWeight
        )
    }
}

impl Shape {
    /// The part's shape as a tensor.
    pub fn dims(&self, part: Part) -> Vec<usize> {
        match part {
            Part::TrunkWeight => vec![self.trunk, self.inputs],
            Part::TrunkBias => vec![self.trunk],
            Part::BoxWeight => vec![4, self.trunk],
            Part::BoxBias => vec![4],
            Part::EmbedWeight => vec![self.embed, self.trunk],
            Part::EmbedBias => vec![self.embed],
            Part::LabelWeight => vec![self.labels, self.embed],
            Part::LabelBias => vec![self.labels],
        }
    }

    /// Where the part lies in the flat list.
    pub fn range(&self, part: Part) -> Range<usize> {
        let size = |p: &Part| self.dims(*p).iter().product::<usize>();
        let from: usize = Part::ALL.iter().take_while(|p| **p != part).map(size).sum();
        from..from + size(&part)
    }

    /// All parameters.
    pub fn len(&self) -> usize {
        self.range(Part::LabelBias).end
    }
}

/// What a forward pass leaves for `n` cells.
pub struct Pass {
    pre: Vec<f32>,
    hidden: Vec<f32>,
    mask: Option<Vec<f32>>,
    /// (n, 4): logarithms of left, top, right, bottom, in cells.
    pub boxes: Vec<f32>,
    embed: Vec<f32>,
    /// (n, labels).
    pub logits: Vec<f32>,
}

fn linear(w: &[f32], b: &[f32], x: &[f32], inputs: usize) -> Vec<f32> {
    let (n, outputs) = (x.len() / inputs, b.len());
    let mut out: Vec<f32> = b.iter().copied().cycle().take(n * outputs).collect();
    let (x, w) = (Mat::new(x, n, inputs), Mat::new(w, outputs, inputs));
    matmul(MatMut::new(&mut out, n, outputs), x, w.t(), 1.0, 1.0);
    out
}

/// The pass for normalised cells `x` (n, inputs). `mask` (n, trunk) multiplies
/// the trunk's output: dropout.
pub fn forward(s: Shape, params: &[f32], x: &[f32], mask: Option<Vec<f32>>) -> Pass {
    let p = |part: Part| &params[s.range(part)];
    let pre = linear(p(Part::TrunkWeight), p(Part::TrunkBias), x, s.inputs);
    let mut hidden = pre.clone();
    hidden.par_chunks_mut(1 << 14).for_each(gelu);
    if let Some(mask) = &mask {
        hidden.iter_mut().zip(mask).for_each(|(h, m)| *h *= m);
    }
    let boxes = linear(p(Part::BoxWeight), p(Part::BoxBias), &hidden, s.trunk);
    let embed = linear(p(Part::EmbedWeight), p(Part::EmbedBias), &hidden, s.trunk);
    let logits = linear(p(Part::LabelWeight), p(Part::LabelBias), &embed, s.embed);
    Pass {
        pre,
        hidden,
        mask,
        boxes,
        embed,
        logits,
    }
}

/// Gradients of a linear: of weight and bias into `grads`, of the input
/// returned (added to `into` when given).
struct Back<'a> {
    s: Shape,
    params: &'a [f32],
    grads: Vec<f32>,
}

impl Back<'_> {
    fn parameters(&mut self, weight: Part, bias: Part, x: &[f32], g: &[f32]) {
        let dims = self.s.dims(weight);
        let (outputs, inputs, n) = (dims[0], dims[1], x.len() / dims[1]);
        let dw = &mut self.grads[self.s.range(weight)];
        matmul(
            MatMut::new(dw, outputs, inputs),
            Mat::new(g, n, outputs).t(),
            Mat::new(x, n, inputs),
            0.0,
            1.0,
        );
        let db = &mut self.grads[self.s.range(bias)];
        for row in g.chunks_exact(outputs) {
            db.iter_mut().zip(row).for_each(|(d, g)| *d += g);
        }
    }

    fn input(&self, weight: Part, g: &[f32], into: &mut [f32], keep: f32) {
        let dims = self.s.dims(weight);
        let (outputs, inputs) = (dims[0], dims[1]);
        let n = g.len() / outputs;
        let w = Mat::new(&self.params[self.s.range(weight)], outputs, inputs);
        matmul(
            MatMut::new(into, n, inputs),
            Mat::new(g, n, outputs),
            w,
            keep,
            1.0,
        );
    }
}

/// The gradient of every parameter, for those of logits and boxes.
pub fn backward(
    s: Shape,
    params: &[f32],
    x: &[f32],
    pass: &Pass,
    logits: &[f32],
    boxes: &[f32],
) -> Vec<f32> {
    let n = x.len() / s.inputs;
    let mut back = Back {
        s,
        params,
        grads: vec![0f32; s.len()],
    };
    if n == 0 {
        return back.grads;
    }
    let mut embed = vec![0f32; n * s.embed];
    if s.labels > 0 {
        back.parameters(Part::LabelWeight, Part::LabelBias, &pass.embed, logits);
        back.input(Part::LabelWeight, logits, &mut embed, 0.0);
    }
    back.parameters(Part::EmbedWeight, Part::EmbedBias, &pass.hidden, &embed);
    back.parameters(Part::BoxWeight, Part::BoxBias, &pass.hidden, boxes);
    let mut hidden = vec![0f32; n * s.trunk];
    back.input(Part::EmbedWeight, &embed, &mut hidden, 0.0);
    back.input(Part::BoxWeight, boxes, &mut hidden, 1.0);
    if let Some(mask) = &pass.mask {
        hidden.iter_mut().zip(mask).for_each(|(h, m)| *h *= m);
    }
    gelu_backward(&pass.pre, &mut hidden);
    back.parameters(Part::TrunkWeight, Part::TrunkBias, x, &hidden);
    back.grads
}
