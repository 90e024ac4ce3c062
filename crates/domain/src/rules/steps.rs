//! An explanation in steps, each tied to the components that are marked on the image: for projects that teach.

mod going_on;
mod keys;
mod line;
mod names;

pub use going_on::next;
pub use keys::{Edit, backspace, enter};
pub use names::named_at;

use super::mention;
use crate::{Invalid, Region, Turn};
use line::begun;
use names::Names;
use std::collections::BTreeSet;

/// One step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// As it is written; where the answer writes one twice (`1. 1. 1.`), the place of the step, from 1.
    pub number: u32,
    /// Its words, without the number.
    pub text: String,
    /// The regions that it names, by their place in the list from 0, in its order.
    pub regions: Vec<usize>,
    /// What it names and nothing marked answers to: `lamp`, `#9`, or `lamp #2` where #2 is no lamp.
    pub unmarked: Vec<String>,
}

/// The steps of an answer: each begins with a line that begins with `1.`, `2)`, `**3.**`, `Step 4:` and the like (three
/// spaces before it at most: what is further in is part of a step) and goes on to the next. What stands before the first
/// is an introduction.
///
/// A step names all regions of a label by that label, one of them by its number in the list: `lamp #2` or `#2`.
/// `labels`: the project's. Those of the regions count too.
pub fn read(answer: &str, labels: &[String], regions: &[Region]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in answer.lines() {
        if let Some((number, text)) = begun(line) {
            steps.push(Step {
                number,
                text: text.to_owned(),
                ..Step::default()
            });
        } else if let Some(step) = steps.last_mut() {
            step.text.push('\n');
            step.text.push_str(line);
        }
    }
    if steps.is_empty() {
        return steps;
    }
    let numbers: BTreeSet<u32> = steps.iter().map(|s| s.number).collect();
    if numbers.len() < steps.len() {
        for (step, place) in steps.iter_mut().zip(1..) {
            step.number = place;
        }
    }
    let names = Names::of(labels, regions);
    for step in &mut steps {
        step.text = step.text.trim().to_owned();
        names.tie(step);
    }
    steps
}

/// An answer whose regions get other numbers: `now` says what each has become, none where its region is gone (`#?`).
/// `regions`: as they were. Where an answer has no steps, a number need not be a region's: it stays as it is.
pub fn renumber(
    answer: &str,
    labels: &[String],
    regions: &[Region],
    now: impl Fn(usize) -> Option<usize>,
) -> String {
    if !answer.lines().any(|line| begun(line).is_some()) {
        return answer.to_owned();
    }
    mention::renumber(answer, &Names::of(labels, regions).labels, now)
}

/// Of so many regions, those that no step names.
pub fn unnamed(steps: &[Step], regions: usize) -> Vec<usize> {
    let named: BTreeSet<usize> = steps
        .iter()
        .flat_map(|s| s.regions.iter().copied())
        .collect();
    (0..regions).filter(|i| !named.contains(i)).collect()
}

/// What an answer lacks to be shown to learners: a sentence that names the steps which are tied to nothing. An answer
/// without steps is a short one, which has nothing to tie.
pub fn untied(steps: &[Step]) -> Option<String> {
    let loose: Vec<String> = (steps.iter())
        .filter(|s| s.regions.is_empty())
        .map(|s| s.number.to_string())
        .collect();
    let (last, before) = loose.split_last()?;
    Some(match before {
        [] => format!(
            "step {last} names no marked component: write the label of a marked one into it, or mark what it names"
        ),
        before => format!(
            "steps {} and {last} name no marked component: write the label of a marked one into each, or mark what it names",
            before.join(", ")
        ),
    })
}

/// May an answer go to learners, or to a lead who releases it to them? The answers of further turns are held to the same.
///
/// # Errors
/// The sentence of [`untied`], with the turn in which those steps are.
pub fn check(
    answer: &str,
    turns: &[Turn],
    labels: &[String],
    regions: &[Region],
) -> Result<(), Invalid> {
    let loose = |answer: &str| untied(&read(answer, labels, regions));
    if let Some(sentence) = loose(answer) {
        return Err(Invalid::new(sentence));
    }
    for (turn, n) in turns.iter().zip(2..) {
        if let Some(sentence) = loose(&turn.response) {
            return Err(Invalid::new(format!("in turn {n}, {sentence}")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RegionSource, Shape};

    pub(super) fn marked(labels: &[&str]) -> Vec<Region> {
        let region = |label: &&str| Region {
            label: (*label).to_owned(),
            shape: Shape::Point { xy: [0.5, 0.5] },
            source: RegionSource::Person,
            score: None,
        };
        labels.iter().map(region).collect()
    }

    pub(super) fn labels() -> Vec<String> {
        ["resistor", "variable resistor", "lamp"]
            .map(str::to_owned)
            .to_vec()
    }

    #[test]
    fn lines_that_begin_with_numbers_are_steps() {
        let answer = "A divider, 1.5 V.\n2020. was long ago\n1. Find the lamp.\nIt glows.\n\n  2) Go on\n    3. within\n\
                      3.\n4.The lamp\n4.5 V\n10:30\n10) last  ";
        let steps = read(answer, &labels(), &[]);
        let told: Vec<_> = steps.iter().map(|s| (s.number, s.text.as_str())).collect();
        assert_eq!(
            told,
            [
                (1, "Find the lamp.\nIt glows."),
                (2, "Go on\n    3. within"),
                (3, ""),
                (4, "The lamp\n4.5 V\n10:30"),
                (10, "last"),
            ]
        );
        assert_eq!(read("Find the lamp.", &labels(), &[]), []);
        assert_eq!(read("", &labels(), &[]), []);
    }

    #[test]
    fn steps_whose_numbers_repeat_are_counted() {
        let numbers = |answer: &str| -> Vec<u32> {
            let steps = read(answer, &labels(), &[]);
            steps.iter().map(|s| s.number).collect()
        };
        assert_eq!(numbers("1. A\n1. B\n1. C"), [1, 2, 3]);
        assert_eq!(numbers("3. A\n5. B"), [3, 5]);
    }

    #[test]
    fn numbers_follow_their_regions() {
        let marks = marked(&["lamp", "resistor", "type #2"]);
        let now = |n: usize| match n {
            1 => None,
            n => Some(n - 1),
        };
        let said = |answer: &str| renumber(answer, &labels(), &marks, now);
        assert_eq!(
            said("See #3.\n1. Lamp #1, type #2.\n  2. Type #2 (#3), 2."),
            "See #2.\n1. Lamp #?, type #2.\n  2. Type #2 (#2), 2."
        );
        assert_eq!(said("Ticket #2."), "Ticket #2.");
        // What is gone is missed.
        let left = &marks[1..];
        let steps = read("1. Lamp #?.", &labels(), left);
        assert_eq!(steps[0].unmarked, ["Lamp #?"]);
    }

    #[test]
    fn what_no_step_names_is_known() {
        let marks = marked(&["resistor", "lamp", "lamp"]);
        let steps = read("1. The resistor.\n2. Lamp #3.", &labels(), &marks);
        assert_eq!(unnamed(&steps, marks.len()), [1]);
        assert_eq!(unnamed(&[], 2), [0, 1]);
    }

    #[test]
    fn steps_tied_to_nothing_are_named() {
        let told = |answer: &str, turns: &[Turn]| {
            let checked = check(answer, turns, &labels(), &marked(&["lamp"]));
            checked.err().map(|Invalid(why)| why).unwrap_or_default()
        };
        let said = |answer: &str| told(answer, &[]);
        assert_eq!(said("1. The lamp.\n2. Lamp #1."), "");
        assert_eq!(said("The resistor, in one sentence."), "");
        assert!(said("1. The lamp.\n2. The resistor.").starts_with("step 2 names no marked"));
        let several = said("1. Look.\n2. The lamp.\n3.\n4. Go.");
        assert!(
            several.starts_with("steps 1, 3 and 4 name no marked"),
            "{several}"
        );
        let turns = ["Left.", "1. Look."].map(|response| Turn {
            instruction: "Where?".into(),
            response: response.into(),
        });
        assert_eq!(told("1. The lamp.", &turns[..1]), "");
        let later = told("1. The lamp.", &turns);
        assert!(later.starts_with("in turn 3, step 1 names no"), "{later}");
    }
}
