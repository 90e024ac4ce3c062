//! One token from one row of logits. It must never know the tokens' meaning.

use super::Sampling;
use crate::ops::cross_entropy::{best, log_sum};
use rand::{Rng as _, SeedableRng as _};
use rand_chacha::ChaCha8Rng;

/// Candidates looked at first where all may be drawn: mostly they suffice.
const FIRST: usize = 256;

/// How one row's tokens are chosen. Its draws depend on the seed and on how
/// many it has made, never on other rows.
#[derive(Clone)]
pub(super) enum Chooser {
    Likeliest,
    Drawn(Sampling, Box<ChaCha8Rng>),
}

impl Chooser {
    /// `draw` tells apart several answers to one question.
    pub fn new(sampling: Option<Sampling>, draw: u64) -> Self {
        match sampling {
            None => Self::Likeliest,
            Some(s) => {
                let mut rng = ChaCha8Rng::seed_from_u64(s.seed);
                rng.set_stream(draw);
                Self::Drawn(s, Box::new(rng))
            }
        }
    }

    /// The token and its log p under the model, at temperature 1 and with all
    /// tokens, whatever it was drawn from.
    pub fn choose(&mut self, logits: &[f32]) -> (u32, f32) {
        match self {
            Self::Likeliest => best(logits),
            Self::Drawn(sampling, rng) => {
                let kept = kept(logits, sampling);
                let mut left = rng.random::<f64>() * kept.iter().map(|k| k.1).sum::<f64>();
                let token = kept
                    .iter()
                    .find(|(_, p)| {
                        left -= p;
                        left < 0.0
                    })
                    .or(kept.last())
                    .map_or(0, |k| k.0);
                (token, logits[token as usize] - log_sum(logits))
            }
        }
    }
}

/// The tokens that may be drawn with their weights (their probabilities but for
/// a common factor), the likeliest first, of equal ones the first.
fn kept(logits: &[f32], s: &Sampling) -> Vec<(u32, f64)> {
    let (top, _) = best(logits);
    let top = f64::from(logits[top as usize]);
    let temperature = f64::from(s.temperature);
    let weight = |l: f32| ((f64::from(l) - top) / temperature).exp();
    let mut all: Vec<(u32, f32)> = (0..).zip(logits.iter().copied()).collect();
    let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if s.top_k > 0 && s.top_k < all.len() {
        all.select_nth_unstable_by(s.top_k - 1, order);
        all.truncate(s.top_k);
    }
    let total: f64 = all.iter().map(|a| weight(a.1)).sum();
    let enough = f64::from(s.top_p) * total;
    let mut first = FIRST.min(all.len());
    loop {
        if first < all.len() {
            all.select_nth_unstable_by(first - 1, order);
        }
        let likeliest = &mut all[..first];
        likeliest.sort_unstable_by(order);
        let mut sum = 0.0;
        let n = likeliest.iter().position(|l| {
            sum += weight(l.1);
            sum >= enough
        });
        if let Some(n) = n.map(|n| n + 1).or((first == all.len()).then_some(first)) {
            return all[..n].iter().map(|l| (l.0, weight(l.1))).collect();
        }
        first = (8 * first).min(all.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGITS: [f32; 8] = [1.5, -0.5, 2.25, 0.0, 1.25, 3.0, -2.0, 0.75];

    fn sampling((temperature, top_k, top_p): (f32, usize, f32)) -> Sampling {
        Sampling {
            temperature,
            top_k,
            top_p,
            seed: 1,
        }
    }

    /// (temperature, top_k, top_p) and the probabilities that transformers 5.23
    /// gives: TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper and a
    /// softmax over [`LOGITS`].
    #[rustfmt::skip]
    const THEIRS: [((f32, usize, f32), [f64; 8]); 6] = [
        ((1.0, 0, 1.0), [0.108242, 0.014649, 0.229149, 0.024152, 0.084299, 0.485109, 0.003269, 0.05113]),
        ((0.7, 0, 1.0), [0.073169, 0.004202, 0.21362, 0.008584, 0.051194, 0.623675, 0.000493, 0.025062]),
        ((1.0, 3, 1.0), [0.131602, 0.0, 0.278601, 0.0, 0.0, 0.589798, 0.0, 0.0]),
        ((1.5, 0, 0.8), [0.16094, 0.0, 0.265346, 0.0, 0.136233, 0.437481, 0.0, 0.0]),
        ((0.9, 5, 0.9), [0.106918, 0.0, 0.246017, 0.0, 0.080987, 0.566078, 0.0, 0.0]),
        ((1.0, 0, 0.3), [0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0]),
    ];

    #[test]
    fn the_distribution_is_transformers() {
        for (settings, want) in THEIRS {
            let kept = kept(&LOGITS, &sampling(settings));
            let total: f64 = kept.iter().map(|k| k.1).sum();
            let mut got = [0f64; 8];
            kept.iter().for_each(|k| got[k.0 as usize] = k.1 / total);
            for (got, want) in got.iter().zip(want) {
                assert!((got - want).abs() < 1e-5, "{settings:?}: {got} {want}");
            }
        }
    }

    #[test]
    fn tokens_are_drawn_as_often_as_their_probabilities_say() {
        const DRAWS: usize = 40_000;
        for (settings, want) in THEIRS {
            let mut chooser = Chooser::new(Some(sampling(settings)), 0);
            let mut counts = [0usize; 8];
            for _ in 0..DRAWS {
                counts[chooser.choose(&LOGITS).0 as usize] += 1;
            }
            for (count, p) in counts.into_iter().zip(want) {
                // Four standard deviations of a binomial count.
                let off = (count as f64 - p * DRAWS as f64).abs();
                assert!(
                    off <= 4.0 * (p * (1.0 - p) * DRAWS as f64).sqrt() + 0.5,
                    "{settings:?}: {counts:?}"
                );
            }
        }
    }

    #[test]
    fn a_long_tail_is_cut_where_a_full_sort_cuts_it() {
        // 5,000 nearly equal logits: the first look at the likeliest is not enough.
        let logits: Vec<f32> = (0..5_000u32)
            .map(|i| (i * 7_919 % 5_000) as f32 * 1e-4)
            .collect();
        let top_p = 0.6;
        let mut sorted: Vec<(usize, f64)> = logits
            .iter()
            .map(|l| f64::from(*l).exp())
            .enumerate()
            .collect();
        sorted.sort_by(|a, b| b.1.total_cmp(&a.1));
        let total: f64 = sorted.iter().map(|s| s.1).sum();
        let (mut sum, mut n) = (0.0, 0);
        while sum < f64::from(top_p) * total {
            sum += sorted[n].1;
            n += 1;
        }
        let got = kept(&logits, &sampling((1.0, 0, top_p)));
        assert!(got.len().abs_diff(n) <= 1 && n > FIRST, "{} {n}", got.len());
        assert!(got.iter().zip(&sorted).all(|(g, s)| g.0 as usize == s.0));
    }

    #[test]
    fn the_log_probability_is_the_models_own() {
        let all: f64 = LOGITS.iter().map(|l| f64::from(*l).exp()).sum();
        let mut chooser = Chooser::new(Some(sampling((0.3, 2, 0.9))), 0);
        let (token, logprob) = chooser.choose(&LOGITS);
        let want = f64::from(LOGITS[token as usize]) - all.ln();
        assert!((f64::from(logprob) - want).abs() < 1e-6);
    }
}
