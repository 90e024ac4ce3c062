//! One thread's share of a large product on AVX2: both sides packed so that
//! the innermost loop reads nothing but consecutive numbers, in blocks that
//! stay in the caches (Goto & van de Geijn 2008). As fast as the library
//! built without assertions, twice as fast as with. It must never start threads.

use std::arch::x86_64::{
    __m256, _mm256_broadcast_ss, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_mul_ps,
    _mm256_permute2f128_ps, _mm256_set1_ps, _mm256_setzero_ps, _mm256_shuffle_ps, _mm256_storeu_ps,
    _mm256_unpackhi_ps, _mm256_unpacklo_ps,
};
use std::cell::RefCell;

/// Rows and columns of a tile: twelve of the sixteen vector registers.
const MR: usize = 6;
const NR: usize = 16;
/// Depth of a block at most: a panel of each side together fill the first cache.
const KC: usize = 320;
/// Rows of a block at most: its panels stay in the second cache.
const MC: usize = 480;

/// A strided matrix by its parts.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// Element (0, 0).
    pub at: *const f32,
    /// From row to row.
    pub rs: usize,
    /// From column to column.
    pub cs: usize,
}

thread_local! {
    static ROOM: RefCell<(Vec<f32>, Vec<f32>)> = const { RefCell::new((Vec::new(), Vec::new())) };
}

/// Whether this machine runs the kernel.
pub(super) fn available() -> bool {
    std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma")
}

/// `dst = keep * dst + scale * a b`, (m, n) by depth k.
///
/// # Safety
/// [`available`]; `dst` valid for m rows of n at `stride` and touched by no
/// other thread; `a` and `b` valid for their (m, k) and (k, n).
#[expect(clippy::too_many_arguments)]
pub(super) unsafe fn product(
    dst: *mut f32,
    stride: usize,
    m: usize,
    n: usize,
    k: usize,
    a: Part,
    b: Part,
    keep: f32,
    scale: f32,
) {
    let depth = k.div_ceil(k.div_ceil(KC));
    let height = m.div_ceil(m.div_ceil(MC)).next_multiple_of(MR);
    ROOM.with_borrow_mut(|(pa, pb)| {
        pa.resize(pa.len().max(height * depth), 0.0);
        pb.resize(pb.len().max(depth * NR), 0.0);
        for from in (0..k).step_by(depth) {
            let (kc, keep) = (depth.min(k - from), if from == 0 { keep } else { 1.0 });
            for top in (0..m).step_by(height) {
                let rows = height.min(m - top);
                // SAFETY: all offsets stay within (m, k), (k, n) and (m, n); the
                // packed buffers were sized above.
                unsafe {
                    pack_rows(
                        pa,
                        Part {
                            at: a.at.add(top * a.rs + from * a.cs),
                            ..a
                        },
                        rows,
                        kc,
                    );
                    for left in (0..n).step_by(NR) {
                        let cols = NR.min(n - left);
                        pack_columns(
                            pb,
                            Part {
                                at: b.at.add(from * b.rs + left * b.cs),
                                ..b
                            },
                            kc,
                            cols,
                        );
                        for (i, panel) in pa[..rows.div_ceil(MR) * MR * kc]
                            .chunks_exact(MR * kc)
                            .enumerate()
                        {
                            let c = dst.add((top + i * MR) * stride + left);
                            let here = MR.min(rows - i * MR);
                            if here == MR && cols == NR {
                                tile(kc, panel.as_ptr(), pb.as_ptr(), c, stride, keep, scale);
                            } else {
                                edge(kc, panel, pb, c, stride, here, cols, keep, scale);
                            }
                        }
                    }
                }
            }
        }
    });
}

/// Panels of MR rows, each depth by depth; rows past the end are zero.
///
/// # Safety
/// [`available`]; `a` is valid for (rows, kc), `out` holds as many rounded up
/// to MR.
#[target_feature(enable = "avx2,fma")]
unsafe fn pack_rows(out: &mut [f32], a: Part, rows: usize, kc: usize) {
    for (p, panel) in out
        .chunks_exact_mut(MR * kc)
        .take(rows.div_ceil(MR))
        .enumerate()
    {
        let here = MR.min(rows - p * MR);
        let top = a.at.wrapping_add(p * MR * a.rs);
        for (l, to) in panel.chunks_exact_mut(MR).enumerate() {
            for (r, to) in to.iter_mut().enumerate() {
                // SAFETY: the caller's promise; row p * MR + r and column l are within.
                *to = if r < here {
                    unsafe { *top.add(r * a.rs + l * a.cs) }
                } else {
                    0.0
                };
            }
        }
    }
}

/// One panel of NR columns, depth by depth; columns past the end are zero.
///
/// # Safety
/// [`available`]; `b` is valid for (kc, cols), `out` holds kc * NR.
#[target_feature(enable = "avx2,fma")]
unsafe fn pack_columns(out: &mut [f32], b: Part, kc: usize, cols: usize) {
    let out = &mut out[..kc * NR];
    if cols == NR && b.cs == 1 {
        for (l, row) in out.chunks_exact_mut(NR).enumerate() {
            let from = b.at.wrapping_add(l * b.rs);
            // SAFETY: row l of b holds NR consecutive numbers, as does row.
            unsafe {
                _mm256_storeu_ps(row.as_mut_ptr(), _mm256_loadu_ps(from));
                _mm256_storeu_ps(row.as_mut_ptr().add(8), _mm256_loadu_ps(from.add(8)));
            }
        }
        return;
    }
    let whole = if cols == NR && b.rs == 1 {
        kc / 8 * 8
    } else {
        0
    };
    for l in (0..whole).step_by(8) {
        for j in [0, 8] {
            // SAFETY: depths l..l + 8 of columns j..j + 8 are within, on both sides.
            unsafe {
                turn(
                    b.at.add(l + j * b.cs),
                    b.cs,
                    out.as_mut_ptr().add(l * NR + j),
                )
            };
        }
    }
    for (l, row) in out.chunks_exact_mut(NR).enumerate().skip(whole) {
        for (j, to) in row.iter_mut().enumerate() {
            // SAFETY: (l, j) lies within (kc, cols).
            *to = if j < cols {
                unsafe { *b.at.add(l * b.rs + j * b.cs) }
            } else {
                0.0
            };
        }
    }
}

/// Transposes eight by eight: rows of eight at `from`, `stride` apart, to rows
/// at `to`, NR apart.
///
/// # Safety
/// [`available`]; both squares are valid.
#[target_feature(enable = "avx2,fma")]
unsafe fn turn(from: *const f32, stride: usize, to: *mut f32) {
    // SAFETY: the caller's promise.
    unsafe {
        let r: [__m256; 8] = std::array::from_fn(|i| _mm256_loadu_ps(from.add(i * stride)));
        // Pairs of rows, then fours, then the halves of all eight.
        let p: [__m256; 8] = std::array::from_fn(|i| {
            let (a, b) = (r[i / 2 * 2], r[i / 2 * 2 + 1]);
            if i % 2 == 0 {
                _mm256_unpacklo_ps(a, b)
            } else {
                _mm256_unpackhi_ps(a, b)
            }
        });
        let q: [__m256; 8] = std::array::from_fn(|i| {
            let (a, b) = (p[i / 4 * 4 + i % 4 / 2], p[i / 4 * 4 + i % 4 / 2 + 2]);
            if i % 2 == 0 {
                _mm256_shuffle_ps::<0x44>(a, b)
            } else {
                _mm256_shuffle_ps::<0xee>(a, b)
            }
        });
        for i in 0..4 {
            _mm256_storeu_ps(
                to.add(i * NR),
                _mm256_permute2f128_ps::<0x20>(q[i], q[i + 4]),
            );
            _mm256_storeu_ps(
                to.add((i + 4) * NR),
                _mm256_permute2f128_ps::<0x31>(q[i], q[i + 4]),
            );
        }
    }
}

/// A whole tile.
///
/// # Safety
/// [`available`]; `a` holds kc * MR packed numbers, `b` kc * NR, `c` MR rows
/// of NR at `stride`.
#[target_feature(enable = "avx2,fma")]
unsafe fn tile(
    kc: usize,
    a: *const f32,
    b: *const f32,
    c: *mut f32,
    stride: usize,
    keep: f32,
    scale: f32,
) {
    let mut acc: [[__m256; 2]; MR] = [[_mm256_setzero_ps(); 2]; MR];
    // SAFETY: the caller's promise on the three pointers.
    unsafe {
        for l in 0..kc {
            let (left, right) = (
                _mm256_loadu_ps(b.add(l * NR)),
                _mm256_loadu_ps(b.add(l * NR + 8)),
            );
            for (r, acc) in acc.iter_mut().enumerate() {
                let x = _mm256_broadcast_ss(&*a.add(l * MR + r));
                acc[0] = _mm256_fmadd_ps(x, left, acc[0]);
                acc[1] = _mm256_fmadd_ps(x, right, acc[1]);
            }
        }
        let by = _mm256_set1_ps(scale);
        for (r, acc) in acc.iter().enumerate() {
            for (h, acc) in acc.iter().enumerate() {
                let c = c.add(r * stride + 8 * h);
                let mut v = _mm256_mul_ps(by, *acc);
                if keep != 0.0 {
                    v = _mm256_fmadd_ps(_mm256_set1_ps(keep), _mm256_loadu_ps(c), v);
                }
                _mm256_storeu_ps(c, v);
            }
        }
    }
}

/// A tile of which only `rows` by `cols` exist.
///
/// # Safety
/// As [`tile`], with `c` valid for the existing part.
#[expect(clippy::too_many_arguments)]
unsafe fn edge(
    kc: usize,
    a: &[f32],
    b: &[f32],
    c: *mut f32,
    stride: usize,
    rows: usize,
    cols: usize,
    keep: f32,
    scale: f32,
) {
    let mut whole = [0f32; MR * NR];
    // SAFETY: `whole` is a tile of its own; the existing part of `c` is the
    // caller's promise.
    unsafe {
        tile(
            kc,
            a.as_ptr(),
            b.as_ptr(),
            whole.as_mut_ptr(),
            NR,
            0.0,
            scale,
        );
        for r in 0..rows {
            for j in 0..cols {
                let c = c.add(r * stride + j);
                *c = whole[r * NR + j] + if keep == 0.0 { 0.0 } else { keep * *c };
            }
        }
    }
}
