//! The rule under the null: who is no better than the champion is hardly ever promoted, who is better mostly is.

use super::*;
use crate::rules::bootstrap::next_below;

/// Held-out items, as many as the demo has.
const ITEMS: usize = 155;
/// Percent of items that the champion gets right, and that the commonest answer gets right: that bar is cleared, so that
/// the interval against the champion alone stands between a candidate and its promotion.
const CHAMPION: usize = 60;
const COMMONEST: usize = 30;

/// How many of so many simulated candidates the gate promotes. A candidate answers as the champion does on `alike` percent
/// of the items, chosen anew for each, and on the others is right for `right` percent, independently of the champion.
/// In whatever else is measured, both are equal.
fn promoted(candidates: u64, right: usize, alike: usize) -> usize {
    let threads = std::thread::available_parallelism().map_or(1, |n| n.get() as u64);
    let one = |seed: u64| {
        let mut state = seed << 32;
        let mut of_100 = |percent| f64::from(next_below(&mut state, 100) < percent);
        let items: Vec<ItemOutcome> = (0..ITEMS)
            .map(|_| {
                let champion = of_100(CHAMPION);
                let other = of_100(right);
                ItemOutcome {
                    candidate: if of_100(alike) > 0.0 { champion } else { other },
                    champion,
                    commonest: of_100(COMMONEST),
                }
            })
            .collect();
        let equal = Scores {
            n: ITEMS,
            ..Scores::default()
        };
        let none = BTreeMap::new();
        decide(&GateRule::default(), &items, &equal, &equal, &none, seed).decision
            == GateVerdict::Promote
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|first| {
                scope.spawn(move || {
                    (first..candidates)
                        .step_by(threads as usize)
                        .filter(|seed| one(*seed))
                        .count()
                })
            })
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).sum()
    })
}

#[test]
fn of_a_thousand_equals_at_most_one_in_twenty_is_promoted() {
    // Half of them answer independently of the champion, half mostly as it does.
    for alike in [0, 80] {
        let n = promoted(500, CHAMPION, alike);
        assert!(n <= 25, "{n} of 500, alike on {alike} %");
    }
}

/// 15 points on 155 items are 2.9 standard errors: about four of five intervals lie above 0.
#[test]
fn most_that_are_fifteen_points_better_are_promoted() {
    let n = promoted(60, CHAMPION + 15, 0);
    assert!(n >= 40, "{n} of 60");
}
