//! From the encoder's width to the language model's: LayerNorm, linear, GELU
//! (by the error function, Hugging Face's `gelu`), linear. Trains in full.

use anyhow::{Context as _, Result, ensure};
use candle_core::{D, DType, Device, Tensor, Var};
use std::collections::BTreeMap;

/// Names and order of the tensors.
pub const NAMES: [&str; 6] = [
    "norm.weight",
    "norm.bias",
    "linear_1.weight",
    "linear_1.bias",
    "linear_2.weight",
    "linear_2.bias",
];
const EPS: f64 = 1e-5;

/// The projector's variables, in the order of [`NAMES`].
#[derive(Clone)]
pub struct Projector {
    vars: Vec<Var>,
}

impl Projector {
    /// Reads the six tensors; `get` resolves [`NAMES`].
    ///
    /// # Errors
    /// A missing tensor, or shapes that do not fit together.
    pub fn load(device: &Device, get: &dyn Fn(&str) -> Result<Tensor>) -> Result<Self> {
        let mut vars = Vec::with_capacity(NAMES.len());
        for name in NAMES {
            let t = get(name).with_context(|| format!("projector {name}"))?;
            // A copy: a variable changes in place, and what `get` gave may be shared.
            vars.push(Var::from_tensor(
                &t.to_dtype(DType::F32)?.to_device(device)?.copy()?,
            )?);
        }
        let p = Self { vars };
        let (i, m, o) = (p.inputs(), p.vars[2].dims()[0], p.outputs());
        let want: [&[usize]; 6] = [&[i], &[i], &[m, i], &[m], &[o, m], &[o]];
        for ((v, want), name) in p.vars.iter().zip(want).zip(NAMES) {
            ensure!(
                v.dims() == want,
                "projector {name} has shape {:?}, expected {want:?}",
                v.dims()
            );
        }
        Ok(p)
    }

    /// From tensors by name.
    ///
    /// # Errors
    /// As [`Projector::load`].
    pub fn from_tensors(device: &Device, tensors: &BTreeMap<String, Tensor>) -> Result<Self> {
        Self::load(device, &|name| {
            tensors.get(name).cloned().context("missing")
        })
    }

    /// Copies of the tensors, by name.
    ///
    /// # Errors
    /// What candle refuses.
    pub fn tensors(&self) -> Result<BTreeMap<String, Tensor>> {
        NAMES
            .iter()
            .zip(&self.vars)
            .map(|(n, v)| Ok(((*n).to_owned(), v.as_tensor().copy()?)))
            .collect()
    }

    /// A copy whose variables are its own.
    ///
    /// # Errors
    /// What candle refuses.
    pub fn duplicate(&self) -> Result<Self> {
        let vars = self
            .vars
            .iter()
            .map(|v| Ok(Var::from_tensor(&v.as_tensor().copy()?)?))
            .collect::<Result<_>>()?;
        Ok(Self { vars })
    }

    /// The variables with their names.
    pub fn vars(&self) -> impl Iterator<Item = (&'static str, &Var)> {
        NAMES.into_iter().zip(&self.vars)
    }

    /// Width of a visual token.
    pub fn inputs(&self) -> usize {
        self.vars[0].elem_count()
    }

    /// Width of the language model.
    pub fn outputs(&self) -> usize {
        self.vars[5].elem_count()
    }

    /// (rows, inputs) to (rows, outputs), as a node of the graph.
    ///
    /// # Errors
    /// Another width.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let [norm_w, norm_b, w1, b1, w2, b2] = &self.vars[..] else {
            unreachable!("six tensors, by construction")
        };
        // Spelled out: candle's fused layer norm gives no gradient.
        let x = x.broadcast_sub(&x.mean_keepdim(D::Minus1)?)?;
        let r = (x.sqr()?.mean_keepdim(D::Minus1)? + EPS)?.sqrt()?;
        let x = x
            .broadcast_div(&r)?
            .broadcast_mul(norm_w)?
            .broadcast_add(norm_b)?;
        let x = x.matmul(&w1.t()?)?.broadcast_add(b1)?.gelu_erf()?;
        Ok(x.matmul(&w2.t()?)?.broadcast_add(b2)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::check::{differences, numbers};

    fn projector() -> Projector {
        let shapes: [&[usize]; 6] = [&[6], &[6], &[5, 6], &[5], &[4, 5], &[4]];
        let t = NAMES.iter().zip(shapes).enumerate().map(|(i, (n, s))| {
            let data = numbers(s.iter().product(), i as u32);
            (
                (*n).to_owned(),
                Tensor::from_vec(data, s, &Device::Cpu).unwrap(),
            )
        });
        Projector::from_tensors(&Device::Cpu, &t.collect()).unwrap()
    }

    #[test]
    fn every_variable_gets_the_gradient_that_differences_say() {
        let p = projector();
        let x = Tensor::from_vec(numbers(3 * 6, 20), (3, 6), &Device::Cpu).unwrap();
        let w = Tensor::from_vec(numbers(3 * 4, 21), (3, 4), &Device::Cpu).unwrap();
        let loss = || (p.forward(&x).unwrap() * &w).unwrap().sum_all().unwrap();
        let grads = loss().backward().unwrap();
        for (_, v) in p.vars() {
            let flat = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            let (old, g) = (flat(v), flat(grads.get(v).unwrap()));
            differences(&old, &g, |moved| {
                v.set(&Tensor::from_slice(moved, v.shape(), &Device::Cpu).unwrap())
                    .unwrap();
                let l = f64::from(loss().to_scalar::<f32>().unwrap());
                v.set(&Tensor::from_slice(&old, v.shape(), &Device::Cpu).unwrap())
                    .unwrap();
                l
            });
        }
    }

    #[test]
    fn a_copy_does_not_follow_and_a_wrong_shape_is_named() {
        let p = projector();
        let copy = p.duplicate().unwrap();
        let (_, bias) = p.vars().last().unwrap();
        bias.set(&Tensor::zeros(4, DType::F32, &Device::Cpu).unwrap())
            .unwrap();
        assert_ne!(
            copy.tensors().unwrap()["linear_2.bias"]
                .to_vec1::<f32>()
                .unwrap(),
            [0.0; 4]
        );
        let mut t = copy.tensors().unwrap();
        t.insert(
            "linear_1.bias".into(),
            Tensor::zeros(9, DType::F32, &Device::Cpu).unwrap(),
        );
        let why = Projector::from_tensors(&Device::Cpu, &t)
            .err()
            .unwrap()
            .to_string();
        assert!(why.contains("linear_1.bias"), "{why}");
    }
}
