//! Attention of new positions over what a cache holds: one row of the batch
//! and one key head at a time, its keys and values in a span that several rows
//! may share and a span of its own. Rotary positions are already in them.

use super::attention::softmax_row;
use super::gemm::{Mat, MatMut, matmul_here};
use super::pool;
use super::thin::Out;
use super::wide::dot;

/// Sizes of one call.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// Query heads, a multiple of `kv_heads`.
    pub heads: usize,
    /// Key and value heads.
    pub kv_heads: usize,
    /// Numbers a head.
    pub dim: usize,
}

/// Keys and values of consecutive positions, (positions, kv_heads * dim) each.
#[derive(Clone, Copy)]
pub struct Span<'a> {
    /// The keys.
    pub keys: &'a [f32],
    /// The values.
    pub values: &'a [f32],
}

/// Where a row's queries are read and its result is written.
#[derive(Clone, Copy)]
pub struct Queries<'a> {
    /// Query 0 of head 0 first.
    pub data: &'a [f32],
    /// From one query to the next.
    pub stride: usize,
    /// How many: the last positions of the row's last span.
    pub count: usize,
}

/// Queries from which a matrix product pays.
const MANY: usize = 12;

wide! {
    /// Scores of one query with each position of a span, times `scale`.
    fn scores(q: &[f32], keys: &[f32], width: usize, scale: f32, out: &mut [f32]) {
        for (k, out) in keys.chunks(width).zip(out) {
            *out = dot(q, &k[..q.len()]) * scale;
        }
    }
}

wide! {
    /// `out += sum(p v)` over the positions of a span.
    fn mix(p: &[f32], values: &[f32], width: usize, out: &mut [f32]) {
        for (v, p) in values.chunks(width).zip(p) {
            for (o, v) in out.iter_mut().zip(v) {
                *o += p * v;
            }
        }
    }
}

/// The query heads of key head `kv`, written to `out` at `at` (heads * dim a
/// query, one query after the other).
pub fn forward(
    s: Shape,
    kv: usize,
    q: Queries<'_>,
    spans: [Span<'_>; 2],
    out: &Out<'_>,
    at: usize,
) {
    let (group, width) = (s.heads / s.kv_heads, s.kv_heads * s.dim);
    let counts = spans.map(|s| s.keys.len() / width);
    let all = counts[0] + counts[1];
    assert!(spans.iter().all(|s| s.keys.len() == s.values.len()) && q.count <= counts[1]);
    let scale = 1.0 / (s.dim as f32).sqrt();
    let mut p = pool::take(q.count * all);
    let mut mixed = pool::take(q.count * s.dim);
    for head in kv * group..(kv + 1) * group {
        let from = head * s.dim;
        let query = |i: usize| &q.data[i * q.stride + from..][..s.dim];
        let mut begin = 0;
        for (span, n) in spans.iter().zip(counts).filter(|(_, n)| *n > 0) {
            let keys = &span.keys[kv * s.dim..];
            if q.count < MANY {
                for (i, p) in p.chunks_exact_mut(all).enumerate() {
                    scores(query(i), keys, width, scale, &mut p[begin..begin + n]);
                }
            } else {
                matmul_here(
                    MatMut::strided(&mut p[begin..], q.count, n, all),
                    Mat::strided(&q.data[from..], q.count, s.dim, q.stride),
                    Mat::strided(keys, n, s.dim, width).t(),
                    0.0,
                    scale,
                );
            }
            begin += n;
        }
        for (i, p) in p.chunks_exact_mut(all).enumerate() {
            softmax_row(p, 0, all - q.count + i + 1);
        }
        mixed.fill(0.0);
        begin = 0;
        for (span, n) in spans.iter().zip(counts).filter(|(_, n)| *n > 0) {
            let values = &span.values[kv * s.dim..];
            if q.count < MANY {
                for (p, mixed) in p.chunks_exact(all).zip(mixed.chunks_exact_mut(s.dim)) {
                    mix(&p[begin..begin + n], values, width, mixed);
                }
            } else {
                matmul_here(
                    MatMut::new(&mut mixed, q.count, s.dim),
                    Mat::strided(&p[begin..], q.count, n, all),
                    Mat::strided(values, n, s.dim, width),
                    1.0,
                    1.0,
                );
            }
            begin += n;
        }
        for (i, mixed) in mixed.chunks_exact(s.dim).enumerate() {
            for (d, x) in mixed.iter().enumerate() {
                // SAFETY: rows and key heads write places of their own.
                unsafe { out.put(at + i * s.heads * s.dim + from + d, 0.0, *x) };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::check::numbers;
    use super::*;

    /// By definition, in f64, over the two spans as one.
    fn plainly(s: Shape, q: &[f32], count: usize, keys: &[f32], values: &[f32]) -> Vec<f64> {
        let (row, width) = (s.heads * s.dim, s.kv_heads * s.dim);
        let all = keys.len() / width;
        let mut out = vec![0f64; count * row];
        for i in 0..count {
            for head in 0..s.heads {
                let kv = head / (s.heads / s.kv_heads) * s.dim;
                let score = |k: usize| -> f64 {
                    (0..s.dim)
                        .map(|d| {
                            f64::from(q[i * row + head * s.dim + d])
                                * f64::from(keys[k * width + kv + d])
                        })
                        .sum::<f64>()
                        / (s.dim as f64).sqrt()
                };
                let e: Vec<f64> = (0..all - count + i + 1).map(|k| score(k).exp()).collect();
                let sum: f64 = e.iter().sum();
                for d in 0..s.dim {
                    out[i * row + head * s.dim + d] = e
                        .iter()
                        .enumerate()
                        .map(|(k, e)| e / sum * f64::from(values[k * width + kv + d]))
                        .sum();
                }
            }
        }
        out
    }

    #[test]
    fn one_or_many_queries_over_one_or_two_spans_agree_with_the_definition() {
        let s = Shape {
            heads: 6,
            kv_heads: 2,
            dim: 8,
        };
        let (row, width) = (48, 16);
        for (count, shared, own) in [
            (1, 0, 1),
            (1, 5, 4),
            (3, 0, 3),
            (3, 7, 9),
            (15, 4, 15),
            (20, 0, 31),
        ] {
            let q = numbers(count * row, 1);
            let (keys, values) = (
                numbers((shared + own) * width, 2),
                numbers((shared + own) * width, 3),
            );
            let cut = shared * width;
            let spans = [
                Span {
                    keys: &keys[..cut],
                    values: &values[..cut],
                },
                Span {
                    keys: &keys[cut..],
                    values: &values[cut..],
                },
            ];
            let mut got = vec![f32::NAN; count * row];
            let out = Out::new(&mut got);
            let queries = Queries {
                data: &q,
                stride: row,
                count,
            };
            (0..s.kv_heads).for_each(|kv| forward(s, kv, queries, spans, &out, 0));
            for (g, w) in got.iter().zip(plainly(s, &q, count, &keys, &values)) {
                assert!((f64::from(*g) - w).abs() < 1e-5, "{g} {w}");
            }
        }
    }
}
