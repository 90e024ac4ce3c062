//! The benchmarks that a gate names: by how many points the candidate may fall behind the champion. What could not be
//! measured is no leave to promote: a benchmark is named to be held to.

use super::GateRule;
use crate::rules::benchmark::comparable;
use crate::{Benchmark, BenchmarkResult};
use std::collections::BTreeMap;

/// What candidate and champion came to on a benchmark.
#[derive(Debug, Clone, PartialEq)]
pub enum BenchmarkOutcome {
    /// Scores of whole results on the same basis, 0–100.
    Measured { candidate: f64, champion: f64 },
    /// Why there are none to compare.
    NotMeasured(String),
}

impl BenchmarkOutcome {
    pub fn of(candidate: &BenchmarkResult, champion: &BenchmarkResult) -> Self {
        if let Err(why) = comparable(candidate, champion) {
            return Self::NotMeasured(why);
        }
        match (candidate.score, champion.score) {
            (Some(candidate), Some(champion)) => Self::Measured {
                candidate,
                champion,
            },
            (None, _) => Self::NotMeasured("the candidate has no score".into()),
            (_, None) => Self::NotMeasured("the champion has no score".into()),
        }
    }
}

/// What refuses, in a sentence each.
pub(super) fn worse(
    rule: &GateRule,
    outcomes: &BTreeMap<Benchmark, BenchmarkOutcome>,
) -> impl Iterator<Item = String> {
    rule.benchmarks.iter().filter_map(|(benchmark, tolerance)| {
        let title = benchmark.title();
        match outcomes.get(benchmark) {
            Some(BenchmarkOutcome::Measured {
                candidate,
                champion,
            // Scores have two decimals; what is beyond them is the subtraction's.
            }) if champion - candidate > tolerance + 1e-9 => Some(format!(
                "{title} falls by {:.2} points, from {champion:.2} to {candidate:.2}; {tolerance:.2} are tolerated",
                champion - candidate
            )),
            Some(BenchmarkOutcome::Measured { .. }) => None,
            Some(BenchmarkOutcome::NotMeasured(why)) => Some(format!(
                "{title}, which the gate is held to, could not be measured: {why}"
            )),
            None => Some(format!(
                "{title}, which the gate is held to, was not measured"
            )),
        }
    })
    .collect::<Vec<_>>()
    .into_iter()
}

/// What was held, for a promotion's reason; empty where the rule names no benchmark.
pub(super) fn held(outcomes: &BTreeMap<Benchmark, BenchmarkOutcome>, rule: &GateRule) -> String {
    let told: Vec<String> = outcomes
        .iter()
        .filter(|(benchmark, _)| rule.benchmarks.contains_key(benchmark))
        .filter_map(|(benchmark, outcome)| match outcome {
            BenchmarkOutcome::Measured {
                candidate,
                champion,
            } => Some(format!(
                "{} {candidate:.2} against {champion:.2}",
                benchmark.title()
            )),
            BenchmarkOutcome::NotMeasured(_) => None,
        })
        .collect();
    match told.is_empty() {
        true => String::new(),
        false => format!(" ({})", told.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::benchmark::tests::result;

    fn rule(tolerance: f64) -> GateRule {
        GateRule {
            benchmarks: [(Benchmark::ScienceQa, tolerance)].into(),
            ..GateRule::default()
        }
    }

    fn against(tolerance: f64, outcome: BenchmarkOutcome) -> Vec<String> {
        worse(&rule(tolerance), &[(Benchmark::ScienceQa, outcome)].into()).collect()
    }

    fn of(candidate: f64, champion: f64) -> BenchmarkOutcome {
        BenchmarkOutcome::of(
            &result("v1", Some(candidate)),
            &result("base", Some(champion)),
        )
    }

    #[test]
    fn a_fall_beyond_the_tolerance_refuses_and_one_within_does_not() {
        assert_eq!(against(1.0, of(61.0, 60.0)), [""; 0]);
        assert_eq!(against(1.0, of(60.92, 61.92)), [""; 0]);
        assert_eq!(
            against(1.0, of(60.0, 61.5)),
            ["ScienceQA falls by 1.50 points, from 61.50 to 60.00; 1.00 are tolerated"]
        );
        assert_eq!(against(0.0, of(61.5, 61.5)), [""; 0]);
    }

    #[test]
    fn what_was_not_measured_whole_refuses_and_says_why() {
        let mut partial = result("v1", Some(99.0));
        partial.partial = Some("the first 2 of 3 questions".into());
        let outcome = BenchmarkOutcome::of(&partial, &result("base", Some(1.0)));
        let why = against(100.0, outcome);
        assert!(
            why[0].contains("could not be measured: the result of v1 is partial"),
            "{why:?}"
        );
        let none = BenchmarkOutcome::of(&result("v1", None), &result("base", Some(1.0)));
        assert!(against(100.0, none)[0].contains("the candidate has no score"));
        let why: Vec<String> = worse(&rule(1.0), &BTreeMap::new()).collect();
        assert_eq!(
            why,
            ["ScienceQA, which the gate is held to, was not measured"]
        );
        // A benchmark that the rule does not name is nobody's bar.
        let unnamed = [(Benchmark::LlavaBenchWild, of(1.0, 99.0))].into();
        assert_eq!(worse(&GateRule::default(), &unnamed).count(), 0);
    }
}
