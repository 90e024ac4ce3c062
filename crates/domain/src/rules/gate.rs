//! The gate: by which rule a candidate becomes champion.
//!
//! On the project's primary metric the candidate must beat the champion **and** always giving the
//! training split's commonest answer, both by a paired interval above 0, on enough held-out items,
//! and no other metric may be worse than its tolerance.

use super::bootstrap::{self, Interval};
use super::metric::PrimaryMetric;
use super::scores::Scores;
use crate::limits::GATE_MIN_ITEMS;
use serde::{Deserialize, Serialize};

/// A project's rule: what is to be better, and how much worse than the champion's anything else may be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct GateRule {
    pub metric: PrimaryMetric,
    /// Share of right decisions (0–1), where they are not the primary metric.
    pub decision_tolerance: f64,
    /// Points of chrF (0–100), where it is not the primary metric.
    pub chrf_tolerance: f64,
    /// Region F1 at IoU 0.5 (0–1), of either source.
    pub region_f1_tolerance: f64,
    /// Share of malformed answers (0–1).
    pub malformed_tolerance: f64,
    /// Nats a token of the held-out responses.
    pub loss_tolerance: f64,
}

impl Default for GateRule {
    fn default() -> Self {
        Self {
            metric: PrimaryMetric::default(),
            decision_tolerance: 0.02,
            chrf_tolerance: 2.0,
            region_f1_tolerance: 0.05,
            malformed_tolerance: 0.02,
            loss_tolerance: 0.25,
        }
    }
}

/// What one held-out item is worth by the primary metric (0–1), by whom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemOutcome {
    pub candidate: f64,
    pub champion: f64,
    pub commonest: f64,
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
    let pick = |f: fn(&ItemOutcome) -> f64| -> Vec<f64> { items.iter().map(f).collect() };
    let ours = pick(|i| i.candidate);
    let interval = bootstrap::paired(&ours, &pick(|i| i.champion), seed);
    let against_commonest = bootstrap::paired(&ours, &pick(|i| i.commonest), seed ^ 1);
    let title = rule.metric.title();

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
            let points = points(interval);
            against.push(format!("{title} is not above that of {name}: {points}"));
        }
    }
    against.extend(worse(rule, candidate, champion));

    let (decision, reasons) = match against.is_empty() {
        false => (GateVerdict::Refuse, against),
        true => (
            GateVerdict::Promote,
            vec![format!(
                "{title} is above the champion's by {} on {} held-out items, \
                 above the commonest answer's too, and nothing else is worse than tolerated",
                points(&interval),
                items.len()
            )],
        ),
    };
    GateOutcome {
        decision,
        metric: rule.metric.as_str().into(),
        interval,
        against_commonest,
        reasons,
    }
}

fn points(i: &Interval) -> String {
    format!(
        "{:+.1} points, 95 % interval {:+.1} to {:+.1}",
        100.0 * i.delta,
        100.0 * i.low,
        100.0 * i.high
    )
}

/// Every other metric that is worse than tolerated, in a sentence each.
fn worse<'a>(
    rule: &'a GateRule,
    candidate: &Scores,
    champion: &Scores,
) -> impl Iterator<Item = String> + 'a {
    let malformed = |s: &Scores| s.malformed as f64 / s.n.max(1) as f64;
    let primary = |metric| match rule.metric == metric {
        true => f64::INFINITY,
        false => 0.0,
    };
    [
        (
            "decision accuracy",
            champion.decision_accuracy - candidate.decision_accuracy,
            rule.decision_tolerance + primary(PrimaryMetric::DecisionAccuracy),
        ),
        (
            "answer chrF",
            champion.answer_chrf - candidate.answer_chrf,
            rule.chrf_tolerance + primary(PrimaryMetric::AnswerChrf),
        ),
        (
            "region F1 of the region head",
            champion.region_f1_50 - candidate.region_f1_50,
            rule.region_f1_tolerance,
        ),
        (
            "region F1 of the text",
            champion.text_region_f1_50 - candidate.text_region_f1_50,
            rule.region_f1_tolerance,
        ),
        (
            "the share of malformed answers",
            malformed(candidate) - malformed(champion),
            rule.malformed_tolerance,
        ),
        (
            "the held-out loss",
            candidate.loss - champion.loss,
            rule.loss_tolerance,
        ),
    ]
    .into_iter()
    .filter(|(_, by, tolerance)| by > tolerance)
    .map(|(name, by, tolerance)| format!("{name} is worse by {by:.3}; {tolerance:.3} is tolerated"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worth(right: bool) -> f64 {
        f64::from(u8::from(right))
    }

    fn items(n: usize, candidate: usize, champion: usize, commonest: usize) -> Vec<ItemOutcome> {
        (0..n)
            .map(|i| ItemOutcome {
                candidate: worth(i < candidate),
                champion: worth(i < champion),
                commonest: worth(i >= n - commonest),
            })
            .collect()
    }

    fn scores(n: usize) -> Scores {
        Scores {
            n,
            answer_chrf: 80.0,
            region_f1_50: 0.5,
            text_region_f1_50: 0.3,
            loss: 0.5,
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
                candidate: worth(i < 55),
                champion: 0.0,
                commonest: worth(i < 55),
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
                text_region_f1_50: 0.2,
                ..scores(150)
            },
            Scores {
                malformed: 10,
                ..scores(150)
            },
            Scores {
                loss: 0.9,
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

    #[test]
    fn free_words_are_judged_by_their_own_metric() {
        let rule = GateRule {
            metric: PrimaryMetric::AnswerChrf,
            ..GateRule::default()
        };
        let closer: Vec<ItemOutcome> = (0..150)
            .map(|i| ItemOutcome {
                candidate: 0.6 + f64::from(i % 7) / 50.0,
                champion: 0.5 + f64::from(i % 5) / 50.0,
                commonest: 0.2,
            })
            .collect();
        let of =
            |candidate: Scores, champion: Scores| decide(&rule, &closer, &candidate, &champion, 3);
        let promoted = of(scores(150), scores(150));
        assert_eq!(promoted.decision, GateVerdict::Promote);
        assert_eq!(promoted.metric, "answer_chrf");
        assert!(
            promoted.reasons[0].starts_with("answer chrF is above"),
            "{:?}",
            promoted.reasons
        );
        // What is no longer the primary metric has its tolerance.
        let fewer_right = Scores {
            decision_accuracy: 0.5,
            ..scores(150)
        };
        let refused = of(scores(150), fewer_right);
        assert_eq!(refused.decision, GateVerdict::Refuse);
        assert_eq!(
            refused.reasons,
            ["decision accuracy is worse by 0.500; 0.020 is tolerated"]
        );
    }
}
