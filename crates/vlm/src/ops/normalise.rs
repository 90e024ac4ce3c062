//! A layer norm without scale and shift, which the linear after it can hold.

const EPS: f32 = 1e-6;

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
}
