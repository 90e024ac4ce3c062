//! Helpers of the tests: seeded numbers, and finite differences.

/// `n` numbers in -1..1 from a seed.
pub fn numbers(n: usize, seed: u32) -> Vec<f32> {
    let mut s = seed.wrapping_mul(747_796_405).wrapping_add(2_891_336_453);
    (0..n)
        .map(|_| {
            s = s.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (s >> 8) as f32 / (1u32 << 23) as f32 - 1.0
        })
        .collect()
}

/// Compares `grad` with central differences of `f` at every entry of `x`.
/// f32 forward passes carry about 1e-6 of relative noise, so with steps of
/// 1e-2 the tolerance is 2e-3 absolute plus 1 %.
pub fn differences(x: &[f32], grad: &[f32], f: impl Fn(&[f32]) -> f64) {
    assert_eq!(x.len(), grad.len());
    let h = 1e-2f32;
    for i in 0..x.len() {
        let mut moved = x.to_vec();
        moved[i] = x[i] + h;
        let up = f(&moved);
        moved[i] = x[i] - h;
        let down = f(&moved);
        let want = (up - down) / (2.0 * f64::from(h));
        let got = f64::from(grad[i]);
        assert!(
            (got - want).abs() <= 2e-3 + 1e-2 * want.abs(),
            "entry {i}: gradient {got}, differences {want}"
        );
    }
}

/// Sum of products in f64.
pub fn dot64(a: &[f32], b: &[f32]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter()
        .zip(b)
        .map(|(x, y)| f64::from(*x) * f64::from(*y))
        .sum()
}
