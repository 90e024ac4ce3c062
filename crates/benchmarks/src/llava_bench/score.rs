//! The relative score: 100 × mean(candidate) / mean(reference), each mean rounded to three decimals first and the
//! result to one, as the authors' summary does.

use super::{Category, Judgement, Pair};
use serde::Serialize;
use vitrine_domain::rules::bootstrap;

/// Percentages of the reference's score; none where nothing could be scored.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scores {
    pub conv: Option<f64>,
    pub detail: Option<f64>,
    pub complex: Option<f64>,
    pub all: Option<f64>,
    /// Judgements in all, failed ones included; `reviews`, as the authors call them, in JSON.
    #[serde(rename = "reviews")]
    pub judgements: usize,
    /// Those whose reply did not hold two numbers: counted, never scored.
    pub failed: usize,
}

/// A relative score with what it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Relative {
    pub score: f64,
    /// Percentile interval of 95 %, judgements resampled.
    pub low: f64,
    pub high: f64,
    /// Judgements that were scored.
    pub n: usize,
}

/// Of all judgements and of each category.
pub fn scores(judgements: &[Judgement]) -> Scores {
    let of = |category| score(&pairs(judgements, Some(category)));
    let failed = judgements.iter().filter(|r| r.pair.is_none()).count();
    Scores {
        conv: of(Category::Conv),
        detail: of(Category::Detail),
        complex: of(Category::Complex),
        all: score(&pairs(judgements, None)),
        judgements: judgements.len(),
        failed,
    }
}

/// Of one category (or of all) with its interval; none where nothing could be scored.
pub fn relative(
    judgements: &[Judgement],
    category: Option<Category>,
    seed: u64,
) -> Option<Relative> {
    let pairs = pairs(judgements, category);
    let score = score(&pairs)?;
    let (low, high) = bootstrap::percentiles(pairs.len(), seed, |drawn| {
        let sum = |of: fn(&Pair) -> f64| drawn.iter().map(|&i| of(&pairs[i])).sum::<f64>();
        100.0 * sum(|p| p.candidate) / sum(|p| p.reference)
    });
    Some(Relative {
        score,
        low,
        high,
        n: pairs.len(),
    })
}

fn pairs(judgements: &[Judgement], category: Option<Category>) -> Vec<Pair> {
    judgements
        .iter()
        .filter(|r| category.is_none_or(|c| r.category == c))
        .filter_map(|r| r.pair)
        .collect()
}

fn score(pairs: &[Pair]) -> Option<f64> {
    let mean =
        |of: fn(&Pair) -> f64| rounded(pairs.iter().map(of).sum::<f64>() / pairs.len() as f64, 3);
    let (reference, candidate) = (mean(|p| p.reference)?, mean(|p| p.candidate)?);
    rounded(100.0 * (candidate / reference), 1)
}

/// As Python rounds: to the decimal nearest to the exact value. None of what is no number.
fn rounded(x: f64, decimals: usize) -> Option<f64> {
    let digits = x.is_finite().then(|| format!("{x:.decimals$}"))?;
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(category: Category, pair: Option<(f64, f64)>) -> Judgement {
        Judgement {
            line: 1,
            question_id: String::new(),
            category,
            pair: pair.map(|(reference, candidate)| Pair {
                reference,
                candidate,
            }),
            stored_otherwise: None,
        }
    }

    #[test]
    fn it_is_a_ratio_of_means_and_failed_judgements_are_counted_not_scored() {
        let judgements = [
            judgement(Category::Conv, Some((10.0, 5.0))),
            judgement(Category::Conv, Some((2.0, 4.0))),
            judgement(Category::Detail, None),
            judgement(Category::Complex, Some((9.0, 3.0))),
        ];
        let got = scores(&judgements);
        // Means 6 and 4.5; a mean of ratios would be 125.
        assert_eq!((got.conv, got.complex), (Some(75.0), Some(33.3)));
        // 7 and 4.
        assert_eq!((got.all, got.detail), (Some(57.1), None));
        assert_eq!((got.judgements, got.failed), (4, 1));
    }

    #[test]
    fn the_interval_holds_the_score_and_is_the_same_for_the_same_seed() {
        let judgements: Vec<Judgement> = (0..60)
            .map(|i| {
                judgement(
                    Category::ALL[i % 3],
                    Some((7.0 + (i % 3) as f64, 4.0 + (i % 5) as f64)),
                )
            })
            .collect();
        let got = relative(&judgements, None, 3).unwrap();
        assert!(
            got.low < got.score && got.score < got.high && got.n == 60,
            "{got:?}"
        );
        assert!(got.high - got.low < 20.0, "{got:?}");
        assert_eq!(relative(&judgements, None, 3), Some(got));
        assert_eq!(relative(&[], None, 3), None);
        assert_eq!(
            scores(&[judgement(Category::Conv, Some((0.0, 5.0)))]).all,
            None
        );
    }
}
