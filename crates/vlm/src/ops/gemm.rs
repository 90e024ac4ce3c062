//! Matrix products on slices: strided views, accumulation, and a split over
//! threads that does not depend on timing, so that results repeat to the bit.
//! It must never know what the matrices mean.

mod views;

pub use views::{Mat, MatMut};

use gemm::Parallelism;
use rayon::prelude::*;

#[derive(Clone, Copy)]
struct Ptr(*mut f32);
// SAFETY: used below only to hand disjoint blocks of one exclusive borrow to
// different threads.
unsafe impl Send for Ptr {}
unsafe impl Sync for Ptr {}

/// Below this many multiply-adds one thread does it all.
const PARALLEL_FROM: usize = 1 << 20;

/// `dst = keep * dst + scale * a b`. With `keep` 0 the old content of `dst`
/// is not read.
pub fn matmul(dst: MatMut<'_>, a: Mat<'_>, b: Mat<'_>, keep: f32, scale: f32) {
    let (m, n, k) = (dst.rows, dst.cols, a.cols);
    assert!(
        a.rows == m && b.rows == k && b.cols == n,
        "matrix shapes do not fit"
    );
    if m == 0 || n == 0 {
        return;
    }
    let threads = rayon::current_num_threads();
    let ptr = Ptr(dst.data.as_mut_ptr());
    let stride = dst.stride;
    if threads == 1 || m * n * k < PARALLEL_FROM {
        // SAFETY: the whole block lies inside the exclusive borrow (checked in
        // `MatMut::strided`).
        unsafe { block(ptr, stride, m, n, a, b, keep, scale) };
        return;
    }
    // Rows when there are enough, columns otherwise: each thread packs its own
    // share, which the library's own threading does on one core.
    if m >= 64 * threads || m >= n {
        let step = m.div_ceil(threads).next_multiple_of(24);
        (0..m.div_ceil(step)).into_par_iter().for_each(|i| {
            let (from, rows) = (i * step, step.min(m - i * step));
            // SAFETY: row ranges of different tasks do not overlap and lie inside.
            unsafe {
                block(
                    ptr.at(from * stride),
                    stride,
                    rows,
                    n,
                    a.rows_from(from, rows),
                    b,
                    keep,
                    scale,
                )
            };
        });
    } else {
        let step = n.div_ceil(threads).next_multiple_of(16);
        (0..n.div_ceil(step)).into_par_iter().for_each(|i| {
            let (from, cols) = (i * step, step.min(n - i * step));
            // SAFETY: column ranges of different tasks do not overlap and lie inside.
            unsafe {
                block(
                    ptr.at(from),
                    stride,
                    m,
                    cols,
                    a,
                    b.cols_from(from, cols),
                    keep,
                    scale,
                )
            };
        });
    }
}

/// As [`matmul`], on the calling thread: for callers that are parallel already.
pub fn matmul_here(dst: MatMut<'_>, a: Mat<'_>, b: Mat<'_>, keep: f32, scale: f32) {
    let (m, n) = (dst.rows, dst.cols);
    assert!(
        a.rows == m && b.rows == a.cols && b.cols == n,
        "matrix shapes do not fit"
    );
    if m == 0 || n == 0 {
        return;
    }
    // SAFETY: the block is the whole exclusive borrow.
    unsafe {
        block(
            Ptr(dst.data.as_mut_ptr()),
            dst.stride,
            m,
            n,
            a,
            b,
            keep,
            scale,
        )
    };
}

/// As [`matmul_here`], for blocks of one buffer that interleave (the heads of
/// attention) and so cannot be borrowed apart.
///
/// # Safety
/// `dst` must be valid for `m` rows of `n` numbers, `stride` apart, and no
/// other thread may touch those numbers meanwhile.
pub(super) unsafe fn matmul_at(
    dst: *mut f32,
    stride: usize,
    a: Mat<'_>,
    b: Mat<'_>,
    keep: f32,
    scale: f32,
) {
    assert!(a.cols == b.rows && b.cols <= stride);
    // SAFETY: the caller's promise.
    unsafe { block(Ptr(dst), stride, a.rows, b.cols, a, b, keep, scale) };
}

impl Ptr {
    fn at(self, offset: usize) -> Self {
        Self(self.0.wrapping_add(offset))
    }
}

/// One block on one thread.
///
/// # Safety
/// `dst` must be valid for `m` rows of `n` at `stride`, and no other thread
/// may touch them meanwhile.
#[expect(clippy::too_many_arguments)]
unsafe fn block(
    dst: Ptr,
    stride: usize,
    m: usize,
    n: usize,
    a: Mat<'_>,
    b: Mat<'_>,
    keep: f32,
    scale: f32,
) {
    a.check();
    b.check();
    // SAFETY: `a` and `b` were just checked against their slices, `dst` by the caller.
    unsafe {
        gemm::gemm(
            m,
            n,
            a.cols,
            dst.0,
            1,
            stride as isize,
            keep != 0.0,
            a.data.as_ptr(),
            a.cs as isize,
            a.rs as isize,
            b.data.as_ptr(),
            b.cs as isize,
            b.rs as isize,
            keep,
            scale,
            false,
            false,
            false,
            Parallelism::None,
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(n: usize, seed: u32) -> Vec<f32> {
        let mut s = seed.wrapping_mul(747_796_405).wrapping_add(1);
        (0..n)
            .map(|_| {
                s = s.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (s >> 8) as f32 / (1u32 << 24) as f32 - 0.5
            })
            .collect()
    }

    #[test]
    fn agrees_with_three_loops_in_every_orientation() {
        for (m, n, k) in [
            (1, 7, 5),
            (3, 1, 9),
            (130, 40, 300),
            (40, 210, 200),
            (9, 8, 2),
        ] {
            let (a, b) = (numbers(m * k, 1), numbers(k * n, 2));
            let old = numbers(m * (n + 3), 3);
            for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
                let av = if ta {
                    Mat::new(&a, k, m).t()
                } else {
                    Mat::new(&a, m, k)
                };
                let bv = if tb {
                    Mat::new(&b, n, k).t()
                } else {
                    Mat::new(&b, k, n)
                };
                let mut got = old.clone();
                matmul(MatMut::strided(&mut got, m, n, n + 3), av, bv, 0.5, 2.0);
                for i in 0..m {
                    for j in 0..n {
                        let dot: f64 = (0..k)
                            .map(|l| {
                                let x = a[i * av.rs + l * av.cs];
                                let y = b[l * bv.rs + j * bv.cs];
                                f64::from(x) * f64::from(y)
                            })
                            .sum();
                        let want = 0.5 * f64::from(old[i * (n + 3) + j]) + 2.0 * dot;
                        assert!((f64::from(got[i * (n + 3) + j]) - want).abs() < 1e-4);
                    }
                    for j in n..n + 3 {
                        if i * (n + 3) + j < got.len() {
                            assert_eq!(got[i * (n + 3) + j], old[i * (n + 3) + j]);
                        }
                    }
                }
            }
        }
    }

    #[test]
    #[should_panic(expected = "reaches past")]
    fn a_view_past_its_slice_is_refused() {
        Mat::new(&[0.0; 5], 2, 3);
    }
}
