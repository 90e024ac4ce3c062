//! The grid for the text path: the cells that become one visual token side by
//! side, as the projector pools them.

use super::Features;
use candle_core::{DType, Result, Tensor};

/// (side², width) in f16: blocks in reading order, `pooled` a side, each one's
/// cells in reading order.
///
/// # Errors
/// A grid that does not divide into `pooled` blocks a side.
pub fn blocks(features: &Features, pooled: usize) -> Result<Tensor> {
    let (side, width) = (features.grid_side, features.grid.dim(1)?);
    if pooled == 0 || side % pooled != 0 || features.grid.dim(0)? != side * side {
        candle_core::bail!(
            "a grid of {side} cells a side does not divide into {pooled} blocks a side"
        )
    }
    let block = side / pooled;
    features
        .grid
        .to_dtype(DType::F16)?
        .reshape((pooled, block, pooled, block, width))?
        .permute((0, 2, 1, 3, 4))?
        .contiguous()?
        .reshape((side * side, width))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::padding::Padding;
    use candle_core::Device;

    #[test]
    fn the_cells_of_a_block_stand_together_in_reading_order() {
        let grid: Vec<f32> = (0..16).flat_map(|i| [i as f32, -(i as f32)]).collect();
        let grid = Tensor::from_vec(grid, (16, 2), &Device::Cpu).unwrap();
        let f = Features {
            grid,
            grid_side: 4,
            class: None,
            padded: Padding::new(1, 1),
        };
        let got = blocks(&f, 2).unwrap().to_dtype(DType::F32).unwrap();
        let want = [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15];
        for (got, want) in got.to_vec2::<f32>().unwrap().iter().zip(want) {
            assert_eq!(got[..], [want as f32, -(want as f32)]);
        }
        assert!(blocks(&f, 3).is_err());
        assert!(blocks(&f, 0).is_err());
    }
}
