//! Rotary positions (Su et al. 2021) in the half-split layout of Hugging
//! Face's Llama: entry i turns with entry i + dim/2.

use rayon::prelude::*;

/// Cosines and sines, (positions, dim / 2) each.
#[derive(Clone, Debug)]
pub struct Table {
    cos: Vec<f32>,
    sin: Vec<f32>,
    half: usize,
}

impl Table {
    /// Angles position * base^(-2i / dim) for `positions` positions.
    pub fn new(dim: usize, base: f64, positions: usize) -> Self {
        let half = dim / 2;
        let angle = |p: usize, i: usize| p as f64 * base.powf(-2.0 * i as f64 / dim as f64);
        let all = |f: fn(f64) -> f64| {
            (0..positions)
                .flat_map(|p| (0..half).map(move |i| f(angle(p, i)) as f32))
                .collect()
        };
        Self {
            cos: all(f64::cos),
            sin: all(f64::sin),
            half,
        }
    }

    /// How many positions the table holds.
    pub fn positions(&self) -> usize {
        self.cos.len() / self.half
    }

    /// The cosines, (positions, dim / 2).
    pub fn cos(&self) -> &[f32] {
        &self.cos
    }

    /// The sines, (positions, dim / 2).
    pub fn sin(&self) -> &[f32] {
        &self.sin
    }
}

wide! {
    fn turn_row(row: &mut [f32], cos: &[f32], sin: &[f32], sign: f32) {
        let half = cos.len();
        for head in row.chunks_exact_mut(2 * half) {
            let (a, b) = head.split_at_mut(half);
            for i in 0..half {
                let (x, y, s) = (a[i], b[i], sin[i] * sign);
                a[i] = x * cos[i] - y * s;
                b[i] = y * cos[i] + x * s;
            }
        }
    }
}

/// Turns the first `heads` heads of each row of `data` (rows `stride` apart)
/// to the row's entry in `positions`. `back` turns the other way, which is the
/// backward: a rotation's transpose is its inverse.
pub fn turn(
    data: &mut [f32],
    stride: usize,
    heads: usize,
    positions: &[u32],
    table: &Table,
    back: bool,
) {
    let half = table.half;
    let sign = if back { -1.0 } else { 1.0 };
    assert!(data.len() == stride * positions.len() && heads * 2 * half <= stride);
    data.par_chunks_mut(stride)
        .zip(positions)
        .with_min_len(32)
        .for_each(|(row, &p)| {
            let at = p as usize * half..(p as usize + 1) * half;
            turn_row(
                &mut row[..heads * 2 * half],
                &table.cos[at.clone()],
                &table.sin[at],
                sign,
            );
        });
}

#[cfg(test)]
mod tests {
    use super::super::check::{differences, dot64, numbers};
    use super::*;

    #[test]
    fn backward_agrees_with_differences_and_undoes_the_forward() {
        let table = Table::new(8, 1e4, 16);
        let positions = [3, 0, 15];
        let (x, g) = (numbers(3 * 20, 1), numbers(3 * 20, 2));
        let mut dx = g.clone();
        turn(&mut dx, 20, 2, &positions, &table, true);
        differences(&x, &dx, |x| {
            let mut y = x.to_vec();
            turn(&mut y, 20, 2, &positions, &table, false);
            dot64(&y, &g)
        });
        let mut again = x.clone();
        turn(&mut again, 20, 2, &positions, &table, false);
        turn(&mut again, 20, 2, &positions, &table, true);
        assert!(again.iter().zip(&x).all(|(a, b)| (a - b).abs() < 1e-6));
    }

    #[test]
    fn scores_depend_on_distance_alone() {
        let table = Table::new(8, 1e4, 64);
        let (q, k) = (numbers(8, 1), numbers(8, 2));
        let score = |p: u32, s: u32| {
            let (mut q, mut k) = (q.clone(), k.clone());
            turn(&mut q, 8, 1, &[p], &table, false);
            turn(&mut k, 8, 1, &[s], &table, false);
            dot64(&q, &k)
        };
        assert!((score(9, 4) - score(40, 35)).abs() < 1e-5);
    }
}
