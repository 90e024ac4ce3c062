//! A layer norm without scale and shift, which the linear after it can hold.

use rayon::prelude::*;

/// Added to the variance.
pub const EPS: f32 = 1e-6;

/// (x - mean) / deviation.
pub fn normalise(x: &[f32], out: &mut [f32]) {
    let n = x.len() as f32;
    let mean = x.iter().sum::<f32>() / n;
    let variance = x.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / n;
    let by = 1.0 / (variance + EPS).sqrt();
    out.iter_mut()
        .zip(x)
        .for_each(|(o, v)| *o = (v - mean) * by);
}

/// Each row of `x`, `width` numbers long, by itself. `width` is not 0.
pub fn normalise_rows(x: &[f32], width: usize) -> Vec<f32> {
    let mut out = vec![0f32; x.len()];
    out.par_chunks_mut(width)
        .zip(x.par_chunks(width))
        .for_each(|(out, x)| normalise(x, out));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_zero_and_deviation_one_whatever_the_scale() {
        let mut out = [0f32; 4];
        normalise(&[10.0, 30.0, 10.0, 30.0], &mut out);
        for (got, want) in out.iter().zip([-1.0, 1.0, -1.0, 1.0]) {
            assert!((got - want).abs() < 1e-6);
        }
        normalise(&[5.0; 4], &mut out);
        assert_eq!(out, [0.0; 4]);
    }

    #[test]
    fn rows_do_not_mix() {
        let out = normalise_rows(&[10.0, 30.0, 7.0, 7.0, 5.0, -5.0], 2);
        for (got, want) in out.iter().zip([-1.0, 1.0, 0.0, 0.0, 1.0, -1.0]) {
            assert!((got - want).abs() < 1e-6);
        }
    }
}
