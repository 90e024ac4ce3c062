//! The frozen linears in eight bits, a quarter of the bytes: what tokens are
//! guessed with, which the weights themselves then confirm or not (Leviathan
//! et al. 2023). It must never decide a token.

use super::model::Shared;
use crate::ops::thin::Product;
use rayon::prelude::*;

/// One matrix: whole numbers up to 127, and what each row is multiplied with.
pub struct Small {
    numbers: Vec<i8>,
    scales: Vec<f32>,
    inputs: usize,
}

/// Every linear of a model: its layers' groups, and the head.
pub struct Draft {
    /// Layer by layer, the four groups.
    pub layers: Vec<[Small; 4]>,
    /// The head.
    pub head: Small,
}

impl Small {
    fn new(weight: &[f32], inputs: usize) -> Self {
        let scales: Vec<f32> = weight
            .par_chunks_exact(inputs)
            .map(|row| row.iter().fold(0f32, |top, w| top.max(w.abs())) / 127.0)
            .collect();
        let rows = weight.par_chunks_exact(inputs).zip(&scales);
        let numbers = rows
            .flat_map_iter(|(row, &scale)| {
                let by = if scale > 0.0 { 1.0 / scale } else { 0.0 };
                row.iter().map(move |w| (w * by).round() as i8)
            })
            .collect();
        Self {
            numbers,
            scales,
            inputs,
        }
    }

    /// Its product with `x` (rows, inputs).
    pub fn of<'a>(&'a self, x: &'a [f32]) -> Product<'a, i8> {
        Product {
            weight: &self.numbers,
            scales: &self.scales,
            inputs: self.inputs,
            x,
        }
    }
}

impl Draft {
    /// Of a model's weights.
    pub fn new(shared: &Shared) -> Self {
        let layers = shared.layers.iter().map(|l| {
            l.linears
                .each_ref()
                .map(|w| Small::new(w.weight(), w.inputs()))
        });
        Self {
            layers: layers.collect(),
            head: Small::new(shared.head(), shared.config.hidden_size),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::check::{dot64, numbers};
    use crate::ops::team;

    #[test]
    fn eight_bits_come_within_half_a_step_of_each_weight() {
        let (w, x) = (numbers(13 * 40, 1), numbers(5 * 40, 2));
        let small = Small::new(&w, 40);
        let mut out = vec![0f32; 5 * 13];
        team::with(|team| small.of(&x).run(team, &mut out, 0.0, &|_, _| {}));
        for (row, x) in x.chunks_exact(40).enumerate() {
            let most: f64 = x.iter().map(|x| f64::from(x.abs())).sum();
            for (o, w) in w.chunks_exact(40).enumerate() {
                let off = (f64::from(out[row * 13 + o]) - dot64(w, x)).abs();
                assert!(off <= 0.5 * f64::from(small.scales[o]) * most + 1e-5);
                assert!(off > 0.0);
            }
        }
        assert!(Small::new(&[0.0; 8], 4).numbers.iter().all(|n| *n == 0));
    }
}
