//! Paired bootstrap of a mean difference (Koehn 2004, "Statistical significance tests for machine
//! translation evaluation"): items are resampled with replacement, both systems on the same items.

use serde::{Deserialize, Serialize};

/// Resamples drawn.
pub const RESAMPLES: usize = 10_000;

/// A mean difference with its 95 % percentile interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    pub delta: f64,
    pub low: f64,
    pub high: f64,
    pub n: usize,
}

impl Interval {
    /// The whole interval lies above 0.
    pub fn is_above_zero(&self) -> bool {
        self.n > 0 && self.low > 0.0
    }
}

/// `mean(candidate − reference)` over items that both were scored on, in the same order.
/// The same seed gives the same interval. Panics when the lengths differ: that is a caller's error.
pub fn paired(candidate: &[f64], reference: &[f64], seed: u64) -> Interval {
    assert_eq!(
        candidate.len(),
        reference.len(),
        "paired scores need the same items"
    );
    let n = candidate.len();
    if n == 0 {
        return Interval {
            delta: 0.0,
            low: 0.0,
            high: 0.0,
            n,
        };
    }
    let differences: Vec<f64> = candidate
        .iter()
        .zip(reference)
        .map(|(c, r)| c - r)
        .collect();
    let (low, high) = percentiles(n, seed, |drawn| {
        drawn.iter().map(|&i| differences[i]).sum::<f64>() / n as f64
    });
    Interval {
        delta: differences.iter().sum::<f64>() / n as f64,
        low,
        high,
        n,
    }
}

/// The 95 % percentile interval of a statistic of `n` items, which is told the items that were drawn; `n` is above 0.
pub fn percentiles(n: usize, seed: u64, mut statistic: impl FnMut(&[usize]) -> f64) -> (f64, f64) {
    let (mut state, mut drawn) = (seed, vec![0; n]);
    let mut values: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            drawn.fill_with(|| next_below(&mut state, n));
            statistic(&drawn)
        })
        .collect();
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[((RESAMPLES as f64 - 1.0) * share).round() as usize];
    (at(0.025), at(0.975))
}

/// SplitMix64 (Steele, Lea, Flood 2014), reduced by multiplication.
pub(super) fn next_below(state: &mut u64, n: usize) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^= z >> 31;
    ((u128::from(z) * n as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_is_about_the_normal_one() {
        // 100 items, 30 wins, 10 losses: mean 0.2, standard error sqrt((0.4 − 0.04)/100) = 0.06.
        let candidate: Vec<f64> = (0..100).map(|i| if i < 30 { 1.0 } else { 0.0 }).collect();
        let reference: Vec<f64> = (0..100)
            .map(|i| if (30..40).contains(&i) { 1.0 } else { 0.0 })
            .collect();
        let interval = paired(&candidate, &reference, 7);
        assert!((interval.delta - 0.2).abs() < 1e-12);
        assert!(
            (interval.low - (0.2 - 1.96 * 0.06)).abs() < 0.02,
            "{interval:?}"
        );
        assert!(
            (interval.high - (0.2 + 1.96 * 0.06)).abs() < 0.02,
            "{interval:?}"
        );
        assert!(interval.is_above_zero());
        assert_eq!(interval, paired(&candidate, &reference, 7));
    }

    #[test]
    fn no_difference_is_not_above_zero() {
        let same = vec![1.0; 60];
        assert!(!paired(&same, &same, 1).is_above_zero());
        assert!(!paired(&[], &[], 1).is_above_zero());
    }

    #[test]
    fn the_interval_covers_the_truth_about_as_often_as_it_says() {
        let mut state = 42;
        let covered = (0..200)
            .filter(|trial| {
                let mut draw = |p: usize| {
                    if next_below(&mut state, 100) < p {
                        1.0
                    } else {
                        0.0
                    }
                };
                let (a, b): (Vec<f64>, Vec<f64>) = (0..80).map(|_| (draw(60), draw(50))).unzip();
                let interval = paired(&a, &b, *trial);
                interval.low <= 0.1 && 0.1 <= interval.high
            })
            .count();
        assert!((180..=199).contains(&covered), "{covered} of 200");
    }
}
