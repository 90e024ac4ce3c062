//! Diagrams: explanations for learners, step by step, each released by a lead. Drawn with their truth.

use super::{LEAD_TEACHER, Picture, Planned, TEACHER, region};
use crate::truth_book::Act;
use vitrine_domain::api::NewProject;
use vitrine_domain::{Mode, ProjectSettings, Role, Split};
use vitrine_scenes::{DIAGRAM_PARTS, diagram};

pub const SLUG: &str = "diagrams";

/// The teacher's word to the lead.
pub const NOTE: &str = "Every labelled part is named and boxed. May learners see it?";

/// Diagrams drawn: the script sends the first so many for approval and has the first of those released.
const DRAWN: u64 = 9;
const SENT: u64 = 6;
const RELEASED: u64 = 3;
/// Answered blind: one of those sent, one of those left.
const BLIND: [u64; 2] = [4, 8];

const INSTRUCTION: &str =
    "Explain step by step how what this diagram shows works. Name every labelled part.";

const POLICY: &str = "\
Learners of twelve to fourteen read the explanation beside the diagram. A teacher writes it or mends the model’s; a lead \
releases it. Nobody sees it before.

– Numbered steps, one sentence each, in the order in which things happen: round a circuit from the battery, elsewhere from \
where the energy comes in.
– Every step names at least one part by its label, and every labelled part is named once or more.
– Each part has a box around its drawing, without the label beside it.
– Say what this diagram shows and nothing beyond it. Whether the switch is open or closed decides what the lamp, the motor \
and the ammeter do.
– Plain words: no formula, no figure that is not in the picture.";

const PHRASES: [&str; 6] = [
    "The battery drives the current out of its plus pole into the wire.",
    "The switch is closed, so the current can pass.",
    "The switch is open: the circuit is broken, and no current flows.",
    "The current comes back to the battery, and the circuit is complete.",
    "High in the air the vapour cools and gathers into a cloud.",
    "The nucleus holds the instructions for all that the cell makes.",
];

/// The project as it is made.
pub fn project() -> NewProject {
    NewProject {
        slug: SLUG.into(),
        name: "Diagrams".into(),
        instruction: INSTRUCTION.into(),
        policy_text: POLICY.into(),
        labels: DIAGRAM_PARTS.map(str::to_owned).into(),
        settings: ProjectSettings {
            mode: Mode::Instructor,
            phrases: PHRASES.map(str::to_owned).into(),
            ..ProjectSettings::default()
        },
    }
}

pub fn planned(seed: u64) -> Planned {
    Planned {
        project: project(),
        crew: &[(TEACHER, Role::Reviewer), (LEAD_TEACHER, Role::Lead)],
        pictures: (0..DRAWN).map(|index| picture(seed, index)).collect(),
    }
}

fn picture(seed: u64, index: u64) -> Picture {
    let drawn = diagram(seed, index);
    Picture {
        name: format!("{}.png", index + 1),
        bytes: drawn.to_png(),
        split: match BLIND.contains(&index) {
            true => Split::HeldOut,
            false => Split::Train,
        },
        act: match index {
            ..RELEASED => Act::Release,
            RELEASED..SENT => Act::Decide,
            _ => Act::Leave,
        },
        answer: drawn.answer(),
        regions: drawn
            .parts
            .iter()
            .map(|(label, xyxy)| region(label, *xyxy))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vitrine_domain::region::check_all;

    #[test]
    fn some_are_released_some_wait_and_some_are_left() {
        let planned = planned(1);
        let count = |act| planned.pictures.iter().filter(|p| p.act == act).count();
        assert_eq!(
            [Act::Release, Act::Decide, Act::Leave].map(count),
            [3, 3, 3]
        );
        for picture in &planned.pictures {
            check_all(&picture.regions).unwrap();
            let known = |label: &str| planned.project.labels.iter().any(|l| l == label);
            assert!(picture.regions.iter().all(|r| known(&r.label)));
            assert!(picture.answer.starts_with("1. "), "{}", picture.answer);
        }
    }

    #[test]
    fn no_diagram_looks_like_another_to_the_clusters() {
        for seed in 1..=6 {
            let hashes: Vec<u64> = (0..DRAWN)
                .map(|index| vitrine_media::phash(&diagram(seed, index).image))
                .collect();
            for (i, a) in hashes.iter().enumerate() {
                for (j, b) in hashes[..i].iter().enumerate() {
                    let apart = vitrine_media::distance(*a, *b);
                    assert!(
                        apart > vitrine_domain::limits::CLUSTER_DISTANCE,
                        "seed {seed}: {i} and {j} are {apart} bits apart"
                    );
                }
            }
        }
    }
}
