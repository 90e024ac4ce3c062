//! Root-mean-square norm with a frozen weight (Zhang & Sennrich 2019):
//! y = w x / sqrt(mean(x^2) + eps), row by row.

use super::wide::dot;
use rayon::prelude::*;

/// Rows one task takes: enough to hide the cost of handing it over.
const ROWS: usize = 32;

wide! {
    fn forward_rows(x: &[f32], w: &[f32], eps: f32, out: &mut [f32]) {
        let d = w.len();
        for (x, out) in x.chunks_exact(d).zip(out.chunks_exact_mut(d)) {
            let r = 1.0 / (dot(x, x) / d as f32 + eps).sqrt();
            for i in 0..d {
                out[i] = x[i] * r * w[i];
            }
        }
    }
}

wide! {
    fn backward_rows(x: &[f32], w: &[f32], eps: f32, g: &[f32], dx: &mut [f32]) {
        let d = w.len();
        for ((x, g), dx) in x.chunks_exact(d).zip(g.chunks_exact(d)).zip(dx.chunks_exact_mut(d)) {
            let r = 1.0 / (dot(x, x) / d as f32 + eps).sqrt();
            let mut sums = [0f32; 8];
            for i in 0..d {
                sums[i % 8] += x[i] * g[i] * w[i];
            }
            let c = sums.iter().sum::<f32>() * r * r * r / d as f32;
            for i in 0..d {
                dx[i] += r * w[i] * g[i] - c * x[i];
            }
        }
    }
}

/// `out` = norm of each row of `x`; rows are as wide as `w`.
pub fn forward(x: &[f32], w: &[f32], eps: f32, out: &mut [f32]) {
    assert!(x.len() == out.len() && x.len().is_multiple_of(w.len()));
    let chunk = ROWS * w.len();
    out.par_chunks_mut(chunk)
        .zip(x.par_chunks(chunk))
        .for_each(|(out, x)| forward_rows(x, w, eps, out));
}

/// `dx` += the gradient of `x` for the gradient `g` of the result.
pub fn backward_add(x: &[f32], w: &[f32], eps: f32, g: &[f32], dx: &mut [f32]) {
    assert!(x.len() == g.len() && x.len() == dx.len() && x.len().is_multiple_of(w.len()));
    let chunk = ROWS * w.len();
    dx.par_chunks_mut(chunk)
        .zip(x.par_chunks(chunk).zip(g.par_chunks(chunk)))
        .for_each(|(dx, (x, g))| backward_rows(x, w, eps, g, dx));
}

#[cfg(test)]
mod tests {
    use super::super::check::{differences, dot64, numbers};
    use super::*;

    #[test]
    fn backward_agrees_with_differences() {
        let (x, w, g) = (numbers(3 * 20, 1), numbers(20, 2), numbers(3 * 20, 3));
        let mut dx = vec![0.0; x.len()];
        backward_add(&x, &w, 1e-5, &g, &mut dx);
        differences(&x, &dx, |x| {
            let mut out = vec![0.0; x.len()];
            forward(x, &w, 1e-5, &mut out);
            dot64(&out, &g)
        });
    }

    #[test]
    fn a_row_of_equal_numbers_becomes_the_weight() {
        let w = numbers(9, 4);
        let mut out = vec![0.0; 9];
        forward(&[3.0; 9], &w, 0.0, &mut out);
        for (o, w) in out.iter().zip(&w) {
            assert!((o - w).abs() < 1e-6);
        }
    }
}
