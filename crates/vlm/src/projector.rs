//! From the encoder's cells to the language model's visual tokens. Trains in
//! full. Ours: LayerNorm and a linear on every cell, the greatest of each
//! token's cells, GELU (by the error function, Hugging Face's `gelu`), linear.
//! A checkpoint of transformers brings its own form ([`ProjectorConfig::Mlp`]).
//!
//! In ours the maximum stands between the linears, so that a mark of one cell is seen
//! as such before it is mixed with the fifteen around it.

mod linear_max;
mod mlp;
#[cfg(test)]
mod tests;

use crate::config::ProjectorConfig;
use crate::ops::normalise::{self, normalise_rows};
use crate::tensors::with_slice;
use anyhow::{Context as _, Result, ensure};
use candle_core::{DType, Device, Tensor, Var};
use linear_max::{MOST_CELLS, linear_max};
use std::collections::BTreeMap;

/// Names of our own form's tensors, in order.
pub const NAMES: [&str; 6] = [
    "norm.weight",
    "norm.bias",
    "linear_1.weight",
    "linear_1.bias",
    "linear_2.weight",
    "linear_2.bias",
];

/// The projector's variables, in the order of their names.
#[derive(Clone)]
pub struct Projector {
    vars: Vec<Var>,
    names: Vec<&'static str>,
    form: ProjectorConfig,
    /// Width of the language model.
    outputs: usize,
}

impl Projector {
    /// Reads the tensors of a form; `get` resolves their names and gives
    /// nothing for one that is absent.
    ///
    /// # Errors
    /// A missing tensor, or shapes that do not fit together.
    pub fn open(
        device: &Device,
        form: &ProjectorConfig,
        get: &dyn Fn(&str) -> Result<Option<Tensor>>,
    ) -> Result<Self> {
        let shape = |name: &str| -> Result<Vec<usize>> {
            let t = get(name)?.with_context(|| format!("projector {name}: missing"))?;
            Ok(t.dims().to_vec())
        };
        let (wanted, outputs): (Vec<(&'static str, Vec<usize>)>, usize) = match form {
            ProjectorConfig::Vitrine { cells } => {
                ensure!(
                    (1..=MOST_CELLS).contains(cells),
                    "a visual token of {cells} cells; 1 to {MOST_CELLS} are possible"
                );
                let i = shape(NAMES[0])?.iter().product();
                let m = shape(NAMES[2])?[0];
                let o = shape(NAMES[4])?[0];
                let want = [vec![i], vec![i], vec![m, i], vec![m], vec![o, m], vec![o]];
                (NAMES.into_iter().zip(want).collect(), o)
            }
            ProjectorConfig::Mlp {
                inputs,
                outputs: o,
                bias,
                single,
                ..
            } => {
                let mut wanted = vec![("linear_1.weight", vec![*o, *inputs])];
                wanted.extend(bias.then(|| ("linear_1.bias", vec![*o])));
                if !single {
                    wanted.push(("linear_2.weight", vec![*o, *o]));
                    wanted.extend(bias.then(|| ("linear_2.bias", vec![*o])));
                }
                (wanted, *o)
            }
        };
        let mut vars = Vec::with_capacity(wanted.len());
        for (name, want) in &wanted {
            let t = get(name)?.with_context(|| format!("projector {name}: missing"))?;
            ensure!(
                t.dims() == want,
                "projector {name} has shape {:?}, expected {want:?}",
                t.dims()
            );
            // A copy: a variable changes in place, and what `get` gave may be shared.
            vars.push(Var::from_tensor(
                &t.to_dtype(DType::F32)?.to_device(device)?.copy()?,
            )?);
        }
        Ok(Self {
            vars,
            names: wanted.into_iter().map(|(name, _)| name).collect(),
            form: form.clone(),
            outputs,
        })
    }

    /// Our own form from the six tensors of [`NAMES`]; each token is made of
    /// `cells` cells.
    ///
    /// # Errors
    /// As [`Projector::open`].
    pub fn load(
        device: &Device,
        cells: usize,
        get: &dyn Fn(&str) -> Result<Tensor>,
    ) -> Result<Self> {
        Self::open(device, &ProjectorConfig::Vitrine { cells }, &|name| {
            get(name).map(Some)
        })
    }

    /// A projector of the same form from tensors by name.
    ///
    /// # Errors
    /// As [`Projector::open`].
    pub fn like(&self, device: &Device, tensors: &BTreeMap<String, Tensor>) -> Result<Self> {
        Self::open(device, &self.form, &|name| Ok(tensors.get(name).cloned()))
    }

    /// Our own form from tensors by name.
    ///
    /// # Errors
    /// As [`Projector::open`].
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
        self.names
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
        Ok(Self {
            vars,
            ..self.clone()
        })
    }

    /// The variables with their names.
    pub fn vars(&self) -> impl Iterator<Item = (&'static str, &Var)> {
        self.names.iter().copied().zip(&self.vars)
    }

    /// Cells that become one visual token.
    pub fn cells(&self) -> usize {
        match self.form {
            ProjectorConfig::Vitrine { cells } => cells,
            ProjectorConfig::Mlp { .. } => 1,
        }
    }

    /// Its form.
    pub fn form(&self) -> &ProjectorConfig {
        &self.form
    }

    /// Width of a cell.
    pub fn inputs(&self) -> usize {
        match self.form {
            ProjectorConfig::Vitrine { .. } => self.vars[0].elem_count(),
            ProjectorConfig::Mlp { inputs, .. } => inputs,
        }
    }

    /// Width of the language model.
    pub fn outputs(&self) -> usize {
        self.outputs
    }

    /// (tokens * cells, inputs) to (tokens, outputs), as a node of the graph;
    /// the cells of a token stand together. They get no gradient.
    ///
    /// # Errors
    /// Another width, or cells that make no whole token.
    pub fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let cells = match &self.form {
            ProjectorConfig::Mlp {
                activation, bias, ..
            } => {
                let x = x.to_dtype(DType::F32)?;
                return Ok(mlp::forward(&self.vars, *bias, *activation, &x)?);
            }
            ProjectorConfig::Vitrine { cells } => *cells,
        };
        let [norm_w, norm_b, w1, b1, w2, b2] = &self.vars[..] else {
            unreachable!("six tensors, by construction")
        };
        let x = normalised(x)?;
        // The norm's scale and shift, put into the linear instead of every cell.
        let w = w1.broadcast_mul(norm_w)?;
        let b = (w1.matmul(&norm_b.unsqueeze(1)?)?.squeeze(1)? + b1.as_tensor())?;
        let x = linear_max(&x, &w, cells)?.broadcast_add(&b)?.gelu_erf()?;
        Ok(x.matmul(&w2.t()?)?.broadcast_add(b2)?)
    }
}

fn normalised(x: &Tensor) -> Result<Tensor> {
    let (rows, width) = x.dims2()?;
    let x = x.to_dtype(DType::F32)?;
    if !x.device().is_cpu() {
        return normalised_there(&x);
    }
    let out = with_slice(&x, |x| normalise_rows(x, width))?;
    Ok(Tensor::from_vec(out, (rows, width), x.device())?)
}

/// The same by candle's operations, for other devices than the CPU.
fn normalised_there(x: &Tensor) -> Result<Tensor> {
    let x = x.broadcast_sub(&x.mean_keepdim(1)?)?;
    let variance = x.sqr()?.mean_keepdim(1)?;
    Ok(x.broadcast_div(&(variance + f64::from(normalise::EPS))?.sqrt()?)?)
}
