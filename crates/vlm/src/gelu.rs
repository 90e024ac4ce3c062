//! GELU by the error function (Hendrycks & Gimpel 2016), and its slope, on
//! slices.

use crate::ops::wide::exp;

/// erf within 2e-7 (Abramowitz & Stegun 7.1.26).
#[inline(always)]
fn erf(x: f32) -> f32 {
    let a = x.abs();
    let t = 1.0 / (1.0 + 0.327_591_1 * a);
    let p = ((((1.061_405_4 * t - 1.453_152_1) * t + 1.421_413_8) * t - 0.284_496_72) * t
        + 0.254_829_6)
        * t;
    let erf = 1.0 - p * exp(-a * a);
    if x < 0.0 { -erf } else { erf }
}

wide! {
    /// In place.
    pub fn gelu(x: &mut [f32]) {
        for v in x {
            *v = 0.5 * *v * (1.0 + erf(*v * std::f32::consts::FRAC_1_SQRT_2));
        }
    }
}

wide! {
    /// `grad` becomes its product with GELU's slope at `x`.
    pub fn gelu_backward(x: &[f32], grad: &mut [f32]) {
        for (v, g) in x.iter().zip(grad) {
            let below = 0.5 * (1.0 + erf(*v * std::f32::consts::FRAC_1_SQRT_2));
            *g *= below + *v * 0.398_942_3 * exp(-0.5 * *v * *v);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_points() {
        let mut x = [-8.0, -1.0, 0.0, 0.5, 1.0, 3.0];
        gelu(&mut x);
        let want = [
            0.0,
            -0.158_655_25,
            0.0,
            0.345_731_23,
            0.841_344_8,
            2.995_950_3,
        ];
        for (x, want) in x.iter().zip(want) {
            assert!((x - want).abs() < 1e-6, "{x} {want}");
        }
    }

    #[test]
    fn the_slope_agrees_with_differences() {
        for i in -40..40 {
            let x = i as f32 / 10.0;
            let mut pair = [x + 0.01, x - 0.01];
            gelu(&mut pair);
            let mut slope = [2.0];
            gelu_backward(&[x], &mut slope);
            assert!(
                (slope[0] - (pair[0] - pair[1]) / 0.01).abs() < 1e-3,
                "at {x}"
            );
        }
    }
}
