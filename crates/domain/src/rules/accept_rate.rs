//! What a sample's reviews say of all that it was drawn from: the exact one-sided lower confidence bound of a share, 95 %.
//!
//! Source: C. J. Clopper, E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case of the
//! binomial", Biometrika 26 (1934). Chosen over Wilson's, whose coverage falls below what it names for shares near 1,
//! which is where bars are: with the exact bound no more than one in twenty samples of a share below the bar passes. A
//! sample drawn without replacement says a little more than it is given credit for.

/// The chance that a sample misleads.
pub const ALPHA: f64 = 0.05;

/// The smallest share under which `accepted` or more of `reviewed` are not rarer than [`ALPHA`]; 0 for no review.
pub fn lower_bound(accepted: u64, reviewed: u64) -> f64 {
    let accepted = accepted.min(reviewed);
    if accepted == 0 {
        return 0.0;
    }
    if accepted == reviewed {
        return ALPHA.powf(1.0 / reviewed as f64);
    }
    let ways = ln_choose(reviewed, accepted);
    // At the observed share the tail is far above ALPHA, at 0 it is 0, and it grows between.
    let (mut low, mut high) = (0.0, accepted as f64 / reviewed as f64);
    for _ in 0..80 {
        let middle = (low + high) / 2.0;
        match tail(accepted, reviewed, middle, ways) < ALPHA {
            true => low = middle,
            false => high = middle,
        }
    }
    low
}

/// Reviews from which on a flawless sample reaches this bar (0–1, both excluded).
pub fn least_sample(bar: f64) -> u64 {
    (ALPHA.ln() / bar.ln() - 1e-9).ceil().max(1.0) as u64
}

/// The chance of `k` or more of `n` at the share `p`, which is below `k / n`: each term is smaller than the one before.
fn tail(k: u64, n: u64, p: f64, ways: f64) -> f64 {
    let (n, odds) = (n as f64, p / (1.0 - p));
    let mut at = k as f64;
    let mut term = (ways + at * p.ln() + (n - at) * (-p).ln_1p()).exp();
    let mut sum = term;
    while at < n && term > sum * 1e-17 {
        term *= (n - at) / (at + 1.0) * odds;
        at += 1.0;
        sum += term;
    }
    sum
}

fn ln_choose(n: u64, k: u64) -> f64 {
    let k = k.min(n - k);
    (1..=k)
        .map(|i| ((n - k + i) as f64 / i as f64).ln())
        .sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The 5 % quantile of Beta(x, n - x + 1), from integer arithmetic on exact binomial tails.
    const REFERENCE: [(u64, u64, f64); 10] = [
        (1, 1, 0.05),
        (1, 10, 0.005_116_196_891_8),
        (9, 10, 0.605_836_697_563_5),
        (45, 50, 0.801_166_997_483_6),
        (50, 50, 0.941_844_920_883_0),
        (95, 100, 0.897_746_622_356_7),
        (97, 100, 0.924_289_206_250_2),
        (180, 200, 0.858_010_748_409_1),
        (290, 300, 0.944_115_259_485_4),
        (485, 500, 0.954_180_357_249_0),
    ];

    #[test]
    fn the_bound_is_the_exact_one() {
        for (accepted, reviewed, bound) in REFERENCE {
            let got = lower_bound(accepted, reviewed);
            assert!(
                (got - bound).abs() < 1e-10,
                "{accepted} of {reviewed}: {got}"
            );
        }
    }

    #[test]
    fn nothing_says_nothing_and_more_reviews_say_more() {
        assert_eq!(lower_bound(0, 0), 0.0);
        assert_eq!(lower_bound(0, 50), 0.0);
        let mut before = 0.0;
        for n in [10, 20, 100, 1_000, 100_000] {
            let bound = lower_bound(n / 10 * 9, n);
            assert!(bound > before && bound < 0.9, "{n}: {bound}");
            before = bound;
        }
        assert!(before > 0.898);
    }

    #[test]
    fn a_bar_names_the_sample_that_can_reach_it() {
        for bar in [0.5, 0.8, 0.9, 0.95, 0.99] {
            let n = least_sample(bar);
            assert!(lower_bound(n, n) >= bar, "{bar}: {n}");
            assert!(n == 1 || lower_bound(n - 1, n - 1) < bar, "{bar}: {n}");
        }
        // The rule of three, nearly.
        assert_eq!(least_sample(0.95), 59);
    }

    /// Of samples of a share just below the bar, no more than one in twenty passes: computed, not drawn.
    #[test]
    fn a_share_below_the_bar_seldom_passes() {
        for (n, bar) in [(59_u64, 0.9), (100, 0.9), (200, 0.95)] {
            let share: f64 = bar - 1e-9;
            let passing: f64 = (0..=n)
                .filter(|k| lower_bound(*k, n) >= bar)
                .map(|k| {
                    (ln_choose(n, k) + k as f64 * share.ln() + (n - k) as f64 * (1.0 - share).ln())
                        .exp()
                })
                .sum();
            assert!(passing <= ALPHA + 1e-9, "{n}, {bar}: {passing}");
        }
    }
}
