//! A linear over every cell and the greatest of each token's cells, as one
//! operation of the graph: x (tokens * cells, inputs), w (outputs, inputs),
//! result (tokens, outputs). Only the cell that won has a gradient, so the
//! backward costs a cell's share of a dense one. The cells themselves get none.

use crate::ops::gemm::{Mat, MatMut, matmul};
use crate::ops::pool;
use crate::tensors::{slice, with_slice};
use candle_core::{CpuStorage, CustomOp2, Layout, Result, Shape, Tensor, bail};
use rayon::prelude::*;
use std::sync::Mutex;

/// Cells a token may have: a winner is kept in a byte.
pub const MOST_CELLS: usize = 256;

struct LinearMax {
    cells: usize,
    /// (tokens, outputs): the cell that won, after the forward.
    winners: Mutex<Vec<u8>>,
}

/// The greatest of x w^T among each `cells` rows of x in turn.
///
/// # Errors
/// Shapes that do not fit together.
pub fn linear_max(x: &Tensor, w: &Tensor, cells: usize) -> Result<Tensor> {
    if !x.device().is_cpu() {
        return composed(x, w, cells);
    }
    let op = LinearMax {
        cells,
        winners: Mutex::default(),
    };
    x.contiguous()?.apply_op2(&w.contiguous()?, op)
}

/// The same by candle's operations, for other devices than the CPU; equal
/// greatest cells share the gradient there.
pub(super) fn composed(x: &Tensor, w: &Tensor, cells: usize) -> Result<Tensor> {
    let (rows, outputs) = (x.dim(0)?, w.dim(0)?);
    if !rows.is_multiple_of(cells) {
        bail!("{rows} cells make no whole visual tokens of {cells}")
    }
    let products = x.matmul(&w.t()?)?;
    products.reshape((rows / cells, cells, outputs))?.max(1)
}

/// Every output's greatest value among the cells of one token, and its cell.
fn greatest(products: &[f32], out: &mut [f32], winners: &mut [u8]) {
    let outputs = out.len();
    out.copy_from_slice(&products[..outputs]);
    winners.fill(0);
    for (cell, row) in products.chunks_exact(outputs).enumerate().skip(1) {
        for ((out, winner), &v) in out.iter_mut().zip(&mut *winners).zip(row) {
            // A cell without a number wins and stays: the step must see it.
            if v > *out || v.is_nan() {
                (*out, *winner) = (v, cell as u8);
            }
        }
    }
}

impl CustomOp2 for LinearMax {
    fn name(&self) -> &'static str {
        "linear-max"
    }

    fn cpu_fwd(
        &self,
        s1: &CpuStorage,
        l1: &Layout,
        s2: &CpuStorage,
        l2: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let ((rows, inputs), (outputs, width)) = (l1.shape().dims2()?, l2.shape().dims2()?);
        let cells = self.cells;
        if inputs != width || cells == 0 || cells > MOST_CELLS || rows % cells != 0 {
            bail!(
                "{rows} cells of width {inputs} do not give tokens of {cells} cells of width {width}"
            )
        }
        let (x, w) = (slice(s1, l1)?, slice(s2, l2)?);
        let tokens = rows / cells;
        let mut products = pool::take(rows * outputs);
        matmul(
            MatMut::new(&mut products, rows, outputs),
            Mat::new(x, rows, inputs),
            Mat::new(w, outputs, inputs).t(),
            0.0,
            1.0,
        );
        let mut out = vec![0f32; tokens * outputs];
        let mut winners = vec![0u8; tokens * outputs];
        out.par_chunks_mut(outputs)
            .zip(winners.par_chunks_mut(outputs))
            .zip(products.par_chunks(cells * outputs))
            .for_each(|((out, winners), products)| greatest(products, out, winners));
        *self.winners.lock().unwrap_or_else(|e| e.into_inner()) = winners;
        Ok((CpuStorage::F32(out), Shape::from((tokens, outputs))))
    }

    fn bwd(
        &self,
        x: &Tensor,
        w: &Tensor,
        _: &Tensor,
        d: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let (outputs, inputs) = w.dims2()?;
        let winners = self.winners.lock().unwrap_or_else(|e| e.into_inner());
        let mut d_w = vec![0f32; outputs * inputs];
        with_slice(d, |d| {
            with_slice(x, |x| {
                d_w.par_chunks_mut(inputs).enumerate().for_each(|(j, row)| {
                    for (token, d) in d.chunks_exact(outputs).enumerate() {
                        let winner = winners[token * outputs + j] as usize;
                        let cell = &x[(token * self.cells + winner) * inputs..][..inputs];
                        row.iter_mut().zip(cell).for_each(|(r, v)| *r += d[j] * v);
                    }
                });
            })
        })??;
        let d_w = Tensor::from_vec(d_w, (outputs, inputs), w.device())?;
        Ok((None, Some(d_w)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ops::check::{differences, numbers};
    use candle_core::{Device, Var};

    fn tensor(rows: usize, cols: usize, seed: u32) -> Tensor {
        Tensor::from_vec(numbers(rows * cols, seed), (rows, cols), &Device::Cpu).unwrap()
    }

    #[test]
    fn it_is_a_product_and_a_maximum() {
        let (x, w) = (tensor(12, 5, 1), tensor(7, 5, 2));
        let got = linear_max(&x, &w, 4).unwrap().to_vec2::<f32>().unwrap();
        let whole = x.matmul(&w.t().unwrap()).unwrap();
        let want = whole.reshape((3, 4, 7)).unwrap().max(1).unwrap();
        for (got, want) in got.iter().zip(want.to_vec2::<f32>().unwrap()) {
            for (got, want) in got.iter().zip(want) {
                assert!((got - want).abs() < 1e-5, "{got} {want}");
            }
        }
    }

    #[test]
    fn the_weight_s_gradient_is_what_differences_say() {
        let w = Var::from_tensor(&tensor(7, 5, 4)).unwrap();
        // Where two cells are level there is a kink, which differences do not see.
        let clear = |x: &Tensor| {
            let products = x.matmul(&w.t().unwrap()).unwrap();
            let tokens = products
                .reshape((3, 4, 7))
                .unwrap()
                .transpose(1, 2)
                .unwrap();
            let (mut tokens, _) = tokens.contiguous().unwrap().sort_last_dim(false).unwrap();
            tokens = tokens.flatten_to(1).unwrap();
            tokens
                .to_vec2::<f32>()
                .unwrap()
                .iter()
                .all(|c| c[0] - c[1] > 0.05)
        };
        let x = (0..).map(|seed| tensor(12, 5, seed)).find(clear).unwrap();
        let by = tensor(3, 7, 5);
        let loss = || {
            let out = linear_max(&x, &w, 4).unwrap();
            (out * &by).unwrap().sum_all().unwrap()
        };
        let grads = loss().backward().unwrap();
        let flat = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        let (old, g) = (flat(&w), flat(grads.get(&w).unwrap()));
        differences(&old, &g, |moved| {
            w.set(&Tensor::from_slice(moved, (7, 5), &Device::Cpu).unwrap())
                .unwrap();
            let l = f64::from(loss().to_scalar::<f32>().unwrap());
            w.set(&Tensor::from_slice(&old, (7, 5), &Device::Cpu).unwrap())
                .unwrap();
            l
        });
    }

    #[test]
    fn the_road_of_other_devices_gives_the_same_value_and_gradient() {
        let x = tensor(12, 5, 1);
        let w = Var::from_tensor(&tensor(7, 5, 2)).unwrap();
        let by = tensor(3, 7, 3);
        let (ours, theirs) = (linear_max(&x, &w, 4).unwrap(), composed(&x, &w, 4).unwrap());
        let flat = |t: &Tensor| t.flatten_all().unwrap().to_vec1::<f32>().unwrap();
        let of = |out: &Tensor| {
            let loss = (out * &by).unwrap().sum_all().unwrap();
            flat(loss.backward().unwrap().get(&w).unwrap())
        };
        let pairs = [(flat(&ours), flat(&theirs)), (of(&ours), of(&theirs))];
        for (a, b) in pairs.iter().flat_map(|(a, b)| a.iter().zip(b)) {
            assert!((a - b).abs() < 1e-5, "{a} {b}");
        }
        assert!(composed(&x, &w, 5).is_err());
    }

    #[test]
    fn what_does_not_fit_is_refused_and_no_number_is_hidden() {
        assert!(linear_max(&tensor(12, 5, 1), &tensor(7, 4, 2), 4).is_err());
        assert!(linear_max(&tensor(12, 5, 1), &tensor(7, 5, 2), 5).is_err());
        assert!(linear_max(&tensor(12, 5, 1), &tensor(7, 5, 2), 0).is_err());
        for spoilt in 0..4 {
            let mut cells = numbers(4 * 5, 1);
            cells[spoilt * 5..][..5].fill(f32::NAN);
            let x = Tensor::from_vec(cells, (4, 5), &Device::Cpu).unwrap();
            let out = linear_max(&x, &tensor(7, 5, 2), 4).unwrap();
            assert!(out.to_vec2::<f32>().unwrap()[0].iter().all(|v| v.is_nan()));
        }
    }
}
