//! An explanation in steps, each tied to the components that are marked on the image: for projects that teach.

use super::mention::mentions;
use crate::{Invalid, Region, Turn};

/// One step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// As it is written.
    pub number: u32,
    /// Its words, without the number.
    pub text: String,
    /// The regions that it names, by their place in the list from 0, in its order.
    pub regions: Vec<usize>,
    /// What it names and nothing marked answers to: `lamp`, `#9`, or `lamp #2` where #2 is no lamp.
    pub unmarked: Vec<String>,
}

/// The steps of an answer: each begins with a line that begins with `1.`, `2)` and the like (three spaces before it at
/// most: what is further in is part of a step) and goes on to the next. What stands before the first is an introduction.
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
    if !steps.is_empty() {
        let names = Names::of(labels, regions);
        for step in &mut steps {
            step.text = step.text.trim().to_owned();
            names.tie(step);
        }
    }
    steps
}

/// The number that a line begins a step with, and what follows it.
fn begun(line: &str) -> Option<(u32, &str)> {
    let text = line.trim_start_matches(' ');
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if line.len() - text.len() > 3 || !(1..=3).contains(&digits) {
        return None;
    }
    let rest = text[digits..].strip_prefix(['.', ')'])?;
    let parted = rest.is_empty() || rest.starts_with(char::is_whitespace);
    let number = text[..digits].parse().ok()?;
    parted.then_some((number, rest.trim()))
}

/// What can be named.
struct Names {
    /// In lower case, each once.
    labels: Vec<String>,
    /// The label of each region, as its place among those.
    of_region: Vec<usize>,
}

impl Names {
    fn of(labels: &[String], regions: &[Region]) -> Self {
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
        let label = label.to_lowercase();
        let known = self.labels.iter().position(|l| *l == label);
        known.unwrap_or_else(|| {
            self.labels.push(label);
            self.labels.len() - 1
        })
    }

    fn tie(&self, step: &mut Step) {
        for mention in mentions(&step.text, &self.labels) {
            let named: Vec<usize> = match mention.number {
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
            };
            if named.is_empty() {
                let words = step.text[mention.at].to_owned();
                if !step.unmarked.contains(&words) {
                    step.unmarked.push(words);
                }
            }
            step.regions.extend(named);
        }
        step.regions.sort_unstable();
        step.regions.dedup();
    }
}

/// Of so many regions, those that no step names.
pub fn unnamed(steps: &[Step], regions: usize) -> Vec<usize> {
    (0..regions)
        .filter(|i| !steps.iter().any(|s| s.regions.contains(i)))
        .collect()
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

    fn marked(labels: &[&str]) -> Vec<Region> {
        let region = |label: &&str| Region {
            label: (*label).to_owned(),
            shape: Shape::Point { xy: [0.5, 0.5] },
            source: RegionSource::Person,
            score: None,
        };
        labels.iter().map(region).collect()
    }

    fn labels() -> Vec<String> {
        ["resistor", "variable resistor", "lamp"]
            .map(str::to_owned)
            .to_vec()
    }

    fn tied(text: &str, marks: &[&str]) -> (Vec<usize>, Vec<String>) {
        let steps = read(&format!("1. {text}"), &labels(), &marked(marks));
        let [step]: [Step; 1] = steps.try_into().unwrap();
        (step.regions, step.unmarked)
    }

    #[test]
    fn lines_that_begin_with_numbers_are_steps() {
        let answer = "A divider, 1.5 V.\n2020. was long ago\n1. Find the lamp.\nIt glows.\n\n  2) Go on\n    3. within\n\
                      3.\n4.no step\n1.5 none\n10) last  ";
        let steps = read(answer, &labels(), &[]);
        let told: Vec<_> = steps.iter().map(|s| (s.number, s.text.as_str())).collect();
        assert_eq!(
            told,
            [
                (1, "Find the lamp.\nIt glows."),
                (2, "Go on\n    3. within"),
                (3, "4.no step\n1.5 none"),
                (10, "last"),
            ]
        );
        assert_eq!(read("Find the lamp.", &labels(), &[]), []);
        assert_eq!(read("", &labels(), &[]), []);
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
