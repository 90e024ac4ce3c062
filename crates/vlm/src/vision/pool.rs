//! The grid, pooled for the text path.

use super::Features;
use candle_core::{Device, Result, Tensor};

/// (pooled², 2c): each block's mean, then its maximum, blocks in reading order.
///
/// # Errors
/// A grid that does not divide into `pooled` blocks a side.
pub fn pool(features: &Features, pooled: usize) -> Result<Tensor> {
    let (side, c) = (features.grid_side, features.grid.dim(1)?);
    if pooled == 0 || side % pooled != 0 || features.grid.dim(0)? != side * side {
        candle_core::bail!("a grid of {side} cells a side does not pool to {pooled}")
    }
    let block = side / pooled;
    let mut out = vec![0f32; pooled * pooled * 2 * c];
    crate::tensors::with_slice(&features.grid, |grid| {
        for (t, out) in out.chunks_exact_mut(2 * c).enumerate() {
            let (mean, max) = out.split_at_mut(c);
            max.fill(f32::NEG_INFINITY);
            for i in 0..block * block {
                let (y, x) = (
                    t / pooled * block + i / block,
                    t % pooled * block + i % block,
                );
                for ((v, mean), max) in grid[(y * side + x) * c..][..c]
                    .iter()
                    .zip(&mut *mean)
                    .zip(&mut *max)
                {
                    *mean += v / (block * block) as f32;
                    *max = max.max(*v);
                }
            }
        }
    })?;
    Tensor::from_vec(out, (pooled * pooled, 2 * c), &Device::Cpu)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::padding::Padding;

    #[test]
    fn mean_and_max_of_each_block_in_reading_order() {
        let grid: Vec<f32> = (0..16).flat_map(|i| [i as f32, -(i as f32)]).collect();
        let grid = Tensor::from_vec(grid, (16, 2), &Device::Cpu).unwrap();
        let f = Features {
            grid,
            grid_side: 4,
            padded: Padding::new(1, 1),
        };
        let got = pool(&f, 2).unwrap().to_vec2::<f32>().unwrap();
        // Blocks hold 0 1 4 5, 2 3 6 7, 8 9 12 13, 10 11 14 15.
        let want = [
            [2.5, -2.5, 5.0, 0.0],
            [4.5, -4.5, 7.0, -2.0],
            [10.5, -10.5, 13.0, -8.0],
            [12.5, -12.5, 15.0, -10.0],
        ];
        assert_eq!(got, want);
        assert!(pool(&f, 3).is_err());
        assert!(pool(&f, 0).is_err());
    }
}
