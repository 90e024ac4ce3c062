//! The dot products of a few matrix rows with a few input rows at a time,
//! with AVX2 and FMA where the processor has them. All that is unsafe about
//! thin products stands here.

use std::marker::PhantomData;

/// A buffer that several threads fill, each in places of its own.
pub struct Out<'a> {
    data: *mut f32,
    len: usize,
    of: PhantomData<&'a mut [f32]>,
}

// SAFETY: `put` alone touches the numbers, and its callers keep apart.
unsafe impl Sync for Out<'_> {}

impl<'a> Out<'a> {
    /// Over a buffer that is borrowed as long.
    pub fn new(data: &'a mut [f32]) -> Self {
        Self {
            data: data.as_mut_ptr(),
            len: data.len(),
            of: PhantomData,
        }
    }

    /// `x[at] = keep * x[at] + add`; the old content is not read when `keep` is 0.
    ///
    /// # Safety
    /// No other thread may touch place `at` meanwhile.
    #[inline(always)]
    pub unsafe fn put(&self, at: usize, keep: f32, add: f32) {
        assert!(at < self.len, "a place past the buffer");
        // SAFETY: inside the buffer, and nobody else's by the caller's promise.
        unsafe {
            let p = self.data.add(at);
            *p = if keep == 0.0 { add } else { keep * *p + add };
        }
    }
}

/// What a matrix may be made of.
pub trait Number: Copy + Into<f32> {
    /// Eight of them as f32.
    #[cfg(target_arch = "x86_64")]
    fn eight(of: &[Self; 8]) -> std::arch::x86_64::__m256;
}

/// Calls `put(output, row, dot)` for every row of `w` (outputs, i) with every
/// row of `x` (rows, i).
#[inline]
pub fn dots<W: Number>(w: &[W], i: usize, x: &[f32], put: &impl Fn(usize, usize, f32)) {
    assert!(i > 0 && w.len().is_multiple_of(i) && x.len().is_multiple_of(i));
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("fma") {
        // SAFETY: the features were just found.
        return unsafe { avx2::dots(w, i, x, put) };
    }
    for (o, w) in w.chunks_exact(i).enumerate() {
        for (row, x) in x.chunks_exact(i).enumerate() {
            let dot = w.iter().zip(x).map(|(w, x)| (*w).into() * x).sum();
            put(o, row, dot);
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::Number;
    use std::arch::x86_64::*;

    /// As the function outside; `w` and `x` are whole rows of `i`.
    #[target_feature(enable = "avx2,fma")]
    pub fn dots<W: Number>(w: &[W], i: usize, x: &[f32], put: &impl Fn(usize, usize, f32)) {
        for (o, w) in w.chunks(4 * i).enumerate() {
            for (r, x) in x.chunks(3 * i).enumerate() {
                let at = |a: usize, b: usize, dot| put(4 * o + a, 3 * r + b, dot);
                match (w.len() / i, x.len() / i, r == 0) {
                    (4, 1, true) => tile::<W, 4, 1, true>(w, x, i, &at),
                    (4, 1, false) => tile::<W, 4, 1, false>(w, x, i, &at),
                    (4, 2, true) => tile::<W, 4, 2, true>(w, x, i, &at),
                    (4, 2, false) => tile::<W, 4, 2, false>(w, x, i, &at),
                    (4, 3, true) => tile::<W, 4, 3, true>(w, x, i, &at),
                    (4, 3, false) => tile::<W, 4, 3, false>(w, x, i, &at),
                    _ => {
                        for (a, w) in w.chunks(i).enumerate() {
                            for (b, x) in x.chunks(i).enumerate() {
                                tile::<W, 1, 1, false>(w, x, i, &|_, _, dot| at(a, b, dot));
                            }
                        }
                    }
                }
            }
        }
    }

    /// O rows of w with R rows of x: every sum in eight lanes, in steps of
    /// eight. AHEAD: the rows behind are fetched meanwhile. (Arrays and not the
    /// loading intrinsics, which in this profile check their pointers.)
    #[expect(clippy::needless_range_loop, reason = "lengths known at compile time")]
    #[target_feature(enable = "avx2,fma")]
    #[inline]
    fn tile<W: Number, const O: usize, const R: usize, const AHEAD: bool>(
        w: &[W],
        x: &[f32],
        i: usize,
        put: &impl Fn(usize, usize, f32),
    ) {
        let steps = i / 8;
        let (mut ws, mut xs) = ([&[][..]; O], [&[][..]; R]);
        for a in 0..O {
            ws[a] = &eights(w, i, a).0[..steps];
        }
        for b in 0..R {
            xs[b] = &eights(x, i, b).0[..steps];
        }
        let mut sums = [[_mm256_setzero_ps(); R]; O];
        let mut next = w[O * i..].as_ptr();
        for k in 0..steps {
            if AHEAD {
                _mm_prefetch::<_MM_HINT_T0>(next.cast());
                _mm_prefetch::<_MM_HINT_T0>(next.wrapping_add(16).cast());
                next = next.wrapping_add(32);
            }
            let mut xv = [_mm256_setzero_ps(); R];
            for b in 0..R {
                xv[b] = f32::eight(&xs[b][k]);
            }
            for a in 0..O {
                let wv = W::eight(&ws[a][k]);
                for b in 0..R {
                    sums[a][b] = _mm256_fmadd_ps(wv, xv[b], sums[a][b]);
                }
            }
        }
        for a in 0..O {
            for b in 0..R {
                let rest = eights(w, i, a).1.iter().zip(eights(x, i, b).1);
                let rest: f32 = rest.map(|(w, x)| (*w).into() * x).sum();
                put(a, b, sum(sums[a][b]) + rest);
            }
        }
    }

    /// A row in eights, and what is left.
    #[inline(always)]
    fn eights<T>(m: &[T], i: usize, row: usize) -> (&[[T; 8]], &[T]) {
        m[row * i..(row + 1) * i].as_chunks()
    }

    impl Number for f32 {
        #[inline(always)]
        fn eight(of: &[f32; 8]) -> __m256 {
            // SAFETY: both are eight f32.
            unsafe { std::mem::transmute::<[f32; 8], __m256>(*of) }
        }
    }

    impl Number for i8 {
        #[inline(always)]
        fn eight(of: &[i8; 8]) -> __m256 {
            // SAFETY: called from `tile` alone, which has AVX2; both are eight
            // bytes.
            unsafe {
                let of = _mm_cvtsi64_si128(std::mem::transmute::<[i8; 8], i64>(*of));
                _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(of))
            }
        }
    }

    #[target_feature(enable = "avx2,fma")]
    #[inline]
    fn sum(v: __m256) -> f32 {
        let v = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps::<1>(v));
        let v = _mm_add_ps(v, _mm_movehl_ps(v, v));
        _mm_cvtss_f32(_mm_add_ss(v, _mm_movehdup_ps(v)))
    }
}

#[cfg(not(target_arch = "x86_64"))]
mod plain {
    impl super::Number for f32 {}
    impl super::Number for i8 {}
}
