//! Diagrams: the same pixels again, explanations that name what is marked and
//! nothing else, pictures that differ.

use std::collections::BTreeSet;

use vitrine_scenes::{DIAGRAM_PARTS, diagram};

#[test]
fn the_same_arguments_give_the_same_picture() {
    for index in 0..4 {
        let (one, again) = (diagram(5, index), diagram(5, index));
        assert_eq!(one.to_png(), again.to_png());
        assert_eq!((one.parts, one.steps), (again.parts, again.steps));
        assert_ne!(diagram(5, index).image, diagram(6, index).image);
        assert_ne!(diagram(5, index).image, diagram(5, index + 4).image);
    }
}

#[test]
fn every_step_names_a_part_and_every_part_is_named() {
    let mut shown = BTreeSet::new();
    for index in 0..56 {
        let drawn = diagram(9, index);
        let parts: BTreeSet<String> = drawn.parts.iter().map(|p| p.0.to_lowercase()).collect();
        shown.extend(parts.clone());
        assert!((3..=8).contains(&drawn.parts.len()), "{parts:?}");
        let mut named = BTreeSet::new();
        for step in &drawn.steps {
            let here = labels_in(step);
            assert!(!here.is_empty(), "{index}: “{step}” names nothing");
            assert!(here.is_subset(&parts), "{index}: “{step}” of {parts:?}");
            named.extend(here);
        }
        assert_eq!(named, parts, "{index}: {:?}", drawn.steps);
        for (n, line) in (1..).zip(drawn.answer().lines()) {
            assert!(
                line.starts_with(&format!("{n}. ")) && line.ends_with('.'),
                "{line}"
            );
        }
        assert_eq!(drawn.answer().lines().count(), drawn.steps.len());
    }
    assert_eq!(
        shown.len(),
        DIAGRAM_PARTS.len(),
        "every label is drawn somewhere"
    );
}

#[test]
fn an_open_switch_stops_the_lamp_and_a_closed_one_lights_it() {
    let (mut open, mut closed) = (0, 0);
    for index in (0..48).step_by(2) {
        let answer = diagram(1, index).answer();
        let dark = answer.contains("stays dark") || answer.contains("stands still");
        match (
            answer.contains("switch is open"),
            answer.contains("switch is closed"),
        ) {
            (true, false) => open += 1,
            (false, true) => closed += 1,
            both => panic!("{both:?} of {answer}"),
        }
        assert_eq!(dark, answer.contains("switch is open"), "{answer}");
    }
    assert!(open > 3 && closed > 3, "{open} open, {closed} closed");
}

/// The labels that stand in a text as whole words, in small letters.
fn labels_in(text: &str) -> BTreeSet<String> {
    let words: Vec<String> = text
        .split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .collect();
    DIAGRAM_PARTS
        .iter()
        .map(|l| l.to_lowercase())
        .filter(|l| words.contains(l))
        .collect()
}
