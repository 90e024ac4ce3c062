//! AdamW (Loshchilov & Hutter 2019) with what a run needs and candle's has
//! not: groups, clipping by the global norm, a state that can be saved, and a
//! step that refuses numbers that are not finite.

use crate::tensors::with_slice;
use anyhow::{Context as _, Result, ensure};
use candle_core::backprop::GradStore;
use candle_core::{Device, Tensor, Var};
use rayon::prelude::*;
use std::collections::BTreeMap;

const BETA1: f64 = 0.9;
const BETA2: f64 = 0.999;
const EPS: f64 = 1e-8;

/// One variable and how it is trained.
pub struct Param {
    /// Its name in checkpoints.
    pub name: String,
    /// The variable, f32.
    pub var: Var,
    /// Peak learning rate.
    pub lr: f64,
    /// Decoupled weight decay; 0 for norms and biases.
    pub decay: f64,
}

struct Moments {
    first: Vec<f32>,
    second: Vec<f32>,
}

/// The optimiser with its state.
pub struct AdamW {
    params: Vec<Param>,
    moments: Vec<Moments>,
    steps: u64,
    clip: f64,
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Taken; the gradient's norm before clipping.
    Taken(f64),
    /// Loss or gradient was not finite: nothing was changed.
    Skipped,
}

impl AdamW {
    /// Moments start at zero. `clip` bounds the global norm; 0 means no bound.
    pub fn new(params: Vec<Param>, clip: f64) -> Self {
        let moments = params
            .iter()
            .map(|p| {
                let n = p.var.elem_count();
                Moments {
                    first: vec![0.0; n],
                    second: vec![0.0; n],
                }
            })
            .collect();
        Self {
            params,
            moments,
            steps: 0,
            clip,
        }
    }

    /// One step with every learning rate multiplied by `factor`.
    ///
    /// # Errors
    /// A variable that has no gradient: the graph lost it.
    pub fn step(&mut self, grads: &GradStore, factor: f64) -> Result<Step> {
        let mut all = Vec::with_capacity(self.params.len());
        let mut square = 0f64;
        for p in &self.params {
            let g = grads
                .get(&p.var)
                .with_context(|| format!("{} has no gradient", p.name))?;
            let g: Vec<f32> = g.flatten_all()?.to_vec1()?;
            square += g.iter().map(|g| f64::from(*g) * f64::from(*g)).sum::<f64>();
            all.push(g);
        }
        let norm = square.sqrt();
        if !norm.is_finite() {
            return Ok(Step::Skipped);
        }
        let by = if self.clip > 0.0 && norm > self.clip {
            self.clip / norm
        } else {
            1.0
        };
        self.steps += 1;
        let t = self.steps as i32;
        let (c1, c2) = (1.0 - BETA1.powi(t), 1.0 - BETA2.powi(t));
        for ((p, m), g) in self.params.iter().zip(&mut self.moments).zip(&all) {
            let lr = p.lr * factor;
            let (keep, size) = ((1.0 - lr * p.decay) as f32, (lr / c1) as f32);
            let (by, root, eps) = (by as f32, (1.0 / c2.sqrt()) as f32, EPS as f32);
            let mut value: Vec<f32> = p.var.flatten_all()?.to_vec1()?;
            value
                .par_iter_mut()
                .zip(
                    m.first
                        .par_iter_mut()
                        .zip(m.second.par_iter_mut())
                        .zip(g.par_iter()),
                )
                .with_min_len(1 << 14)
                .for_each(|(w, ((first, second), g))| {
                    let g = g * by;
                    *first = BETA1 as f32 * *first + (1.0 - BETA1) as f32 * g;
                    *second = BETA2 as f32 * *second + (1.0 - BETA2) as f32 * g * g;
                    *w = *w * keep - size * *first / (second.sqrt() * root + eps);
                });
            p.var
                .set(&Tensor::from_vec(value, p.var.shape(), p.var.device())?)?;
        }
        Ok(Step::Taken(norm))
    }

    /// Variables and moments by name, as copies.
    ///
    /// # Errors
    /// What candle refuses.
    pub fn state(&self) -> Result<BTreeMap<String, Tensor>> {
        let mut all = BTreeMap::new();
        for (p, m) in self.params.iter().zip(&self.moments) {
            let n = m.first.len();
            all.insert(
                format!("value.{}", p.name),
                p.var.flatten_all()?.to_device(&Device::Cpu)?.copy()?,
            );
            all.insert(
                format!("first.{}", p.name),
                Tensor::from_slice(&m.first, n, &Device::Cpu)?,
            );
            all.insert(
                format!("second.{}", p.name),
                Tensor::from_slice(&m.second, n, &Device::Cpu)?,
            );
        }
        Ok(all)
    }

    /// Steps taken; skipped ones do not count.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Puts back what [`AdamW::state`] gave after `steps` steps.
    ///
    /// # Errors
    /// A missing tensor, or one of another size.
    pub fn restore(&mut self, state: &BTreeMap<String, Tensor>, steps: u64) -> Result<()> {
        for (p, m) in self.params.iter().zip(&mut self.moments) {
            let get = |kind: &str| -> Result<&Tensor> {
                let t = state
                    .get(&format!("{kind}.{}", p.name))
                    .with_context(|| format!("no {kind}.{}", p.name))?;
                ensure!(
                    t.elem_count() == p.var.elem_count(),
                    "{kind}.{} has another size",
                    p.name
                );
                Ok(t)
            };
            m.first = with_slice(get("first")?, <[f32]>::to_vec)?;
            m.second = with_slice(get("second")?, <[f32]>::to_vec)?;
            let value = get("value")?
                .reshape(p.var.shape())?
                .to_device(p.var.device())?
                .copy()?;
            p.var.set(&value)?;
        }
        self.steps = steps;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use candle_core::DType;

    fn var(x: &[f32]) -> Var {
        Var::from_tensor(&Tensor::from_slice(x, x.len(), &Device::Cpu).unwrap()).unwrap()
    }

    fn param(name: &str, var: &Var, lr: f64, decay: f64) -> Param {
        Param {
            name: name.into(),
            var: var.clone(),
            lr,
            decay,
        }
    }

    fn values(v: &Var) -> Vec<f32> {
        v.to_vec1().unwrap()
    }

    #[test]
    fn agrees_with_candles_own_where_that_one_goes() {
        use candle_nn::Optimizer as _;
        let (ours, theirs) = (var(&[1.0, -2.0, 3.0]), var(&[1.0, -2.0, 3.0]));
        let mut a = AdamW::new(vec![param("x", &ours, 0.1, 0.01)], 0.0);
        let config = candle_nn::ParamsAdamW {
            lr: 0.1,
            weight_decay: 0.01,
            ..Default::default()
        };
        let mut b = candle_nn::AdamW::new(vec![theirs.clone()], config).unwrap();
        for _ in 0..20 {
            let f = |v: &Var| {
                (v.sqr().unwrap() * v.as_tensor())
                    .unwrap()
                    .sum_all()
                    .unwrap()
                    .backward()
                    .unwrap()
            };
            a.step(&f(&ours), 1.0).unwrap();
            b.step(&f(&theirs)).unwrap();
        }
        for (x, y) in values(&ours).iter().zip(values(&theirs)) {
            assert!((x - y).abs() < 1e-4, "{x} {y}");
        }
    }

    #[test]
    fn groups_have_rates_of_their_own_and_clipping_sees_all() {
        let (x, y) = (var(&[0.0]), var(&[0.0]));
        let mut a = AdamW::new(
            vec![param("x", &x, 0.1, 0.0), param("y", &y, 0.0, 0.0)],
            1.0,
        );
        let loss = (x.affine(3.0, 0.0).unwrap() + y.affine(4.0, 0.0).unwrap())
            .unwrap()
            .sum_all()
            .unwrap();
        let Step::Taken(norm) = a.step(&loss.backward().unwrap(), 0.5).unwrap() else {
            panic!("skipped")
        };
        assert!((norm - 5.0).abs() < 1e-6);
        assert!((values(&x)[0] + 0.05).abs() < 1e-6 && values(&y)[0] == 0.0);
        assert!((a.moments[0].first[0] - 0.06).abs() < 1e-6);
    }

    #[test]
    fn what_is_not_finite_changes_nothing() {
        let x = var(&[1.0, 2.0]);
        let mut a = AdamW::new(vec![param("x", &x, 0.1, 0.1)], 1.0);
        let loss = (x.as_tensor() * f64::NAN).unwrap().sum_all().unwrap();
        assert_eq!(
            a.step(&loss.backward().unwrap(), 1.0).unwrap(),
            Step::Skipped
        );
        assert_eq!(values(&x), [1.0, 2.0]);
        assert_eq!(a.steps(), 0);
    }

    #[test]
    fn a_variable_the_graph_lost_is_named() {
        let (x, y) = (var(&[1.0]), var(&[1.0]));
        let mut a = AdamW::new(vec![param("lost", &y, 0.1, 0.0)], 1.0);
        let why = a
            .step(&x.sum_all().unwrap().backward().unwrap(), 1.0)
            .unwrap_err();
        assert!(why.to_string().contains("lost"));
    }

    #[test]
    fn a_restored_state_goes_on_to_the_same_bits() {
        let run = |cut: Option<usize>| {
            let x = var(&[1.0, -0.5, 0.3]);
            let mut a = AdamW::new(vec![param("x", &x, 0.05, 0.01)], 1.0);
            for i in 0..10 {
                if cut == Some(i) {
                    let (state, steps) = (a.state().unwrap(), a.steps());
                    x.set(&Tensor::zeros(3, DType::F32, &Device::Cpu).unwrap())
                        .unwrap();
                    a = AdamW::new(vec![param("x", &x, 0.05, 0.01)], 1.0);
                    a.restore(&state, steps).unwrap();
                }
                a.step(
                    &x.sqr().unwrap().sum_all().unwrap().backward().unwrap(),
                    1.0,
                )
                .unwrap();
            }
            values(&x)
        };
        assert_eq!(run(None), run(Some(4)));
    }
}
