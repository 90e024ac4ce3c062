//! How much worse than the champion's anything but the primary metric may be.

use super::GateRule;
use crate::rules::metric::PrimaryMetric;
use crate::rules::scores::Scores;

/// Every other metric that is worse than tolerated, in a sentence each.
pub fn worse<'a>(
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
