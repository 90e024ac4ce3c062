//! Agreement by reviewer, by pair of them, by label, by month or week.

use super::{Opinion, Pair, figures};
use crate::{AgreementBy, AgreementRow, UserId, by_name};
use chrono::Datelike;
use std::collections::BTreeMap;

/// `viewer`: only this person's, who sees the others as one. Rows in the order of their keys, the newest time first.
pub fn rows(
    pairs: &[Pair],
    by: AgreementBy,
    viewer: Option<UserId>,
    known: &[String],
) -> Vec<AgreementRow> {
    if by == AgreementBy::Label {
        let all: Vec<&Pair> = pairs.iter().collect();
        return known
            .iter()
            .filter(|label| all.iter().any(|p| p.names(label, known)))
            .map(|label| AgreementRow {
                key: label.clone(),
                figures: figures(&all, Some(label), known),
            })
            .collect();
    }
    let mut groups: BTreeMap<Key, Vec<&Pair>> = BTreeMap::new();
    for pair in pairs {
        for key in keys(pair, by, viewer) {
            groups.entry(key).or_default().push(pair);
        }
    }
    let rows = groups.into_iter().map(|(key, pairs)| AgreementRow {
        key: key.place.1,
        figures: figures(&pairs, None, known),
    });
    match by {
        AgreementBy::Month | AgreementBy::Week => rows.rev().collect(),
        _ => rows.collect(),
    }
}

/// What a row is of: people by their ids, since two may have one name.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    place: (String, String),
    who: Vec<UserId>,
}

impl Key {
    fn of(people: &[&Opinion]) -> Key {
        let words: Vec<&str> = people.iter().map(|p| p.reviewer.as_str()).collect();
        Key {
            place: by_name(&words.join(" and ")),
            who: people.iter().map(|p| p.reviewer_id).collect(),
        }
    }

    fn alone(words: &str) -> Key {
        Key {
            place: by_name(words),
            who: Vec::new(),
        }
    }
}

fn keys(pair: &Pair, by: AgreementBy, viewer: Option<UserId>) -> Vec<Key> {
    let [a, b] = &pair.sides;
    match (by, viewer) {
        (AgreementBy::Reviewer | AgreementBy::Pair, Some(viewer)) => pair
            .sides
            .iter()
            .filter(|s| s.reviewer_id == viewer)
            .map(|s| Key::alone(&format!("{} and the others", s.reviewer)))
            .collect(),
        (AgreementBy::Reviewer, None) => vec![Key::of(&[a]), Key::of(&[b])],
        (AgreementBy::Pair, None) => {
            let place = |o: &Opinion| (by_name(&o.reviewer), o.reviewer_id);
            let (one, other) = match place(a) <= place(b) {
                true => (a, b),
                false => (b, a),
            };
            vec![Key::of(&[one, other])]
        }
        (AgreementBy::Month, _) => vec![Key::alone(&pair.at.format("%Y-%m").to_string())],
        (AgreementBy::Week | AgreementBy::Label, _) => {
            let week = pair.at.iso_week();
            let week = format!("{}-W{:02}", week.year(), week.week());
            vec![Key::alone(&week)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Verdict;
    use crate::rules::agreement::tests::{known, opinion, pair};

    #[test]
    fn a_lead_sees_pairs_and_a_reviewer_oneself_and_the_others() {
        let people: Vec<(UserId, &str)> =
            ["rob", "sue", "tim"].map(|n| (UserId::fresh(), n)).to_vec();
        let says = |who: usize| opinion(people[who], Verdict::Reject, "", vec![]);
        let pairs = [
            pair(1, says(0), says(1)),
            pair(9, says(1), says(0)),
            pair(30, says(2), says(0)),
        ];
        let keys = |by, viewer, pairs: &[Pair]| -> Vec<(String, usize)> {
            rows(pairs, by, viewer, &known())
                .into_iter()
                .map(|r| (r.key, r.figures.n))
                .collect()
        };
        assert_eq!(
            keys(AgreementBy::Pair, None, &pairs),
            [("rob and sue".into(), 2), ("rob and tim".into(), 1)]
        );
        assert_eq!(
            keys(AgreementBy::Reviewer, None, &pairs),
            [("rob".into(), 3), ("sue".into(), 2), ("tim".into(), 1)]
        );
        assert_eq!(
            keys(AgreementBy::Pair, Some(people[1].0), &pairs[..2]),
            [("sue and the others".into(), 2)]
        );
        assert_eq!(
            keys(AgreementBy::Month, None, &pairs),
            [("2026-11".into(), 3)]
        );
        assert_eq!(
            keys(AgreementBy::Week, None, &pairs),
            [
                ("2026-W49".into(), 1),
                ("2026-W46".into(), 1),
                ("2026-W44".into(), 1)
            ]
        );
    }

    #[test]
    fn rows_and_both_of_a_pair_stand_in_the_order_of_their_names_whatever_the_case() {
        let [zoe, adam, bob] = ["Zoe", "adam", "Bob"]
            .map(|n| opinion((UserId::fresh(), n), Verdict::Reject, "", vec![]));
        let pairs = [
            pair(1, zoe.clone(), adam.clone()),
            pair(2, bob.clone(), zoe),
            pair(3, bob, adam),
        ];
        let keys = |by| -> Vec<String> {
            let rows = rows(&pairs, by, None, &known());
            rows.into_iter().map(|r| r.key).collect()
        };
        assert_eq!(keys(AgreementBy::Reviewer), ["adam", "Bob", "Zoe"]);
        assert_eq!(
            keys(AgreementBy::Pair),
            ["adam and Bob", "adam and Zoe", "Bob and Zoe"]
        );
    }

    #[test]
    fn people_are_told_apart_by_who_they_are() {
        let [rob, other, sue] = ["rob", "rob", "sue"]
            .map(|n| opinion((UserId::fresh(), n), Verdict::Reject, "", vec![]));
        let pairs = [
            pair(1, rob.clone(), other.clone()),
            pair(2, other.clone(), sue.clone()),
            pair(3, sue, rob.clone()),
            pair(4, other, rob),
        ];
        let keys = |by| -> Vec<(String, usize)> {
            rows(&pairs, by, None, &known())
                .into_iter()
                .map(|r| (r.key, r.figures.n))
                .collect()
        };
        let row = |key: &str, n| (key.to_owned(), n);
        assert_eq!(
            keys(AgreementBy::Reviewer),
            [row("rob", 3), row("rob", 3), row("sue", 2)]
        );
        assert_eq!(
            keys(AgreementBy::Pair),
            [
                row("rob and rob", 2),
                row("rob and sue", 1),
                row("rob and sue", 1)
            ]
        );
    }

    #[test]
    fn a_label_is_named_or_not() {
        let (rob, sue) = ((UserId::fresh(), "rob"), (UserId::fresh(), "sue"));
        let pairs: Vec<Pair> = (0..40)
            .map(|i| {
                let a = if i < 20 {
                    "Violations: Nike."
                } else {
                    "No violations."
                };
                let b = if i < 15 {
                    "Violations: Nike."
                } else {
                    "No violations."
                };
                pair(
                    1,
                    opinion(rob, Verdict::Label, a, vec![]),
                    opinion(sue, Verdict::Label, b, vec![]),
                )
            })
            .collect();
        let rows = rows(&pairs, AgreementBy::Label, None, &known());
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].key.as_str(), rows[0].figures.n), ("Nike", 20));
        assert_eq!(rows[0].figures.agreed, Some(15.0 / 20.0));
        // Named 35, not named 45 of 80 values; 70 coincidences of equal ones.
        let alpha = 1.0 - 79.0 * 10.0 / (80.0 * 79.0 - 35.0 * 34.0 - 45.0 * 44.0);
        assert!((rows[0].figures.alpha.unwrap() - alpha).abs() < 1e-9);
    }
}
