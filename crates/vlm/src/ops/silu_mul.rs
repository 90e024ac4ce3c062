//! SwiGLU's middle (Shazeer 2020): silu(gate) * up, where each row holds its
//! gate values and then its up values.

use super::wide::exp;
use rayon::prelude::*;

const ROWS: usize = 16;

wide! {
    fn forward_rows(gate_up: &[f32], width: usize, out: &mut [f32]) {
        for (row, out) in gate_up.chunks_exact(2 * width).zip(out.chunks_exact_mut(width)) {
            let (gate, up) = row.split_at(width);
            for i in 0..width {
                out[i] = gate[i] / (1.0 + exp(-gate[i])) * up[i];
            }
        }
    }
}

wide! {
    fn backward_rows(gate_up: &mut [f32], width: usize, g: &[f32]) {
        for (row, g) in gate_up.chunks_exact_mut(2 * width).zip(g.chunks_exact(width)) {
            let (gate, up) = row.split_at_mut(width);
            for i in 0..width {
                let x = gate[i];
                let s = 1.0 / (1.0 + exp(-x));
                gate[i] = g[i] * up[i] * s * (1.0 + x * (1.0 - s));
                up[i] = g[i] * x * s;
            }
        }
    }
}

/// `out` (rows, width) from `gate_up` (rows, 2 width).
pub fn forward(gate_up: &[f32], width: usize, out: &mut [f32]) {
    assert!(gate_up.len() == 2 * out.len() && out.len().is_multiple_of(width));
    out.par_chunks_mut(ROWS * width)
        .zip(gate_up.par_chunks(2 * ROWS * width))
        .for_each(|(out, gu)| forward_rows(gu, width, out));
}

/// Overwrites `gate_up` with its gradient for the gradient `g` of the result.
pub fn backward_in_place(gate_up: &mut [f32], width: usize, g: &[f32]) {
    assert!(gate_up.len() == 2 * g.len() && g.len().is_multiple_of(width));
    gate_up
        .par_chunks_mut(2 * ROWS * width)
        .zip(g.par_chunks(ROWS * width))
        .for_each(|(gu, g)| backward_rows(gu, width, g));
}

#[cfg(test)]
mod tests {
    use super::super::check::{differences, dot64, numbers};
    use super::*;

    #[test]
    fn backward_agrees_with_differences() {
        let gu: Vec<f32> = numbers(2 * 2 * 7, 1).iter().map(|x| 3.0 * x).collect();
        let g = numbers(2 * 7, 2);
        let mut grad = gu.clone();
        backward_in_place(&mut grad, 7, &g);
        differences(&gu, &grad, |gu| {
            let mut out = vec![0.0; 2 * 7];
            forward(gu, 7, &mut out);
            dot64(&out, &g)
        });
    }

    #[test]
    fn a_shut_gate_lets_nothing_through() {
        let mut out = [1.0];
        forward(&[-80.0, 5.0], 1, &mut out);
        assert!(out[0].abs() < 1e-30);
    }
}
