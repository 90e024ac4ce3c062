//! The null: truths dealt to other items, none to one with an equal answer. Pure.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

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
    fn a_majority_answer_cannot_be_dealt_away() {
        assert_eq!(deal(&["a", "a", "b"], 1), None);
        assert_eq!(deal(&[], 1), None);
    }
}
