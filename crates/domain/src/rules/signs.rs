//! Signs that decisions are made without looking: how long they take, and what is accepted that should not be. Signs
//! with the numbers behind them, for a lead to ask about; nothing follows from one by itself.

use crate::{Pace, Sign, UserId};

/// Below so many a number is left out, and no sign rests on it.
pub const ENOUGH: usize = 20;
/// Shorter than this share of one's own median is quick.
const QUICK: f64 = 0.25;
/// More quick decisions than this are bursts: of times spread as people's are, some 8 % are quick.
const BURSTS: f64 = 0.2;
/// A median below this share of the others' is a sign.
const QUICKER: f64 = 1.0 / 3.0;
/// Accepting so much more than is true is a sign.
const MORE: f64 = 0.15;

/// What one reviewer did, as it is counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    pub reviewer_id: UserId,
    pub reviewer: String,
    /// Of each decision whose time is known.
    pub seconds: Vec<f64>,
    /// Those of them at the desk: of a batch each has an equal part, which is no haste beside them.
    pub at_desk: Vec<f64>,
    /// Proposals accepted, corrected or rejected, and accepted.
    pub shown: usize,
    pub accepted: usize,
    /// The same of gold items, and how many of their proposals said what is true.
    pub gold_shown: usize,
    pub gold_accepted: usize,
    pub gold_true: usize,
}

/// Everybody's, in the order given.
pub fn paces(work: &[Work]) -> Vec<Pace> {
    (0..work.len()).map(|i| pace(work, i)).collect()
}

fn pace(work: &[Work], i: usize) -> Pace {
    let w = &work[i];
    let others: Vec<f64> = work
        .iter()
        .enumerate()
        .filter(|(j, _)| *j != i)
        .flat_map(|(_, o)| o.seconds.iter().copied())
        .collect();
    let (own, theirs) = (median(&w.seconds), median(&others));
    let quick = median(&w.at_desk).map(|own| {
        let quick = w.at_desk.iter().filter(|s| **s < QUICK * own).count();
        quick as f64 / w.at_desk.len() as f64
    });
    let share = |of: usize, n: usize| (n >= ENOUGH).then(|| of as f64 / n as f64);
    let accepted = share(w.accepted, w.shown);
    let gold_true = share(w.gold_true, w.gold_shown);
    let mut signs = Vec::new();
    if own.zip(theirs).is_some_and(|(o, t)| o < QUICKER * t) {
        signs.push(Sign::QuickerThanOthers);
    }
    if quick.is_some_and(|q| q > BURSTS) {
        signs.push(Sign::Bursts);
    }
    if accepted.zip(gold_true).is_some_and(|(a, t)| a - t >= MORE) {
        signs.push(Sign::AcceptsMoreThanGold);
    }
    Pace {
        reviewer_id: w.reviewer_id,
        reviewer: w.reviewer.clone(),
        timed: w.seconds.len(),
        at_desk: w.at_desk.len(),
        median_seconds: own,
        others_median_seconds: theirs,
        quick,
        shown: w.shown,
        accepted,
        gold_shown: w.gold_shown,
        gold_accepted: share(w.gold_accepted, w.gold_shown),
        gold_true,
        signs,
    }
}

/// None of too few.
fn median(seconds: &[f64]) -> Option<f64> {
    if seconds.len() < ENOUGH {
        return None;
    }
    let mut sorted = seconds.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    Some(match sorted.len() % 2 {
        0 => (sorted[half - 1] + sorted[half]) / 2.0,
        _ => sorted[half],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(name: &str, seconds: Vec<f64>) -> Work {
        Work {
            reviewer_id: UserId::fresh(),
            reviewer: name.into(),
            at_desk: seconds.clone(),
            seconds,
            shown: 0,
            accepted: 0,
            gold_shown: 0,
            gold_accepted: 0,
            gold_true: 0,
        }
    }

    #[test]
    fn quicker_than_the_others_is_by_the_medians() {
        let calm = || (0..40).map(|i| 20.0 + f64::from(i % 5)).collect();
        let paces = paces(&[
            work("rob", vec![5.0; 30]),
            work("sue", calm()),
            work("tim", calm()),
            work("new", vec![1.0; 19]),
        ]);
        assert_eq!(paces[0].signs, [Sign::QuickerThanOthers]);
        assert_eq!(paces[0].median_seconds, Some(5.0));
        assert_eq!(paces[0].others_median_seconds, Some(21.0));
        assert!(paces[1].signs.is_empty() && paces[2].signs.is_empty());
        // Nineteen are too few for any number.
        assert_eq!((paces[3].timed, paces[3].median_seconds), (19, None));
        assert!(paces[3].signs.is_empty());
    }

    #[test]
    fn one_alone_is_compared_with_nobody() {
        let alone = paces(&[work("rob", vec![1.0; 50])]);
        assert_eq!(alone[0].others_median_seconds, None);
        assert!(alone[0].signs.is_empty());
    }

    #[test]
    fn bursts_are_by_ones_own_median() {
        let mut seconds = vec![20.0; 31];
        seconds.extend([2.0; 9]);
        let some = paces(&[work("rob", seconds.clone())]);
        assert_eq!(some[0].quick, Some(9.0 / 40.0));
        assert_eq!(some[0].signs, [Sign::Bursts]);
        // What is accepted in batches is none beside the desk.
        let batching = Work {
            at_desk: vec![20.0; 31],
            ..work("rob", seconds.clone())
        };
        assert!(paces(&[batching])[0].signs.is_empty());
        seconds.extend([20.0; 10]);
        assert!(paces(&[work("rob", seconds)])[0].signs.is_empty());
    }

    #[test]
    fn accepting_is_held_against_what_gold_bears() {
        let with = |accepted, gold_shown, gold_true| {
            let w = Work {
                shown: 100,
                accepted,
                gold_shown,
                gold_accepted: gold_shown,
                gold_true,
                ..work("rob", vec![])
            };
            paces(&[w]).remove(0).signs
        };
        assert_eq!(with(98, 20, 14), [Sign::AcceptsMoreThanGold]);
        assert!(with(80, 20, 14).is_empty());
        assert!(with(98, 19, 1).is_empty());
    }
}
