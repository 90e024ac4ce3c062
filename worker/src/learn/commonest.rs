//! The answer that a model which only counts would always give. Pure.

use std::collections::BTreeMap;

/// The most frequent response; of equals the first in order of text. None without responses.
pub fn commonest_answer<'a>(responses: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for response in responses {
        *counts.entry(response).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    counts
        .into_iter()
        .find(|(_, n)| *n == most)
        .map(|(response, _)| response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_wins_and_ties_do_not_depend_on_order() {
        assert_eq!(commonest_answer(["b", "a", "b"].into_iter()), Some("b"));
        assert_eq!(commonest_answer(["b", "a"].into_iter()), Some("a"));
        assert_eq!(commonest_answer(["a", "b"].into_iter()), Some("a"));
        assert_eq!(commonest_answer(std::iter::empty()), None);
    }
}
