//! AdamW's two running means for one variable, in f32, where the variable
//! lies: one fused pass on the CPU, the device's own operations elsewhere.

use crate::tensors::with_slice;
use anyhow::Result;
use candle_core::{DType, Device, Tensor, Var};
use rayon::prelude::*;

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPS: f64 = 1e-8;

/// Numbers of one step for one variable.
pub(super) struct Rates {
    /// What the variable is multiplied with: decoupled decay.
    keep: f64,
    /// Learning rate over the first mean's correction.
    size: f64,
    /// 1 / root of the second mean's correction.
    root: f64,
    /// What clipping multiplies the gradient with.
    by: f64,
}

impl Rates {
    pub fn new(lr: f64, decay: f64, by: f64, steps: u64) -> Self {
        let t = steps as i32;
        Self {
            keep: 1.0 - lr * decay,
            size: lr / (1.0 - BETA1.powi(t)),
            root: 1.0 / (1.0 - BETA2.powi(t)).sqrt(),
            by,
        }
    }
}

/// The means of the gradient and of its square.
pub(super) enum Moments {
    Host { first: Vec<f32>, second: Vec<f32> },
    Device { first: Tensor, second: Tensor },
}

/// The global norm of the gradients.
pub(super) fn norm<'a>(grads: impl Iterator<Item = &'a &'a Tensor>) -> Result<f64> {
    let (mut square, mut far) = (0f64, None::<Tensor>);
    for g in grads {
        if g.device().is_cpu() {
            square += with_slice(g, |g| g.iter().map(|g| f64::from(*g).powi(2)).sum::<f64>())?;
            continue;
        }
        // Brought over once, not variable by variable.
        let here = g.to_dtype(DType::F32)?.sqr()?.sum_all()?;
        far = Some(match far {
            None => here,
            Some(sum) => (sum + here)?,
        });
    }
    let far = far.map_or(Ok(0f32), |t| t.to_scalar())?;
    Ok((square + f64::from(far)).sqrt())
}

impl Moments {
    /// Zero.
    pub fn of(var: &Var) -> Result<Self> {
        if var.device().is_cpu() {
            let n = var.elem_count();
            let (first, second) = (vec![0.0; n], vec![0.0; n]);
            return Ok(Self::Host { first, second });
        }
        Self::on_device(var)
    }

    /// Zero, as tensors wherever the variable lies.
    pub fn on_device(var: &Var) -> Result<Self> {
        let zeros = || Tensor::zeros(var.shape(), DType::F32, var.device());
        let (first, second) = (zeros()?, zeros()?);
        Ok(Self::Device { first, second })
    }

    pub fn step(&mut self, var: &Var, g: &Tensor, r: &Rates) -> Result<()> {
        match self {
            Self::Host { first, second } => host(var, g, first, second, r),
            Self::Device { first, second } => device(var, g, first, second, r),
        }
    }

    /// Copies on the CPU, flat.
    pub fn state(&self) -> Result<(Tensor, Tensor)> {
        Ok(match self {
            Self::Host { first, second } => (
                Tensor::from_slice(first, first.len(), &Device::Cpu)?,
                Tensor::from_slice(second, second.len(), &Device::Cpu)?,
            ),
            Self::Device { first, second } => {
                let home = |t: &Tensor| t.flatten_all()?.to_device(&Device::Cpu)?.copy();
                (home(first)?, home(second)?)
            }
        })
    }

    /// Puts back what [`Moments::state`] gave.
    pub fn restore(&mut self, one: &Tensor, two: &Tensor) -> Result<()> {
        match self {
            Self::Host { first, second } => {
                *first = with_slice(one, <[f32]>::to_vec)?;
                *second = with_slice(two, <[f32]>::to_vec)?;
            }
            Self::Device { first, second } => {
                let back = |t: &Tensor, like: &Tensor| {
                    t.reshape(like.shape())?.to_device(like.device())?.copy()
                };
                (*first, *second) = (back(one, first)?, back(two, second)?);
            }
        }
        Ok(())
    }
}

fn host(var: &Var, g: &Tensor, first: &mut [f32], second: &mut [f32], r: &Rates) -> Result<()> {
    let mut value: Vec<f32> = var.flatten_all()?.to_vec1()?;
    let (keep, size) = (r.keep as f32, r.size as f32);
    let (by, root, eps) = (r.by as f32, r.root as f32, EPS as f32);
    with_slice(g, |g| {
        value
            .par_iter_mut()
            .zip(first.par_iter_mut().zip(second.par_iter_mut()).zip(g))
            .with_min_len(1 << 14)
            .for_each(|(w, ((first, second), g))| {
                let g = g * by;
                *first = BETA1 as f32 * *first + (1.0 - BETA1) as f32 * g;
                *second = BETA2 as f32 * *second + (1.0 - BETA2) as f32 * g * g;
                *w = *w * keep - size * *first / (second.sqrt() * root + eps);
            });
    })?;
    var.set(&Tensor::from_vec(value, var.shape(), var.device())?)?;
    Ok(())
}

fn device(var: &Var, g: &Tensor, first: &mut Tensor, second: &mut Tensor, r: &Rates) -> Result<()> {
    let g = g.to_dtype(DType::F32)?.affine(r.by, 0.0)?;
    *first = (first.affine(BETA1, 0.0)? + g.affine(1.0 - BETA1, 0.0)?)?;
    *second = (second.affine(BETA2, 0.0)? + g.sqr()?.affine(1.0 - BETA2, 0.0)?)?;
    let step = (&*first / second.sqrt()?.affine(r.root, EPS)?)?;
    let value = (var.as_tensor().affine(r.keep, 0.0)? - step.affine(r.size, 0.0)?)?;
    // Without the graph of this step, which would hold the last one's.
    var.set(&value.detach())?;
    Ok(())
}
