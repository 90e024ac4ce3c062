//! Diagrams: explanations for learners, step by step, each released by a lead. Drawn with their truth.

use super::{LEAD_TEACHER, Picture, Planned, TEACHER, region};
use crate::truth_book::Act;
use vitrine_domain::api::NewProject;
use vitrine_domain::limits::CLUSTER_DISTANCE;
use vitrine_domain::rules::gate::GateRule;
use vitrine_domain::rules::metric::PrimaryMetric;
use vitrine_domain::{Mode, ProjectSettings, Role, Split};
use vitrine_media::{distance, phash};
use vitrine_scenes::{DIAGRAM_PARTS, Diagram, diagram};

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
            gate: GateRule {
                metric: PrimaryMetric::AnswerChrf,
                ..GateRule::default()
            },
            ..ProjectSettings::default()
        },
    }
}

pub fn planned(seed: u64) -> Planned {
    Planned {
        project: project(),
        crew: &[(TEACHER, Role::Reviewer), (LEAD_TEACHER, Role::Lead)],
        pictures: (0..)
            .zip(apart(seed))
            .map(|(index, drawn)| picture(index, &drawn))
            .collect(),
    }
}

/// The diagrams of a seed, none of which looks like another: one that is held out would fall into the cluster of the one
/// that it looks like, and could be learnt from. Where one does, the next of its kind and way round stands in for it.
fn apart(seed: u64) -> Vec<Diagram> {
    let mut hashes: Vec<u64> = Vec::new();
    let mut kept = Vec::new();
    for index in 0..DRAWN {
        // Kinds and ways round repeat after eight indices; after sixteen no index of the plan is met again.
        for stand_in in (index..).step_by(16) {
            let drawn = diagram(seed, stand_in);
            let hash = phash(&drawn.image);
            if hashes.iter().all(|h| distance(*h, hash) > CLUSTER_DISTANCE) {
                hashes.push(hash);
                kept.push(drawn);
                break;
            }
        }
    }
    kept
}

fn picture(index: u64, drawn: &Diagram) -> Picture {
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
    use vitrine_domain::rules::steps;

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
            let steps = steps::read(&picture.answer, &planned.project.labels, &picture.regions);
            assert!(steps.len() > 2, "{}", picture.answer);
            steps::check(
                &picture.answer,
                &[],
                &planned.project.labels,
                &picture.regions,
            )
            .unwrap();
            let unnamed = steps::unnamed(&steps, picture.regions.len());
            assert!(unnamed.is_empty(), "{unnamed:?} of {}", picture.answer);
        }
    }

    #[test]
    fn no_diagram_looks_like_another_to_the_clusters() {
        for seed in (1..=6).chain(11..=30) {
            let drawn = apart(seed);
            assert_eq!(drawn.len() as u64, DRAWN, "seed {seed}");
            let hashes: Vec<u64> = drawn.iter().map(|d| phash(&d.image)).collect();
            for (i, a) in hashes.iter().enumerate() {
                for (j, b) in hashes[..i].iter().enumerate() {
                    let bits = distance(*a, *b);
                    assert!(
                        bits > CLUSTER_DISTANCE,
                        "seed {seed}: {i} and {j} are {bits} bits apart"
                    );
                }
            }
        }
    }

    #[test]
    fn a_stand_in_is_of_the_same_kind_and_way_round() {
        for seed in 11..=16 {
            let drawn = apart(seed);
            let left = |index: usize, label: &str| {
                let part = drawn[index].parts.iter().find(|p| p.0 == label);
                part.map(|(_, xyxy)| xyxy[0] + xyxy[2] < 1.0)
            };
            for index in [0, 2, 4, 6, 8] {
                assert!(left(index, "Battery").is_some(), "seed {seed}: {index}");
            }
            for (one, other, label) in [(1, 5, "Sun"), (3, 7, "Vacuole")] {
                let [one, other] = [one, other].map(|index| left(index, label).unwrap());
                assert_ne!(one, other, "seed {seed}: {label}");
            }
        }
    }
}
