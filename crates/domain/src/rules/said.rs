//! When two reviews of an item say the same.

use super::decision;
use super::matching;
use crate::case::lower;
use crate::{Region, Turn, Verdict};

/// Regions that overlap at least this much, under one label, are the same finding.
pub const SAME_FINDING_IOU: f32 = 0.5;

/// What one reviewer said of an item.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    pub verdict: Verdict,
    pub answer: &'a str,
    pub regions: &'a [Region],
    /// Further questions and answers.
    pub turns: &'a [Turn],
}

/// Do both say the same? Both rejected it; or both gave an answer (accepted, corrected or labelled: how they came to
/// it is not asked), the answers are one decision or one text but for case, space and signs, each region of one
/// lies on one of the other's, and both went on with the same further turns in the same order. What either escalated
/// is not settled between them.
pub fn agree(a: Said<'_>, b: Said<'_>, known: &[String]) -> bool {
    match (a.verdict.makes_triplet(), b.verdict.makes_triplet()) {
        (true, true) => {
            same_answer(a.answer, b.answer, known)
                && same_regions(a.regions, b.regions)
                && same_turns(a.turns, b.turns, known)
        }
        (false, false) => a.verdict == Verdict::Reject && b.verdict == Verdict::Reject,
        _ => false,
    }
}

fn same_answer(a: &str, b: &str, known: &[String]) -> bool {
    match (decision::parse(a, known), decision::parse(b, known)) {
        (Some(a), Some(b)) => a == b,
        _ => tokens(a) == tokens(b),
    }
}

fn same_regions(a: &[Region], b: &[Region]) -> bool {
    let counts = matching::count(a, b, SAME_FINDING_IOU);
    counts.matched == counts.predicted && counts.matched == counts.truth
}

fn same_turns(a: &[Turn], b: &[Turn], known: &[String]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|(a, b)| {
            tokens(&a.instruction) == tokens(&b.instruction)
                && same_answer(&a.response, &b.response, known)
        })
}

/// An answer's words in lower case, signs and space left out.
pub fn tokens(answer: &str) -> Vec<String> {
    answer
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(lower)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{RegionSource, Shape};

    fn known() -> Vec<String> {
        vec!["Nike".into(), "Puma".into()]
    }

    fn at(label: &str, x: f32) -> Region {
        Region {
            label: label.into(),
            shape: Shape::Box {
                xyxy: [x, 0.1, x + 0.4, 0.5],
            },
            source: RegionSource::Person,
            score: None,
        }
    }

    fn said<'a>(verdict: Verdict, answer: &'a str, regions: &'a [Region]) -> Said<'a> {
        Said {
            verdict,
            answer,
            regions,
            turns: &[],
        }
    }

    #[test]
    fn two_say_the_same_whatever_road_they_came() {
        let (here, near, far) = ([at("Nike", 0.1)], [at("Nike", 0.15)], [at("Nike", 0.45)]);
        let a = said(Verdict::Accept, "Violations: Nike.", &here);
        let same = |b| agree(a, b, &known());
        assert!(same(said(Verdict::Correct, "Violations: nike.", &near)));
        assert!(!same(said(Verdict::Correct, "Violations: Nike.", &far)));
        assert!(!same(said(Verdict::Correct, "Violations: Nike.", &[])));
        assert!(!same(said(Verdict::Correct, "Violations: Puma.", &here)));
        assert!(!same(said(Verdict::Reject, "Violations: Nike.", &here)));
        assert!(!same(said(Verdict::Escalate, "Violations: Nike.", &here)));
        let words = |t| said(Verdict::Label, t, &[]);
        assert!(agree(words("A red  shoe."), words("a red shoe"), &known()));
        assert!(!agree(words("a red shoe"), words("a shoe, red"), &known()));
        let reject = said(Verdict::Reject, "x", &[]);
        assert!(agree(reject, said(Verdict::Reject, "", &here), &known()));
        let escalate = said(Verdict::Escalate, "x", &[]);
        assert!(!agree(escalate, escalate, &known()));
    }

    #[test]
    fn further_turns_are_part_of_what_is_said() {
        let turn = |instruction: &str, response: &str| Turn {
            instruction: instruction.into(),
            response: response.into(),
        };
        fn with(verdict: Verdict, turns: &[Turn]) -> Said<'_> {
            Said {
                turns,
                ..said(verdict, "A red shoe.", &[])
            }
        }
        let same = |a: &[Turn], b: &[Turn]| {
            agree(with(Verdict::Label, a), with(Verdict::Label, b), &known())
        };
        let (where_, which) = (
            turn("Where?", "On the left."),
            turn("Which?", "Violations: Nike, Puma."),
        );
        let both = [where_.clone(), which.clone()];
        assert!(same(&both, &both) && same(&[], &[]));
        let in_other_letters = [
            turn("where", "on the left"),
            turn("Which?", "Violations: puma, nike."),
        ];
        assert!(same(&both, &in_other_letters));
        assert!(!same(&both, &both[..1]) && !same(&[], &both));
        assert!(!same(&both, &[which, where_]), "in another order");
        let first = &both[..1];
        assert!(!same(first, &[turn("Where?", "On the right.")]));
        assert!(!same(first, &[turn("Who?", "On the left.")]));
        // Of what was rejected nothing more is asked.
        assert!(agree(
            with(Verdict::Reject, &both),
            with(Verdict::Reject, &[]),
            &known()
        ));
    }
}
