//! Causal attention with grouped keys (Ainslie et al. 2023): scores, softmax
//! and mixing for one (row, key head) a task, the shared keys and values never
//! repeated in memory. Rotary positions are already in the queries and keys.

use super::gemm::{Mat, MatMut, matmul_at, matmul_here};
use super::wide::{dot, exp};
use rayon::prelude::*;

/// Sizes of one call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Rows of the batch.
    pub batch: usize,
    /// Query heads, a multiple of `kv_heads`.
    pub heads: usize,
    /// Key and value heads.
    pub kv_heads: usize,
    /// Numbers a head.
    pub dim: usize,
    /// Queries a row: the last `queries` of the `keys` positions.
    pub queries: usize,
    /// Keys a row.
    pub keys: usize,
}

impl Shape {
    fn group(&self) -> usize {
        self.heads / self.kv_heads
    }

    /// Numbers in the table of probabilities: (batch, heads, queries, keys).
    pub fn probabilities(&self) -> usize {
        self.batch * self.heads * self.queries * self.keys
    }
}

/// Numbers laid out as (batch, positions, ..): where position 0 of head 0
/// begins, and the distances from position to position and from row to row.
#[derive(Clone, Copy)]
pub struct Heads<'a> {
    /// The buffer.
    pub data: &'a [f32],
    /// Where head 0 of position 0 begins.
    pub offset: usize,
    /// From one position to the next.
    pub stride: usize,
    /// From one row of the batch to the next.
    pub row: usize,
}

impl<'a> Heads<'a> {
    fn mat(&self, b: usize, head: usize, positions: usize, dim: usize) -> Mat<'a> {
        Mat::strided(
            &self.data[self.offset + b * self.row + head * dim..],
            positions,
            dim,
            self.stride,
        )
    }
}

wide! {
    /// Softmax of the first `upto` scores from `from` on; the others become 0.
    pub(super) fn softmax_row(row: &mut [f32], from: usize, upto: usize) {
        let len = row.len();
        row[..from].fill(0.0);
        row[upto..len].fill(0.0);
        let live = &mut row[from..upto];
        let mut top = f32::NEG_INFINITY;
        for x in live.iter() {
            top = if *x > top { *x } else { top };
        }
        let mut sums = [0f32; 8];
        for c in live.chunks_mut(8) {
            for (x, s) in c.iter_mut().zip(&mut sums) {
                *x = exp(*x - top);
                *s += *x;
            }
        }
        let by = 1.0 / sums.iter().sum::<f32>();
        for x in live {
            *x *= by;
        }
    }
}

wide! {
    /// ds = p (dp - sum(p dp)), over `dp`.
    fn softmax_row_backward(p: &[f32], dp: &mut [f32]) {
        let c = dot(p, dp);
        for i in 0..p.len() {
            dp[i] = p[i] * (dp[i] - c);
        }
    }
}

#[derive(Clone, Copy)]
struct Ptr(*mut f32);
// SAFETY: tasks write through it to numbers of their own (row, head) alone.
unsafe impl Send for Ptr {}
unsafe impl Sync for Ptr {}

impl Ptr {
    fn at(self, offset: usize) -> *mut f32 {
        self.0.wrapping_add(offset)
    }
}

/// `out` (batch, queries, heads * dim) and the probabilities it came from.
/// Query i of a row sees keys `starts[row]..=keys - queries + i` (left padding
/// is what `starts` skips; empty means 0 for every row).
pub fn forward(
    s: Shape,
    q: Heads<'_>,
    k: Heads<'_>,
    v: Heads<'_>,
    starts: &[usize],
    out: &mut [f32],
    probs: &mut [f32],
) {
    let width = s.heads * s.dim;
    assert!(out.len() == s.batch * s.queries * width && probs.len() == s.probabilities());
    assert!(starts.is_empty() || starts.len() == s.batch);
    let (group, table) = (s.group(), s.queries * s.keys);
    let scale = 1.0 / (s.dim as f32).sqrt();
    let out = Ptr(out.as_mut_ptr());
    probs
        .par_chunks_mut(group * table)
        .enumerate()
        .for_each(|(task, probs)| {
            let (b, kv) = (task / s.kv_heads, task % s.kv_heads);
            let start = starts.get(b).copied().unwrap_or(0);
            let (k, v) = (k.mat(b, kv, s.keys, s.dim), v.mat(b, kv, s.keys, s.dim));
            for (j, p) in probs.chunks_exact_mut(table).enumerate() {
                let head = kv * group + j;
                let q = q.mat(b, head, s.queries, s.dim);
                matmul_here(MatMut::new(p, s.queries, s.keys), q, k.t(), 0.0, scale);
                for (i, row) in p.chunks_exact_mut(s.keys).enumerate() {
                    let upto = s.keys - s.queries + i + 1;
                    // A query inside the left padding sees itself, so that no row is empty.
                    softmax_row(row, start.min(upto - 1), upto);
                }
                let at = out.at(b * s.queries * width + head * s.dim);
                // SAFETY: (row, head) blocks of `out` do not overlap, and lie inside
                // by the length checked above.
                unsafe { matmul_at(at, width, Mat::new(p, s.queries, s.keys), v, 0.0, 1.0) };
            }
        });
}

/// The gradients of queries, keys and values, in one buffer laid out as
/// (batch, positions, heads + 2 kv_heads, dim), for the gradient `g` of the
/// result. All of `dqkv` is overwritten. `queries` must equal `keys`.
pub fn backward(s: Shape, qkv: &[f32], probs: &[f32], g: &[f32], dqkv: &mut [f32]) {
    let (width, row) = (s.heads * s.dim, (s.heads + 2 * s.kv_heads) * s.dim);
    let positions = s.queries;
    assert!(s.queries == s.keys && probs.len() == s.probabilities());
    assert!(qkv.len() == s.batch * positions * row && dqkv.len() == qkv.len());
    assert!(g.len() == s.batch * positions * width);
    let (group, table) = (s.group(), positions * positions);
    let scale = 1.0 / (s.dim as f32).sqrt();
    let heads = |offset| Heads {
        data: qkv,
        offset,
        stride: row,
        row: positions * row,
    };
    let (q, k, v) = (heads(0), heads(width), heads(width + s.kv_heads * s.dim));
    let g = Heads {
        data: g,
        offset: 0,
        stride: width,
        row: positions * width,
    };
    let out = Ptr(dqkv.as_mut_ptr());
    probs.par_chunks(group * table).enumerate().for_each_init(
        || vec![0f32; table],
        |dp, (task, probs)| {
            let (b, kv) = (task / s.kv_heads, task % s.kv_heads);
            let base = b * positions * row;
            let dk = out.at(base + width + kv * s.dim);
            let dv = out.at(base + width + (s.kv_heads + kv) * s.dim);
            let (k, v) = (
                k.mat(b, kv, positions, s.dim),
                v.mat(b, kv, positions, s.dim),
            );
            for (j, p) in probs.chunks_exact(table).enumerate() {
                let head = kv * group + j;
                let keep = if j == 0 { 0.0 } else { 1.0 };
                let (q, g) = (
                    q.mat(b, head, positions, s.dim),
                    g.mat(b, head, positions, s.dim),
                );
                matmul_here(MatMut::new(dp, positions, positions), g, v.t(), 0.0, 1.0);
                for (p, dp) in p
                    .chunks_exact(positions)
                    .zip(dp.chunks_exact_mut(positions))
                {
                    softmax_row_backward(p, dp);
                }
                let (p, ds) = (
                    Mat::new(p, positions, positions),
                    Mat::new(dp, positions, positions),
                );
                // SAFETY: each task writes the queries of its own heads and the
                // keys and values of its own key head; lengths checked above.
                unsafe {
                    matmul_at(dv, row, p.t(), g, keep, 1.0);
                    matmul_at(out.at(base + head * s.dim), row, ds, k, 0.0, scale);
                    matmul_at(dk, row, ds.t(), q, keep, scale);
                }
            }
        },
    );
}

#[cfg(test)]
mod tests {
    use super::super::check::{differences, dot64, numbers};
    use super::*;

    fn run(s: Shape, qkv: &[f32], starts: &[usize]) -> (Vec<f32>, Vec<f32>) {
        let row = (s.heads + 2 * s.kv_heads) * s.dim;
        let at = |offset| Heads {
            data: qkv,
            offset,
            stride: row,
            row: s.keys * row,
        };
        let (mut out, mut probs) = (
            vec![9.0; s.batch * s.queries * s.heads * s.dim],
            vec![9.0; s.probabilities()],
        );
        let width = s.heads * s.dim;
        forward(
            s,
            at(0),
            at(width),
            at(width + s.kv_heads * s.dim),
            starts,
            &mut out,
            &mut probs,
        );
        (out, probs)
    }

    const S: Shape = Shape {
        batch: 2,
        heads: 4,
        kv_heads: 2,
        dim: 6,
        queries: 5,
        keys: 5,
    };

    #[test]
    fn backward_agrees_with_differences() {
        let qkv = numbers(2 * 5 * 8 * 6, 1);
        let g = numbers(2 * 5 * 4 * 6, 2);
        let (_, probs) = run(S, &qkv, &[]);
        let mut dqkv = vec![7.0; qkv.len()];
        backward(S, &qkv, &probs, &g, &mut dqkv);
        differences(&qkv, &dqkv, |qkv| dot64(&run(S, qkv, &[]).0, &g));
    }

    #[test]
    fn the_future_and_the_left_padding_are_not_seen() {
        let mut qkv = numbers(2 * 5 * 8 * 6, 3);
        let (before, probs) = run(S, &qkv, &[0, 2]);
        for (i, row) in probs[4 * 25..].chunks_exact(5).enumerate() {
            let i = i % 5;
            assert!(row[i + 1..].iter().all(|p| *p == 0.0));
            assert!(i < 2 || row[..2].iter().all(|p| *p == 0.0));
            assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        }
        // Row 1: positions 0 and 1 (padding) and 4 (the future of 3) change.
        for p in [0, 1, 4] {
            qkv[(5 + p) * 48..(5 + p + 1) * 48].fill(0.7);
        }
        let (after, _) = run(S, &qkv, &[0, 2]);
        let row = |p: usize| (5 + p) * 24..(5 + p + 1) * 24;
        assert_eq!(before[row(2)], after[row(2)]);
        assert_eq!(before[row(3)], after[row(3)]);
        assert_ne!(before[row(4)], after[row(4)]);
    }
}
