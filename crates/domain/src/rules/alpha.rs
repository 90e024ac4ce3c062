//! Krippendorff's alpha for nominal values, with values missing: Klaus Krippendorff, “Computing Krippendorff's
//! Alpha-Reliability” (2011), section C.

use std::collections::BTreeMap;

/// `units`: of each unit the values that observers gave it, those who gave none left out. 1 is perfect agreement, 0
/// what chance would bring, below 0 worse than that. None: no unit has two values, or all values are one and the same,
/// where chance cannot be told from agreement.
pub fn nominal<V: Ord>(units: &[Vec<V>]) -> Option<f64> {
    // n_c: how often a value stands among those that can be paired; agreeing: the coincidences of equal values.
    let mut of_value: BTreeMap<&V, f64> = BTreeMap::new();
    let mut agreeing = 0.0;
    for unit in units.iter().filter(|u| u.len() > 1) {
        let mut here: BTreeMap<&V, f64> = BTreeMap::new();
        for value in unit {
            *here.entry(value).or_default() += 1.0;
        }
        let others = unit.len() as f64 - 1.0;
        for (value, n) in here {
            *of_value.entry(value).or_default() += n;
            agreeing += n * (n - 1.0) / others;
        }
    }
    let n: f64 = of_value.values().sum();
    let by_chance: f64 = of_value.values().map(|c| c * (c - 1.0)).sum();
    let differing = n * (n - 1.0) - by_chance;
    (differing > 0.0).then(|| 1.0 - (n - 1.0) * (n - agreeing) / differing)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows are observers; a dot is no value.
    fn units(rows: &[&str]) -> Vec<Vec<char>> {
        let rows: Vec<Vec<char>> = rows
            .iter()
            .map(|r| r.chars().filter(|c| !c.is_whitespace()).collect())
            .collect();
        (0..rows[0].len())
            .map(|i| rows.iter().map(|r| r[i]).filter(|c| *c != '.').collect())
            .collect()
    }

    /// The worked examples of the 2011 paper, to the three digits that it prints.
    #[test]
    fn the_published_examples_come_out() {
        for (rows, published) in [
            // A: binary, two observers, nothing missing.
            (vec!["0100000010", "1110010000"], 0.095),
            // B: nominal, two observers.
            (vec!["aabbdcccedda", "babbbccceddd"], 0.692),
            // C: nominal, any number of observers, values missing.
            (
                vec![
                    "1 2 3 3 2 1 4 1 2 . . .",
                    "1 2 3 3 2 2 4 1 2 5 . 3",
                    ". 3 3 3 2 3 4 2 2 5 1 .",
                    "1 2 3 3 2 4 4 1 2 5 1 .",
                ],
                0.743,
            ),
        ] {
            let alpha = nominal(&units(&rows)).unwrap();
            assert!((alpha - published).abs() < 5e-4, "{alpha} for {published}");
        }
    }

    #[test]
    fn agreement_is_one_and_nothing_to_compare_is_nothing() {
        assert_eq!(nominal(&units(&["abab", "abab"])), Some(1.0));
        // One value alone: chance would agree as well.
        assert_eq!(nominal(&units(&["aaaa", "aaaa"])), None);
        assert_eq!(nominal(&units(&["a.", ".b"])), None);
        assert_eq!(nominal::<char>(&[]), None);
        // Always the other: worse than chance.
        assert!(nominal(&units(&["abab", "baba"])).unwrap() < 0.0);
    }

    /// A unit with one value says nothing and changes nothing.
    #[test]
    fn what_one_observer_alone_saw_does_not_count() {
        let with = nominal(&units(&["abba.b", "abaa.."]));
        assert_eq!(with, nominal(&units(&["abba", "abaa"])));
    }
}
