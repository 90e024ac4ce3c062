//! Which labels an answer names, whatever it is written in.

use super::{decision, mention};
use crate::Region;
use std::collections::BTreeSet;

/// The labels that an answer and its regions name. A decision is read as one; any other text names what it mentions, also
/// to say that it is not there: what is asked of grave labels is rather asked once too often.
pub fn named(answer: &str, regions: &[Region], known: &[String]) -> BTreeSet<String> {
    let mut labels = decision::parse(answer, known).unwrap_or_else(|| {
        let said = mention::mentions(answer, known).into_iter();
        said.filter_map(|m| known.get(m.label?).cloned()).collect()
    });
    labels.extend(regions.iter().map(|r| r.label.clone()));
    labels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RegionSource, Shape};

    #[test]
    fn a_slip_of_the_pen_and_prose_name_labels_as_a_decision_does() {
        let known = ["Gore", "Gun"].map(str::to_owned);
        let of = |answer| Vec::from_iter(named(answer, &[], &known));
        for (answer, expected) in [
            ("Violations: Gore.", vec!["Gore"]),
            ("Violations: gore", vec!["Gore"]),
            ("violations: Gore, Gun.", vec!["Gore", "Gun"]),
            ("Two guns lie on the table.", vec!["Gun"]),
            ("There is no gore here.", vec!["Gore"]),
            ("No violations.", vec![]),
            ("A gunner.", vec![]),
        ] {
            assert_eq!(of(answer), expected, "{answer}");
        }
        let region = Region {
            label: "Gun".into(),
            shape: Shape::Point { xy: [0.5, 0.5] },
            source: RegionSource::Person,
            score: None,
        };
        let both = named("Violations: Gore.", &[region], &known);
        assert_eq!(Vec::from_iter(both), ["Gore", "Gun"]);
    }
}
