//! What an answer can name, and which regions a mention of it means.

use super::Step;
use crate::Region;
use crate::case::lower;
use crate::rules::mention::{Mention, mention_at, mentions};
use std::collections::BTreeSet;

/// The regions that the mention at this byte of a text names, as a step that says it would; none where there is no
/// mention.
pub fn named_at(text: &str, at: usize, labels: &[String], regions: &[Region]) -> Vec<usize> {
    let names = Names::of(labels, regions);
    mention_at(text, at, &names.labels).map_or(Vec::new(), |m| names.named(&m))
}

/// What can be named.
pub(super) struct Names {
    /// In lower case, each once.
    pub(super) labels: Vec<String>,
    /// The label of each region, as its place among those.
    of_region: Vec<usize>,
}

impl Names {
    pub(super) fn of(labels: &[String], regions: &[Region]) -> Self {
        let mut names = Names {
            labels: Vec::new(),
            of_region: Vec::with_capacity(regions.len()),
        };
        for label in labels {
            names.place(label);
        }
        for region in regions {
            let place = names.place(&region.label);
            names.of_region.push(place);
        }
        names
    }

    fn place(&mut self, label: &str) -> usize {
        let label = lower(label);
        let known = self.labels.iter().position(|l| *l == label);
        known.unwrap_or_else(|| {
            self.labels.push(label);
            self.labels.len() - 1
        })
    }

    pub(super) fn tie(&self, step: &mut Step) {
        // What is said again adds nothing, and naming all of a label costs what there is of it.
        let mut said = BTreeSet::new();
        for mention in mentions(&step.text, &self.labels) {
            if !said.insert((mention.label, mention.number)) {
                continue;
            }
            let named = self.named(&mention);
            if named.is_empty() {
                step.unmarked.push(step.text[mention.at].to_owned());
            }
            step.regions.extend(named);
        }
        step.regions.sort_unstable();
        step.regions.dedup();
    }

    fn named(&self, mention: &Mention) -> Vec<usize> {
        match mention.number {
            Some(number) => (number.checked_sub(1).into_iter())
                .filter(|i| match (self.of_region.get(*i), mention.label) {
                    (Some(is), Some(said)) => *is == said,
                    (is, None) => is.is_some(),
                    (None, Some(_)) => false,
                })
                .collect(),
            None => (self.of_region.iter().enumerate())
                .filter(|(_, label)| Some(**label) == mention.label)
                .map(|(i, _)| i)
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::steps::read;
    use crate::rules::steps::tests::{labels, marked};

    fn tied(text: &str, marks: &[&str]) -> (Vec<usize>, Vec<String>) {
        let steps = read(&format!("1. {text}"), &labels(), &marked(marks));
        let [step]: [Step; 1] = steps.try_into().unwrap();
        (step.regions, step.unmarked)
    }

    #[test]
    fn what_is_said_again_names_the_same_and_is_missed_once() {
        let marks = marked(&["lamp"; 2_000]);
        let again = "a lamp, lamps and #9999, a resistor ".repeat(400);
        let steps = read(&format!("1. {again}"), &labels(), &marks);
        assert_eq!(steps[0].regions.len(), 2_000);
        assert_eq!(steps[0].unmarked, ["#9999", "resistor"]);
    }

    #[test]
    fn a_mention_names_at_its_place_what_its_step_would() {
        let marks = marked(&["resistor", "fuse", "Resistor"]);
        let text = "Resistors, lamp #2, #2, #9, a fuse";
        let at = |words: &str| {
            let at = text.find(words).unwrap() + 1;
            named_at(text, at, &labels(), &marks)
        };
        assert_eq!(at("Resistors"), [0, 2]);
        assert!(at("lamp #2").is_empty());
        assert_eq!(at("#2, #9"), [1]);
        assert!(at("#9").is_empty());
        // A label that only a region has.
        assert_eq!(at("fuse"), [1]);
    }

    #[test]
    fn a_step_names_all_of_a_label_or_one_by_its_number() {
        let marks = ["resistor", "lamp", "Resistor"];
        for (text, regions, unmarked) in [
            ("through the Resistor", vec![0, 2], vec![]),
            ("both resistors and the lamp", vec![0, 1, 2], vec![]),
            ("resistor #3", vec![2], vec![]),
            ("resistors #1 and #3", vec![0, 2], vec![]),
            ("the marked one (#2)", vec![1], vec![]),
            ("resistor (#2)", vec![], vec!["resistor (#2)"]),
            ("lamp, #0, #4", vec![1], vec!["#0", "#4"]),
            // What is longer is something else, marked or not.
            ("the variable resistor", vec![], vec!["variable resistor"]),
            ("nothing of it", vec![], vec![]),
        ] {
            let expected = (regions, unmarked.into_iter().map(str::to_owned).collect());
            assert_eq!(tied(text, &marks), expected, "{text}");
        }
        // A label that the project has no more is still on the image.
        let steps = read("1. The fuse.", &labels(), &marked(&["fuse"]));
        assert_eq!(steps[0].regions, [0]);
    }
}
