//! One step: micro-batches forward and backward, their gradients summed, into
//! the weights.

use super::objective::{Example, Window, share};
use super::params::PROJECTOR;
use super::room;
use super::run::Run;
use crate::llama::Pass;
use crate::ops::dropout::Dropout;
use crate::optimiser::Step;
use anyhow::{Result, bail};
use candle_core::backprop::GradStore;

/// What a step did; NaN where it was skipped.
pub(super) struct Done {
    pub loss: f32,
    pub norm: f64,
    /// Preference loss and share of pairs that are right, where there are any.
    pub preference: Option<(f32, f32)>,
}

/// Of one step's rows, before they go into the weights.
struct Summed {
    grads: GradStore,
    loss: f32,
    preference: f32,
    /// Pairs that are right.
    right: usize,
}

impl Run<'_> {
    pub(super) fn update(&mut self, chosen: &[usize], factor: f64) -> Result<Done> {
        let examples: Vec<&Example> = chosen.iter().map(|&i| &self.rows[i]).collect();
        let window = Window {
            tokens: examples.iter().map(|e| e.supervised()).sum(),
            pairs: examples.iter().filter(|e| e.refused.is_some()).count(),
        };
        let sees = examples.iter().any(|e| e.visual() > 0);
        let mut micro = self.micro;
        let summed = room::fitting(&mut micro, |micro| self.summed(&examples, window, micro))?;
        self.micro = micro;
        let Some(summed) = summed else {
            return self.skip();
        };
        let unseen = |name: &str| !sees && name.starts_with(PROJECTOR);
        match self.optimiser.step_but(&summed.grads, factor, &unseen)? {
            Step::Skipped => self.skip(),
            Step::Taken(norm) => Ok(Done {
                loss: summed.loss,
                norm,
                preference: (window.pairs > 0).then(|| {
                    let right = summed.right as f32 / window.pairs as f32;
                    (summed.preference, right)
                }),
            }),
        }
    }

    /// Forward and backward, `micro` rows at a time; none where a number is not finite.
    fn summed(
        &self,
        examples: &[&Example],
        window: Window,
        micro: usize,
    ) -> Result<Option<Summed>> {
        let mut all: Option<Summed> = None;
        for (at, part) in examples.chunks(micro).enumerate() {
            let share = share(
                self.base,
                &self.tuned,
                part,
                window,
                self.config.preference,
                self.pass(at),
            )?;
            if !(share.response + share.preference).is_finite() {
                return Ok(None);
            }
            let more = share.loss.backward()?;
            all = Some(match all {
                None => Summed {
                    grads: more,
                    loss: share.response,
                    preference: share.preference,
                    right: share.right,
                },
                Some(sum) => Summed {
                    grads: self.added(sum.grads, &more)?,
                    loss: sum.loss + share.response,
                    preference: sum.preference + share.preference,
                    right: sum.right + share.right,
                },
            });
        }
        Ok(all)
    }

    /// Dropout is a function of seed, step and micro-batch: a resumed run
    /// drops what the killed one would have.
    fn pass(&self, micro: usize) -> Pass {
        let rate = self.config.lora_dropout as f32;
        let seed = Dropout {
            rate,
            seed: self.config.seed,
        };
        Pass {
            recompute: self.config.recompute,
            dropout: (rate > 0.0).then(|| seed.of(self.state.step as u64).of(micro as u64)),
            graphless: false,
        }
    }

    fn added(&self, mut sum: GradStore, more: &GradStore) -> Result<GradStore> {
        for var in self.optimiser.vars() {
            let Some(b) = more.get(var) else { continue };
            let both = match sum.get(var) {
                Some(a) => (a + b)?,
                None => b.clone(),
            };
            sum.insert(var, both);
        }
        Ok(sum)
    }

    fn skip(&mut self) -> Result<Done> {
        self.state.skipped += 1;
        tracing::warn!(
            "step {} skipped: its numbers are not finite",
            self.state.step + 1
        );
        if self.state.skipped > self.config.max_skipped {
            bail!(
                "{} steps had numbers that are not finite: the run gives up",
                self.state.skipped
            );
        }
        Ok(Done {
            loss: f32::NAN,
            norm: f64::NAN,
            preference: None,
        })
    }
}
