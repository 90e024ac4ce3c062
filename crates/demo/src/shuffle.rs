//! The null: truths dealt to other items, none to one with an equal answer. Pure.

use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

/// Exchanges tried for each position.
const EXCHANGES: usize = 20;

/// For each position, whose truth it receives: a permutation under which no answer stays where an
/// equal one was. `None` when an answer stands at more than half of the positions.
pub fn deal(answers: &[&str], seed: u64) -> Option<Vec<usize>> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut classes: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, answer) in answers.iter().enumerate() {
        classes.entry(answer).or_default().push(i);
    }
    let mut groups: Vec<Vec<usize>> = classes.into_values().collect();
    groups.shuffle(&mut rng);
    for group in &mut groups {
        group.shuffle(&mut rng);
    }
    let most = groups.iter().map(Vec::len).max()?;
    if 2 * most > answers.len() {
        return None;
    }
    // Equal answers stand side by side, at most `most` of them: a turn by that many leaves none
    // of them on its own kind.
    let order = groups.concat();
    let mut from = vec![0; answers.len()];
    for (place, &item) in order.iter().enumerate() {
        from[item] = order[(place + most) % order.len()];
    }
    // A turn alone deals one kind's truths to one other kind, which could be learnt. Exchanges mix them as far as
    // equal answers allow.
    for _ in 0..EXCHANGES * from.len() {
        let (a, b) = (
            rng.random_range(0..from.len()),
            rng.random_range(0..from.len()),
        );
        if answers[a] != answers[from[b]] && answers[b] != answers[from[a]] {
            from.swap(a, b);
        }
    }
    Some(from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_keeps_an_equal_answer_and_nothing_is_lost() {
        let kinds = ["a", "a", "a", "b", "b", "c", "d", "a"];
        let answers: Vec<&str> = (0..80).map(|i| kinds[i % kinds.len()]).collect();
        for seed in 0..20 {
            let from = deal(&answers, seed).unwrap();
            assert!(
                from.iter()
                    .enumerate()
                    .all(|(i, &f)| answers[i] != answers[f])
            );
            let mut sorted = from.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, (0..80).collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_one_kind_receives_is_mixed() {
        // Sizes as the demo's answers have them, the commonest first.
        let sizes = [95, 45, 45, 45, 20, 20, 20];
        let answers: Vec<String> = sizes
            .iter()
            .enumerate()
            .flat_map(|(kind, n)| std::iter::repeat_n(kind.to_string(), *n))
            .collect();
        let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
        for seed in 0..20 {
            let from = deal(&answers, seed).unwrap();
            for kind in ["0", "1", "2", "3"] {
                let mut received = BTreeMap::<&str, usize>::new();
                for (i, &f) in from.iter().enumerate() {
                    if answers[i] == kind {
                        *received.entry(answers[f]).or_default() += 1;
                    }
                }
                let (all, most) = (
                    received.values().sum::<usize>(),
                    received.values().max().copied().unwrap_or_default(),
                );
                assert!(
                    4 * most <= 3 * all,
                    "seed {seed}, kind {kind}: {received:?}"
                );
            }
        }
    }

    #[test]
    fn a_majority_answer_cannot_be_dealt_away() {
        assert_eq!(deal(&["a", "a", "b"], 1), None);
        assert_eq!(deal(&[], 1), None);
    }
}
