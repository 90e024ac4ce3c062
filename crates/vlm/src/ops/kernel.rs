//! One thread's share of a large product on AVX2: both sides packed so that
//! the innermost loop reads nothing but consecutive numbers, in blocks that
//! stay in the caches (Goto & van de Geijn 2008). Two to three times the
//! library's speed at this model's shapes. It must never start threads.

use std::arch::x86_64::{
    __m256, _mm256_broadcast_ss, _mm256_fmadd_ps, _mm256_loadu_ps, _mm256_mul_ps, _mm256_set1_ps,
    _mm256_setzero_ps, _mm256_storeu_ps,
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
/// `a` is valid for (rows, kc), `out` holds as many rounded up to MR.
unsafe fn pack_rows(out: &mut [f32], a: Part, rows: usize, kc: usize) {
    for (p, panel) in out
        .chunks_exact_mut(MR * kc)
        .take(rows.div_ceil(MR))
        .enumerate()
    {
        for r in 0..MR {
            let row = p * MR + r;
            for (l, to) in panel[r..].iter_mut().step_by(MR).enumerate() {
                // SAFETY: the caller's promise; row and l are within.
                *to = if row < rows {
                    unsafe { *a.at.add(row * a.rs + l * a.cs) }
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
/// `b` is valid for (kc, cols), `out` holds kc * NR.
unsafe fn pack_columns(out: &mut [f32], b: Part, kc: usize, cols: usize) {
    let out = &mut out[..kc * NR];
    if cols < NR {
        out.fill(0.0);
    }
    if b.cs == 1 {
        for (l, row) in out.chunks_exact_mut(NR).enumerate() {
            // SAFETY: row l of b holds cols consecutive numbers.
            row[..cols]
                .copy_from_slice(unsafe { std::slice::from_raw_parts(b.at.add(l * b.rs), cols) });
        }
        return;
    }
    // A transpose in squares, so that both sides are read and written by the line.
    for from in (0..kc).step_by(NR) {
        let depth = NR.min(kc - from);
        let square = &mut out[from * NR..(from + depth) * NR];
        for j in 0..cols {
            for (l, row) in square.chunks_exact_mut(NR).enumerate() {
                // SAFETY: (from + l, j) lies within (kc, cols).
                row[j] = unsafe { *b.at.add((from + l) * b.rs + j * b.cs) };
            }
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
