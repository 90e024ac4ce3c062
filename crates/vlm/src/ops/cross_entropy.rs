//! Next-token cross-entropy over rows of logits, and its gradient in the same
//! pass. Which positions count is the caller's business.

use super::wide::exp;
use rayon::prelude::*;

wide! {
    /// log(sum(exp(row))), and the row overwritten with exp(row - max).
    fn exp_row(row: &mut [f32]) -> (f32, f32) {
        let mut tops = [f32::NEG_INFINITY; 8];
        for (i, x) in row.iter().enumerate() {
            let t = &mut tops[i % 8];
            *t = if *x > *t { *x } else { *t };
        }
        let top = tops.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut sums = [0f32; 8];
        for c in row.chunks_mut(8) {
            for (x, s) in c.iter_mut().zip(&mut sums) {
                *x = exp(*x - top);
                *s += *x;
            }
        }
        (top, sums.iter().sum())
    }
}

wide! {
    fn scale_row(row: &mut [f32], by: f32) {
        for x in row {
            *x *= by;
        }
    }
}

/// Overwrites `logits` (rows, vocabulary) with the gradient of
/// `sum(-log p(target))` and returns each row's -log p(target).
/// A NaN or infinite logit gives one that is not finite.
pub fn loss_and_gradient(logits: &mut [f32], vocabulary: usize, targets: &[u32]) -> Vec<f64> {
    assert_eq!(logits.len(), vocabulary * targets.len());
    logits
        .par_chunks_mut(vocabulary)
        .zip(targets)
        .map(|(row, &target)| {
            let wanted = row[target as usize];
            let (top, sum) = exp_row(row);
            scale_row(row, 1.0 / sum);
            row[target as usize] -= 1.0;
            f64::from(top) + f64::from(sum).ln() - f64::from(wanted)
        })
        .collect()
}

wide! {
    fn top_of(row: &[f32]) -> f32 {
        let mut tops = [f32::NEG_INFINITY; 8];
        for c in row.chunks(8) {
            for (x, t) in c.iter().zip(&mut tops) {
                *t = if *x > *t { *x } else { *t };
            }
        }
        tops.iter().copied().fold(f32::NEG_INFINITY, f32::max)
    }
}

wide! {
    /// sum(exp(row - top)): in f32 over stretches, in f64 over these.
    fn sum_of(row: &[f32], top: f32) -> f64 {
        let mut sum = 0f64;
        for stretch in row.chunks(1024) {
            let mut sums = [0f32; 8];
            for c in stretch.chunks(8) {
                for (x, s) in c.iter().zip(&mut sums) {
                    *s += exp(*x - top);
                }
            }
            sum += sums.iter().map(|s| f64::from(*s)).sum::<f64>();
        }
        sum
    }
}

/// log(sum(exp(row))).
pub fn log_sum(row: &[f32]) -> f32 {
    let top = top_of(row);
    (f64::from(top) + sum_of(row, top).ln()) as f32
}

/// The likeliest entry of a row, of equal ones the first, and its
/// log-probability.
pub fn best(row: &[f32]) -> (u32, f32) {
    let top = top_of(row);
    let at = row.iter().position(|x| *x == top).unwrap_or(0);
    (at as u32, -sum_of(row, top).ln() as f32)
}

#[cfg(test)]
mod tests {
    use super::super::check::{differences, numbers};
    use super::*;

    #[test]
    fn gradient_agrees_with_differences() {
        let logits = numbers(3 * 11, 1);
        let targets = [4, 0, 10];
        let mut grad = logits.clone();
        loss_and_gradient(&mut grad, 11, &targets);
        differences(&logits, &grad, |x| {
            loss_and_gradient(&mut x.to_vec(), 11, &targets)
                .iter()
                .sum()
        });
    }

    #[test]
    fn equal_logits_cost_the_log_of_the_vocabulary() {
        for got in loss_and_gradient(&mut [2.0; 20], 10, &[1, 9]) {
            assert!((got - 10f64.ln()).abs() < 1e-5);
        }
    }

    #[test]
    fn a_nan_is_not_hidden() {
        let mut logits = [0.0, f32::NAN, 1.0];
        assert!(!loss_and_gradient(&mut logits, 3, &[0])[0].is_finite());
    }

    #[test]
    fn best_gives_the_first_of_the_likeliest() {
        let (at, logprob) = best(&[0.0, 1.0, 1.0]);
        assert_eq!(at, 1);
        assert!((f64::from(logprob) - (1f64 - (1.0 + 2.0 * 1f64.exp()).ln())).abs() < 1e-6);
    }
}
