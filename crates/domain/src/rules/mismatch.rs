//! Whether a decision and the regions beside it name the same labels. That they do not is no fault by itself: what is
//! allowed may be marked, and what is forbidden may show in no one place.

use super::decision;
use crate::Region;
use crate::case::lower;
use std::collections::HashSet;

/// Labels that stand on one side alone, in the project's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mismatch {
    /// In the answer, without a region.
    pub unmarked: Vec<String>,
    /// Marked, and not in the answer.
    pub unnamed: Vec<String>,
}

/// `None` where both name the same, and where the answer is no decision. Regions' labels compare without regard to case;
/// those that are not among `known`, the project's, count for nothing: no decision could name them.
pub fn mismatch(answer: &str, regions: &[Region], known: &[String]) -> Option<Mismatch> {
    let named = decision::parse(answer, known)?;
    let marked: HashSet<String> = regions.iter().map(|r| lower(&r.label)).collect();
    let mut found = Mismatch::default();
    for label in known {
        let is_marked = marked.contains(&lower(label));
        match (named.contains(label), is_marked) {
            (true, false) => found.unmarked.push(label.clone()),
            (false, true) => found.unnamed.push(label.clone()),
            _ => {}
        }
    }
    (found != Mismatch::default()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RegionSource, Shape};

    #[test]
    fn labels_on_one_side_alone_are_found_where_the_answer_is_a_decision() {
        let known = ["Adidas", "Nike", "Puma"].map(str::to_owned);
        let regions = |labels: &[&str]| -> Vec<Region> {
            let one = |label: &&str| Region {
                label: (*label).into(),
                shape: Shape::Point { xy: [0.5, 0.5] },
                source: RegionSource::Person,
                score: None,
            };
            labels.iter().map(one).collect()
        };
        let of = |answer, labels: &[&str]| {
            let found = mismatch(answer, &regions(labels), &known)?;
            Some((found.unmarked.join(" "), found.unnamed.join(" ")))
        };
        let told = |unmarked: &str, unnamed: &str| Some((unmarked.to_owned(), unnamed.to_owned()));
        for (answer, labels, expected) in [
            ("Violations: Nike.", &["nike", "Nike"][..], None),
            ("Violations: Nike, Puma.", &["Nike"], told("Puma", "")),
            ("Violations: Nike.", &["Puma"], told("Nike", "Puma")),
            ("Violations: Nike.", &[], told("Nike", "")),
            (
                "No violations.",
                &["Puma", "Adidas"],
                told("", "Adidas Puma"),
            ),
            ("No violations.", &["Reebok"], None),
            ("No violations.", &[], None),
            // Prose may name what is not there.
            ("There is no Nike.", &["Puma"], None),
            ("", &["Puma"], None),
        ] {
            assert_eq!(of(answer, labels), expected, "{answer} {labels:?}");
        }
    }
}
