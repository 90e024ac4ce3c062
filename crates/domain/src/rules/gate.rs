//! The gate: by which rule a candidate becomes champion.
//!
//! The candidate's decisions must beat the champion's **and** those of always giving the training
//! split's commonest answer, both by a paired interval above 0, on enough held-out items, and no
//! other metric may be worse than its tolerance.

use super::bootstrap::{self, Interval};
use super::scores::Scores;
use crate::limits::GATE_MIN_ITEMS;
use serde::{Deserialize, Serialize};

/// A project's rule: how much worse than the champion's another metric may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GateRule {
    /// Points of chrF (0–100).
    pub chrf_tolerance: f64,
    /// Region F1 at IoU 0.5 (0–1).
    pub region_f1_tolerance: f64,
    /// Share of malformed answers (0–1).
    pub malformed_tolerance: f64,
}

impl Default for GateRule {
    fn default() -> Self {
        Self {
            chrf_tolerance: 2.0,
            region_f1_tolerance: 0.05,
            malformed_tolerance: 0.02,
        }
    }
}

/// What one held-out item says: who decided it right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemOutcome {
    pub candidate: bool,
    pub champion: bool,
    pub commonest: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GateVerdict {
    Promote,
    Refuse,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GateOutcome {
    pub decision: GateVerdict,
    pub metric: String,
    /// Candidate against champion.
    pub interval: Interval,
    /// Candidate against the training split's commonest answer.
    pub against_commonest: Interval,
    /// Each in a sentence; never empty.
    pub reasons: Vec<String>,
}

/// Decides. `items` and both scores are over the same held-out items.
pub fn decide(
    rule: &GateRule,
    items: &[ItemOutcome],
    candidate: &Scores,
    champion: &Scores,
    seed: u64,
) -> GateOutcome {
    let pick = |f: fn(&ItemOutcome) -> bool| -> Vec<f64> {
        items.iter().map(|i| f64::from(u8::from(f(i)))).collect()
    };
    let ours = pick(|i| i.candidate);
    let interval = bootstrap::paired(&ours, &pick(|i| i.champion), seed);
    let against_commonest = bootstrap::paired(&ours, &pick(|i| i.commonest), seed ^ 1);

    let mut against = Vec::new();
    if items.len() < GATE_MIN_ITEMS {
        against.push(format!(
            "{} held-out items are too few to judge by; at least {GATE_MIN_ITEMS} are needed",
            items.len()
        ));
    }
    for (name, interval) in [
        ("the champion", &interval),
        ("always giving the commonest answer", &against_commonest),
    ] {
        if !interval.is_above_zero() {
            against.push(format!(
                "decision accuracy is not above that of {name}: {:+.1} points, 95 % interval {:+.1} to {:+.1}",
                100.0 * interval.delta,
                100.0 * interval.low,
                100.0 * interval.high
            ));
        }
    }
    let share = |s: &Scores| {
        if s.n == 0 {
            0.0
        } else {
            s.malformed as f64 / s.n as f64
        }
    };
    let losses = [
        (
            "answer chrF",
            champion.answer_chrf - candidate.answer_chrf,
            rule.chrf_tolerance,
        ),
        (
            "region F1",
            champion.region_f1_50 - candidate.region_f1_50,
            rule.region_f1_tolerance,
        ),
        (
            "the share of malformed answers",
            share(candidate) - share(champion),
            rule.malformed_tolerance,
        ),
    ];
    for (name, worse_by, tolerance) in losses {
        if worse_by > tolerance {
            against.push(format!(
                "{name} is worse by {worse_by:.3}; {tolerance:.3} is tolerated"
            ));
        }
    }

    let decision = if against.is_empty() {
        GateVerdict::Promote
    } else {
        GateVerdict::Refuse
    };
    let reasons = if against.is_empty() {
        vec![format!(
            "decision accuracy is above the champion's by {:+.1} points (95 % interval {:+.1} to {:+.1}) on {} held-out items, \
             above the commonest answer's too, and nothing else is worse than tolerated",
            100.0 * interval.delta,
            100.0 * interval.low,
            100.0 * interval.high,
            items.len()
        )]
    } else {
        against
    };
    GateOutcome {
        decision,
        metric: "decision_accuracy".into(),
        interval,
        against_commonest,
        reasons,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(n: usize, candidate: usize, champion: usize, commonest: usize) -> Vec<ItemOutcome> {
        (0..n)
            .map(|i| ItemOutcome {
                candidate: i < candidate,
                champion: i < champion,
                commonest: i >= n - commonest,
            })
            .collect()
    }

    fn scores(n: usize) -> Scores {
        Scores {
            n,
            answer_chrf: 80.0,
            region_f1_50: 0.5,
            ..Scores::default()
        }
    }

    fn verdict(items: &[ItemOutcome], candidate: &Scores, champion: &Scores) -> GateVerdict {
        decide(&GateRule::default(), items, candidate, champion, 3).decision
    }

    #[test]
    fn a_clear_gain_is_promoted() {
        assert_eq!(
            verdict(&items(150, 110, 20, 50), &scores(150), &scores(150)),
            GateVerdict::Promote
        );
    }

    #[test]
    fn the_same_gain_on_few_items_is_not() {
        let outcome = decide(
            &GateRule::default(),
            &items(49, 45, 2, 10),
            &scores(49),
            &scores(49),
            3,
        );
        assert_eq!(outcome.decision, GateVerdict::Refuse);
        assert!(
            outcome.reasons[0].contains("too few"),
            "{:?}",
            outcome.reasons
        );
    }

    #[test]
    fn learning_the_commonest_answer_alone_is_not() {
        // Better than a champion that gets nothing, but no better than the constant answer.
        let all: Vec<ItemOutcome> = (0..150)
            .map(|i| ItemOutcome {
                candidate: i < 55,
                champion: false,
                commonest: i < 55,
            })
            .collect();
        assert_eq!(
            verdict(&all, &scores(150), &scores(150)),
            GateVerdict::Refuse
        );
    }

    #[test]
    fn a_metric_that_falls_past_its_tolerance_refuses() {
        let good = items(150, 110, 20, 50);
        for worse in [
            Scores {
                answer_chrf: 70.0,
                ..scores(150)
            },
            Scores {
                region_f1_50: 0.4,
                ..scores(150)
            },
            Scores {
                malformed: 10,
                ..scores(150)
            },
        ] {
            assert_eq!(
                verdict(&good, &worse, &scores(150)),
                GateVerdict::Refuse,
                "{worse:?}"
            );
        }
    }
}
