//! AdamW (Loshchilov & Hutter 2019) over one flat list of numbers: the head is
//! small and trains without tensors, so it needs no more.

use super::net::{Part, Shape};

const BETA1: f32 = 0.9;
const BETA2: f32 = 0.999;

/// Moments of every parameter.
pub struct Adam {
    first: Vec<f32>,
    second: Vec<f32>,
    steps: i32,
    clip: f32,
    decay: f32,
}

impl Adam {
    /// `clip` bounds the gradient's norm.
    pub fn new(n: usize, clip: f32, decay: f32) -> Self {
        Self {
            first: vec![0.0; n],
            second: vec![0.0; n],
            steps: 0,
            clip,
            decay,
        }
    }

    /// One step; `false` when the gradient is not finite and nothing changed.
    pub fn step(&mut self, s: Shape, params: &mut [f32], grads: &[f32], lr: f32) -> bool {
        let norm = grads
            .iter()
            .map(|g| f64::from(*g) * f64::from(*g))
            .sum::<f64>()
            .sqrt() as f32;
        if !norm.is_finite() {
            return false;
        }
        let by = if norm > self.clip {
            self.clip / norm
        } else {
            1.0
        };
        self.steps += 1;
        let (c1, c2) = (1.0 - BETA1.powi(self.steps), 1.0 - BETA2.powi(self.steps));
        for part in Part::ALL {
            let keep = if part.decays() {
                1.0 - lr * self.decay
            } else {
                1.0
            };
            for i in s.range(part) {
                let g = grads[i] * by;
                self.first[i] = BETA1 * self.first[i] + (1.0 - BETA1) * g;
                self.second[i] = BETA2 * self.second[i] + (1.0 - BETA2) * g * g;
                let step = self.first[i] / c1 / ((self.second[i] / c2).sqrt() + 1e-8);
                params[i] = params[i] * keep - lr * step;
            }
        }
        true
    }
}
