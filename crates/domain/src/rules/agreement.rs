//! How far reviewers agree, from pairs of reviews of the same items, each written without seeing the other.

mod rows;

pub use rows::rows;

use super::named::named;
use super::said::{SAME_FINDING_IOU, Said, agree, tokens};
use super::{alpha, matching};
use crate::{AgreementFigures, ItemId, Region, UserId, Verdict};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Below so many items (or regions) a figure says nothing and is left out.
pub const ENOUGH: usize = 20;

/// One reviewer's side of a pair.
#[derive(Debug, Clone, PartialEq)]
pub struct Opinion {
    pub reviewer_id: UserId,
    /// What they are shown as: where two show one name, with the one to sign in with.
    pub reviewer: String,
    pub verdict: Verdict,
    pub answer: String,
    pub regions: Vec<Region>,
}

impl Opinion {
    pub fn said(&self) -> Said<'_> {
        Said {
            verdict: self.verdict,
            answer: &self.answer,
            regions: &self.regions,
            // Blind to the first's questions, nobody asks the same ones.
            turns: &[],
        }
    }

    fn names(&self, label: &str, known: &[String]) -> bool {
        self.verdict.makes_triplet() && named(&self.answer, &self.regions, known).contains(label)
    }
}

/// The first and the second review of one item.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub item: ItemId,
    /// When the second came.
    pub at: DateTime<Utc>,
    pub sides: [Opinion; 2],
}

impl Pair {
    pub fn is_by(&self, reviewer: UserId) -> bool {
        self.sides.iter().any(|s| s.reviewer_id == reviewer)
    }

    pub fn names(&self, label: &str, known: &[String]) -> bool {
        self.sides.iter().any(|s| s.names(label, known))
    }
}

/// F1 of two answers' words, each counted as often as it stands; 1 where both have none.
pub fn token_f1(a: &str, b: &str) -> f64 {
    let (a, b) = (tokens(a), tokens(b));
    if a.is_empty() && b.is_empty() {
        return 1.0;
    }
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    for word in &a {
        *left.entry(word).or_default() += 1;
    }
    let mut common = 0;
    for word in &b {
        if let Some(n) = left.get_mut(word.as_str()).filter(|n| **n > 0) {
            *n -= 1;
            common += 1;
        }
    }
    2.0 * f64::from(common) / (a.len() + b.len()) as f64
}

/// Over all pairs given; with `label`, over those of them on which either side names it. Alpha alone is of all either way:
/// whether a label is named is said by who does not name it too.
pub fn figures(pairs: &[&Pair], label: Option<&str>, known: &[String]) -> AgreementFigures {
    let enough = |n: usize, value: f64| (n >= ENOUGH).then_some(value);
    let names = |p: &&Pair| label.is_none_or(|label| p.names(label, known));
    let counted: Vec<&Pair> = pairs.iter().copied().filter(names).collect();
    let n = counted.len();
    let agreed = counted.iter().filter(|p| {
        let [a, b] = &p.sides;
        match label {
            Some(label) => a.names(label, known) && b.names(label, known),
            None => agree(a.said(), b.said(), known),
        }
    });
    let agreed = agreed.count() as f64 / n as f64;
    let answered: Vec<&[Opinion; 2]> = counted
        .iter()
        .map(|p| &p.sides)
        .filter(|sides| sides.iter().all(|s| s.verdict.makes_triplet()))
        .collect();
    let words: f64 = answered
        .iter()
        .map(|[a, b]| token_f1(&a.answer, &b.answer))
        .sum();
    let mut overlaps: Vec<f32> = Vec::new();
    let mut counts = matching::MatchCounts::default();
    let mut region_items = 0;
    for [a, b] in &answered {
        let (a, b) = (of(a, label), of(b, label));
        overlaps.extend(matching::overlaps(&a, &b, SAME_FINDING_IOU));
        counts.add(matching::count(&a, &b, SAME_FINDING_IOU));
        region_items += usize::from(!a.is_empty() || !b.is_empty());
    }
    let iou = overlaps.iter().copied().map(f64::from).sum::<f64>() / overlaps.len() as f64;
    AgreementFigures {
        n,
        agreed: enough(n, agreed),
        alpha: match n >= ENOUGH {
            true => of_verdicts(pairs, label, known),
            false => None,
        },
        alpha_items: pairs.len(),
        answers: answered.len(),
        token_f1: enough(answered.len(), words / answered.len() as f64),
        regions: overlaps.len(),
        region_iou: enough(overlaps.len(), iou),
        region_f1: enough(region_items, counts.f1()),
        region_items,
    }
}

fn of(side: &Opinion, label: Option<&str>) -> Vec<Region> {
    let of_label = |r: &&Region| label.is_none_or(|l| r.label == l);
    side.regions.iter().filter(of_label).cloned().collect()
}

fn of_verdicts(pairs: &[&Pair], label: Option<&str>, known: &[String]) -> Option<f64> {
    match label {
        Some(label) => {
            let units: Vec<Vec<bool>> = pairs
                .iter()
                .map(|p| p.sides.iter().map(|s| s.names(label, known)).collect())
                .collect();
            alpha::nominal(&units)
        }
        None => {
            let units: Vec<Vec<&str>> = pairs
                .iter()
                .map(|p| p.sides.iter().map(|s| s.verdict.as_str()).collect())
                .collect();
            alpha::nominal(&units)
        }
    }
}

#[cfg(test)]
mod tests;
