//! AdamW (Loshchilov & Hutter 2019) with what a run needs and candle's has
//! not: groups, clipping by the global norm, a state that can be saved, and a
//! step that refuses numbers that are not finite.

mod moments;

use anyhow::{Context as _, Result, bail, ensure};
use candle_core::backprop::GradStore;
use candle_core::{Device, Tensor, Var};
use moments::{Moments, Rates};
use std::collections::BTreeMap;

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
    ///
    /// # Errors
    /// A device that has no room.
    pub fn new(params: Vec<Param>, clip: f64) -> Result<Self> {
        let moments = params.iter().map(|p| Moments::of(&p.var));
        Ok(Self {
            moments: moments.collect::<Result<_>>()?,
            params,
            steps: 0,
            clip,
        })
    }

    /// One step with every learning rate multiplied by `factor`.
    ///
    /// # Errors
    /// A variable that has no gradient: the graph lost it.
    pub fn step(&mut self, grads: &GradStore, factor: f64) -> Result<Step> {
        self.step_but(grads, factor, &|_| false)
    }

    /// As [`AdamW::step`], but what `unseen` names may lack a gradient, such as
    /// the projector in a step without images: it is left as it is, moments
    /// too.
    ///
    /// # Errors
    /// As [`AdamW::step`].
    pub fn step_but(
        &mut self,
        grads: &GradStore,
        factor: f64,
        unseen: &dyn Fn(&str) -> bool,
    ) -> Result<Step> {
        let mut all = Vec::with_capacity(self.params.len());
        for p in &self.params {
            let g = grads.get(&p.var);
            if g.is_none() && !unseen(&p.name) {
                bail!("{} has no gradient", p.name)
            }
            all.push(g);
        }
        let norm = moments::norm(all.iter().flatten())?;
        if !norm.is_finite() {
            return Ok(Step::Skipped);
        }
        let by = if self.clip > 0.0 && norm > self.clip {
            self.clip / norm
        } else {
            1.0
        };
        self.steps += 1;
        for ((p, m), g) in self.params.iter().zip(&mut self.moments).zip(&all) {
            let Some(g) = g else { continue };
            let rates = Rates::new(p.lr * factor, p.decay, by, self.steps);
            m.step(&p.var, g, &rates)?;
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
            let value = p.var.flatten_all()?.to_device(&Device::Cpu)?.copy()?;
            let (first, second) = m.state()?;
            for (kind, t) in [("value", value), ("first", first), ("second", second)] {
                all.insert(format!("{kind}.{}", p.name), t);
            }
        }
        Ok(all)
    }

    /// What it trains.
    pub fn vars(&self) -> impl Iterator<Item = &Var> {
        self.params.iter().map(|p| &p.var)
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
            m.restore(get("first")?, get("second")?)?;
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
mod tests;
