//! The gate: by which rule a candidate becomes champion.
//!
//! On the project's primary metric the candidate must beat the champion **and** always giving the
//! training split's commonest answer, both by a paired interval above 0, on enough held-out items,
//! and no other metric may be worse than its tolerance, nor a benchmark that the project names.

mod benchmarks;
mod tolerances;

pub use benchmarks::BenchmarkOutcome;

use super::bootstrap::{self, Interval};
use super::metric::PrimaryMetric;
use super::scores::Scores;
use crate::Benchmark;
use crate::limits::GATE_MIN_ITEMS;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// Benchmarks as regression sets: by how many points (0–100) of each the candidate may fall.
    pub benchmarks: BTreeMap<Benchmark, f64>,
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
            benchmarks: BTreeMap::new(),
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

impl GateVerdict {
    pub const ALL: [GateVerdict; 2] = [GateVerdict::Promote, GateVerdict::Refuse];

    pub fn as_str(self) -> &'static str {
        match self {
            GateVerdict::Promote => "promote",
            GateVerdict::Refuse => "refuse",
        }
    }
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

/// Decides. `items` and both scores are over the same held-out items; `benchmarks` are those that the rule names.
pub fn decide(
    rule: &GateRule,
    items: &[ItemOutcome],
    candidate: &Scores,
    champion: &Scores,
    benchmarks: &BTreeMap<Benchmark, BenchmarkOutcome>,
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
    against.extend(tolerances::worse(rule, candidate, champion));
    against.extend(benchmarks::worse(rule, benchmarks));

    let (decision, reasons) = match against.is_empty() {
        false => (GateVerdict::Refuse, against),
        true => (
            GateVerdict::Promote,
            vec![format!(
                "{title} is above the champion's by {} on {} held-out items, \
                 above the commonest answer's too, and nothing else is worse than tolerated{}",
                points(&interval),
                items.len(),
                benchmarks::held(benchmarks, rule)
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

#[cfg(test)]
mod null_tests;
#[cfg(test)]
mod tests;
