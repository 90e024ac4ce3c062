//! The learning rate over a run: linear warm-up, then half a cosine down to 0
//! (Loshchilov & Hutter 2017).

/// The factor of step `step` (from 0) of `steps`.
pub fn factor(step: usize, steps: usize, warmup_ratio: f64) -> f64 {
    let warmup = (steps as f64 * warmup_ratio).ceil();
    let at = step as f64;
    if at < warmup {
        return (at + 1.0) / warmup;
    }
    let rest = (steps as f64 - warmup).max(1.0);
    0.5 * (1.0 + (std::f64::consts::PI * ((at - warmup) / rest).min(1.0)).cos())
}

#[cfg(test)]
mod tests {
    use super::factor;

    #[test]
    fn rises_to_one_then_falls_and_never_leaves_the_range() {
        let all: Vec<f64> = (0..100).map(|s| factor(s, 100, 0.1)).collect();
        assert!(
            (all[0] - 0.1).abs() < 1e-12
                && (all[9] - 1.0).abs() < 1e-12
                && (all[10] - 1.0).abs() < 1e-12
        );
        assert!(all[..10].is_sorted() && all[10..].iter().rev().is_sorted());
        assert!(all[99] > 0.0 && all[99] < 1e-3);
        assert_eq!(factor(0, 1, 0.03), 1.0);
        assert_eq!(factor(0, 10, 0.0), 1.0);
    }
}
