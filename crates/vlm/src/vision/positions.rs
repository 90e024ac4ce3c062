//! The table of positions at another grid: bicubic as PyTorch's `interpolate`
//! has it (a = -0.75, half-pixel centres, edges repeated, no antialiasing),
//! which is what transformers uses for DINOv2.

/// Weights of the four neighbours at `t` past the second (Keys 1981).
fn cubic(t: f64) -> [f64; 4] {
    const A: f64 = -0.75;
    let near = |x: f64| ((A + 2.0) * x - (A + 3.0)) * x * x + 1.0;
    let far = |x: f64| ((A * x - 5.0 * A) * x + 8.0 * A) * x - 4.0 * A;
    [far(t + 1.0), near(t), near(1.0 - t), far(2.0 - t)]
}

/// For each of `to` cells its four sources among `from`, with their weights.
fn taps(from: usize, to: usize) -> Vec<[(usize, f64); 4]> {
    (0..to)
        .map(|i| {
            let at = (i as f64 + 0.5) * from as f64 / to as f64 - 0.5;
            let low = at.floor();
            let weights = cubic(at - low);
            std::array::from_fn(|k| {
                let source = (low as isize + k as isize - 1).clamp(0, from as isize - 1);
                (source as usize, weights[k])
            })
        })
        .collect()
}

/// (from², c) to (to², c), rows in reading order.
pub fn interpolate(table: &[f32], from: usize, to: usize, c: usize) -> Vec<f32> {
    assert_eq!(table.len(), from * from * c);
    if from == to {
        return table.to_vec();
    }
    let taps = taps(from, to);
    let mut out = Vec::with_capacity(to * to * c);
    let mut sum = vec![0f64; c];
    for ys in &taps {
        for xs in &taps {
            sum.fill(0.0);
            for (y, wy) in ys {
                for (x, wx) in xs {
                    let row = &table[(y * from + x) * c..][..c];
                    for (s, v) in sum.iter_mut().zip(row) {
                        *s += wy * wx * f64::from(*v);
                    }
                }
            }
            out.extend(sum.iter().map(|s| *s as f32));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_stay_and_the_same_size_changes_nothing() {
        assert!(
            interpolate(&[3.0; 25], 5, 3, 1)
                .iter()
                .all(|v| (v - 3.0).abs() < 1e-6)
        );
        let table: Vec<f32> = (0..32).map(|v| v as f32).collect();
        assert_eq!(interpolate(&table, 4, 4, 2), table);
    }

    /// `F.interpolate(arange(5)**2 in both axes, size=3, mode="bicubic")` worked
    /// by hand from the kernel above's definition: separable, so a product.
    #[test]
    fn a_known_row_is_scaled_as_pytorch_does() {
        let row = [0.0f64, 1.0, 4.0, 9.0, 16.0];
        let one: Vec<f64> = taps(5, 3)
            .iter()
            .map(|t| t.iter().map(|(s, w)| row[*s] * w).sum())
            .collect();
        let table: Vec<f32> = (0..25).map(|i| (row[i / 5] * row[i % 5]) as f32).collect();
        let got = interpolate(&table, 5, 3, 1);
        for (i, v) in got.iter().enumerate() {
            assert!((f64::from(*v) - one[i / 3] * one[i % 3]).abs() < 1e-4);
        }
        // The middle of an odd grid falls on a cell.
        assert!((one[1] - 4.0).abs() < 1e-9);
        // At 1/3 past the first cell: weights of cubic(1/3) over 0, 0, 1, 4.
        let w = cubic(1.0 / 3.0);
        assert!((one[0] - (w[2] + 4.0 * w[3])).abs() < 1e-9);
        assert!((w.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}
