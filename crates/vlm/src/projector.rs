//! From the encoder's cells to the language model's visual tokens: LayerNorm
//! and a linear on every cell, the greatest of each token's cells, GELU (by the
//! error function, Hugging Face's `gelu`), linear. Trains in full.
//!
//! The maximum stands between the linears, so that a mark of one cell is seen
//! as such before it is mixed with the fifteen around it.

mod linear_max;

use crate::ops::normalise::normalise_rows;
use crate::tensors::with_slice;
use anyhow::{Context as _, Result, ensure};
use candle_core::{DType, Device, Tensor, Var};
use linear_max::{MOST_CELLS, linear_max};
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

/// The projector's variables, in the order of [`NAMES`].
#[derive(Clone)]
pub struct Projector {
    vars: Vec<Var>,
    /// Cells that become one token.
    cells: usize,
}

impl Projector {
    /// Reads the six tensors; `get` resolves [`NAMES`]. Each token is made of
    /// `cells` cells.
    ///
    /// # Errors
    /// A missing tensor, or shapes that do not fit together.
    pub fn load(
        device: &Device,
        cells: usize,
        get: &dyn Fn(&str) -> Result<Tensor>,
    ) -> Result<Self> {
        ensure!(
            (1..=MOST_CELLS).contains(&cells),
            "a visual token of {cells} cells; 1 to {MOST_CELLS} are possible"
        );
        let mut vars = Vec::with_capacity(NAMES.len());
        for name in NAMES {
            let t = get(name).with_context(|| format!("projector {name}"))?;
            // A copy: a variable changes in place, and what `get` gave may be shared.
            vars.push(Var::from_tensor(
                &t.to_dtype(DType::F32)?.to_device(device)?.copy()?,
            )?);
        }
        let p = Self { vars, cells };
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
    pub fn from_tensors(
        device: &Device,
        cells: usize,
        tensors: &BTreeMap<String, Tensor>,
    ) -> Result<Self> {
        Self::load(device, cells, &|name| {
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
        Ok(Self { vars, ..*self })
    }

    /// The variables with their names.
    pub fn vars(&self) -> impl Iterator<Item = (&'static str, &Var)> {
        NAMES.into_iter().zip(&self.vars)
    }

    /// Cells that become one visual token.
    pub fn cells(&self) -> usize {
        self.cells
    }

    /// Width of a cell.
    pub fn inputs(&self) -> usize {
        self.vars[0].elem_count()
    }

    /// Width of the language model.
    pub fn outputs(&self) -> usize {
        self.vars[5].elem_count()
    }

    /// (tokens * cells, inputs) to (tokens, outputs), as a node of the graph;
    /// the cells of a token stand together. They get no gradient.
    ///
    /// # Errors
    /// Another width, or cells that make no whole token.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let [norm_w, norm_b, w1, b1, w2, b2] = &self.vars[..] else {
            unreachable!("six tensors, by construction")
        };
        let x = normalised(x)?;
        // The norm's scale and shift, put into the linear instead of every cell.
        let w = w1.broadcast_mul(norm_w)?;
        let b = (w1.matmul(&norm_b.unsqueeze(1)?)?.squeeze(1)? + b1.as_tensor())?;
        let x = linear_max(&x, &w, self.cells)?
            .broadcast_add(&b)?
            .gelu_erf()?;
        Ok(x.matmul(&w2.t()?)?.broadcast_add(b2)?)
    }
}

fn normalised(x: &Tensor) -> Result<Tensor> {
    let (rows, width) = x.dims2()?;
    let out = with_slice(&x.to_dtype(DType::F32)?, |x| normalise_rows(x, width))?;
    Ok(Tensor::from_vec(out, (rows, width), x.device())?)
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
        Projector::from_tensors(&Device::Cpu, 2, &t.collect()).unwrap()
    }

    #[test]
    fn the_value_is_that_of_its_parts_written_out() {
        let p = projector();
        let t = p.tensors().unwrap();
        let x = Tensor::from_vec(numbers(6 * 6, 30), (6, 6), &Device::Cpu).unwrap();
        let mean = x.mean_keepdim(1).unwrap();
        let from_mean = x.broadcast_sub(&mean).unwrap();
        let variance = (from_mean.sqr().unwrap().mean_keepdim(1).unwrap() + 1e-6).unwrap();
        let want = from_mean
            .broadcast_div(&variance.sqrt().unwrap())
            .and_then(|x| x.broadcast_mul(&t["norm.weight"]))
            .and_then(|x| x.broadcast_add(&t["norm.bias"]))
            .and_then(|x| x.matmul(&t["linear_1.weight"].t()?))
            .and_then(|x| x.broadcast_add(&t["linear_1.bias"]))
            .and_then(|x| x.reshape((3, 2, 5))?.max(1)?.gelu_erf())
            .and_then(|x| x.matmul(&t["linear_2.weight"].t()?))
            .and_then(|x| x.broadcast_add(&t["linear_2.bias"]))
            .unwrap();
        let got = p.forward(&x).unwrap().to_vec2::<f32>().unwrap();
        for (got, want) in got.iter().zip(want.to_vec2::<f32>().unwrap()) {
            for (got, want) in got.iter().zip(want) {
                assert!((got - want).abs() < 1e-5, "{got} {want}");
            }
        }
        for cells in [0, 257] {
            assert!(Projector::from_tensors(&Device::Cpu, cells, &t).is_err());
        }
    }

    #[test]
    fn every_variable_gets_the_gradient_that_differences_say() {
        let p = projector();
        let x = Tensor::from_vec(numbers(6 * 6, 20), (6, 6), &Device::Cpu).unwrap();
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
        let why = Projector::from_tensors(&Device::Cpu, 2, &t)
            .err()
            .unwrap()
            .to_string();
        assert!(why.contains("linear_1.bias"), "{why}");
    }
}
