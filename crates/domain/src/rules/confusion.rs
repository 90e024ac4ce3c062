//! What answers confuse, label by label: found, missed, named though it is not there.

use super::decision::Decision;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Of all items that were compared, by label.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confusion {
    /// Items whose truth follows the grammar.
    pub n: usize,
    /// Of those, answers that do not follow it: they name nothing.
    pub malformed: usize,
    pub labels: BTreeMap<String, LabelConfusion>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelConfusion {
    /// In the truth and in the answer.
    pub found: usize,
    /// In the truth alone.
    pub missed: usize,
    /// In the answer alone.
    pub wrong: usize,
}

impl LabelConfusion {
    /// Of what the answers named, how much was there; none where nothing was named.
    pub fn precision(&self) -> Option<f64> {
        share(self.found, self.found + self.wrong)
    }

    /// Of what was there, how much the answers named; none where it never was.
    pub fn recall(&self) -> Option<f64> {
        share(self.found, self.found + self.missed)
    }
}

fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

impl Confusion {
    /// Every label of the project has its line, also one that never occurs.
    pub fn of(labels: &[String]) -> Self {
        let labels = labels
            .iter()
            .map(|l| (l.clone(), LabelConfusion::default()));
        Self {
            labels: labels.collect(),
            ..Self::default()
        }
    }

    /// `said`: none for an answer that does not follow the grammar.
    pub fn add(&mut self, truth: &Decision, said: Option<&Decision>) {
        self.n += 1;
        self.malformed += usize::from(said.is_none());
        let nothing = Decision::new();
        let said = said.unwrap_or(&nothing);
        for label in truth.union(said) {
            let line = self.labels.entry(label.clone()).or_default();
            match (truth.contains(label), said.contains(label)) {
                (true, true) => line.found += 1,
                (true, false) => line.missed += 1,
                _ => line.wrong += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_items_by_hand() {
        let known = ["Adidas", "Nike", "Puma"].map(str::to_owned).to_vec();
        let of = |names: &[&str]| -> Decision { names.iter().map(|n| (*n).to_owned()).collect() };
        let mut c = Confusion::of(&known);
        c.add(&of(&["Nike"]), Some(&of(&["Nike"])));
        c.add(&of(&["Nike", "Adidas"]), Some(&of(&["Nike"])));
        c.add(&of(&[]), Some(&of(&["Adidas"])));
        c.add(&of(&["Nike"]), None);
        let line = |found, missed, wrong| LabelConfusion {
            found,
            missed,
            wrong,
        };
        assert_eq!((c.n, c.malformed), (4, 1));
        assert_eq!(c.labels["Nike"], line(2, 1, 0));
        assert_eq!(c.labels["Adidas"], line(0, 1, 1));
        assert_eq!(c.labels["Puma"], line(0, 0, 0));
        assert_eq!(c.labels["Nike"].recall(), Some(2.0 / 3.0));
        assert_eq!(c.labels["Adidas"].precision(), Some(0.0));
        assert_eq!(c.labels["Puma"].recall(), None);
    }
}
