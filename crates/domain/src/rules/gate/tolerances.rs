//! How much worse than the champion's anything but the primary metric may be.

use super::GateRule;
use crate::Invalid;
use crate::rules::metric::PrimaryMetric;
use crate::rules::scores::Scores;

/// Nats a token: more than a model that guesses loses by.
const MOST_LOSS: f64 = 10.0;

impl GateRule {
    /// # Errors
    /// Names the first tolerance out of its range; one beyond all that a metric can fall by would leave it unwatched.
    pub fn check(&self) -> Result<(), Invalid> {
        const SHARE: &str = "0 and 1, that is 0 and 100 %";
        const POINTS: &str = "0 and 100 points";
        let named = [
            ("decision_tolerance", self.decision_tolerance, 1.0, SHARE),
            ("chrf_tolerance", self.chrf_tolerance, 100.0, POINTS),
            ("region_f1_tolerance", self.region_f1_tolerance, 1.0, SHARE),
            ("malformed_tolerance", self.malformed_tolerance, 1.0, SHARE),
            (
                "loss_tolerance",
                self.loss_tolerance,
                MOST_LOSS,
                "0 and 10 nats per token",
            ),
        ];
        let benchmarks = self
            .benchmarks
            .iter()
            .map(|(b, t)| (b.as_str(), *t, 100.0, POINTS));
        for (name, tolerance, most, range) in named.into_iter().chain(benchmarks) {
            if !(0.0..=most).contains(&tolerance) {
                return Err(Invalid::new(format!(
                    "the gate's {name} lies between {range}"
                )));
            }
        }
        Ok(())
    }
}

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
            Unit::Share,
        ),
        (
            "answer chrF",
            champion.answer_chrf - candidate.answer_chrf,
            rule.chrf_tolerance + primary(PrimaryMetric::AnswerChrf),
            Unit::Points,
        ),
        (
            "region F1 of the region head",
            champion.region_f1_50 - candidate.region_f1_50,
            rule.region_f1_tolerance,
            Unit::Share,
        ),
        (
            "region F1 of the text",
            champion.text_region_f1_50 - candidate.text_region_f1_50,
            rule.region_f1_tolerance,
            Unit::Share,
        ),
        (
            "the share of malformed answers",
            malformed(candidate) - malformed(champion),
            rule.malformed_tolerance,
            Unit::Share,
        ),
        (
            "the held-out loss",
            candidate.loss - champion.loss,
            rule.loss_tolerance,
            Unit::Nats,
        ),
    ]
    .into_iter()
    .filter(|(_, by, tolerance, _)| by > tolerance)
    .map(|(name, by, tolerance, unit)| format!("{name} is worse by {}", unit.worse(by, tolerance)))
}

/// In what a metric is counted.
enum Unit {
    Share,
    Points,
    Nats,
}

impl Unit {
    fn worse(&self, by: f64, tolerance: f64) -> String {
        let points =
            |by: f64, tolerance: f64| format!("{by:.2} points; {tolerance:.2} are tolerated");
        match self {
            Unit::Share => points(100.0 * by, 100.0 * tolerance),
            Unit::Points => points(by, tolerance),
            Unit::Nats => format!("{by:.3} nats per token; {tolerance:.3} are tolerated"),
        }
    }
}
