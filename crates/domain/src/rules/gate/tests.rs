//! The rule on outcomes made for it.

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
    decide(
        &GateRule::default(),
        items,
        candidate,
        champion,
        &BTreeMap::new(),
        3,
    )
    .decision
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
        &BTreeMap::new(),
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
    let of = |candidate: Scores, champion: Scores| {
        decide(&rule, &closer, &candidate, &champion, &BTreeMap::new(), 3)
    };
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
        ["decision accuracy is worse by 50.00 points; 2.00 are tolerated"]
    );
}

#[test]
fn a_benchmark_that_the_rule_names_is_held_to() {
    let rule = GateRule {
        benchmarks: [(Benchmark::ScienceQa, 1.0)].into(),
        ..GateRule::default()
    };
    let of = |candidate: f64| {
        let outcome = BenchmarkOutcome::Measured {
            candidate,
            champion: 60.0,
        };
        let measured = [(Benchmark::ScienceQa, outcome)].into();
        let good = items(150, 110, 20, 50);
        decide(&rule, &good, &scores(150), &scores(150), &measured, 3)
    };
    let promoted = of(59.5);
    assert_eq!(promoted.decision, GateVerdict::Promote);
    assert!(
        promoted.reasons[0].ends_with("(ScienceQA 59.50 against 60.00)"),
        "{:?}",
        promoted.reasons
    );
    let refused = of(58.0);
    assert_eq!(refused.decision, GateVerdict::Refuse);
    assert_eq!(
        refused.reasons,
        ["ScienceQA falls by 2.00 points, from 60.00 to 58.00; 1.00 are tolerated"]
    );
}

#[test]
fn a_rule_stored_before_benchmarks_names_none() {
    let old: GateRule = serde_json::from_str(r#"{"loss_tolerance": 0.5}"#).unwrap();
    assert!(old.benchmarks.is_empty());
    let new: GateRule = serde_json::from_str(r#"{"benchmarks": {"scienceqa": 1.5}}"#).unwrap();
    assert_eq!(new.benchmarks[&Benchmark::ScienceQa], 1.5);
    assert!(serde_json::from_str::<GateRule>(r#"{"benchmarks": {"mmlu": 1}}"#).is_err());
}

#[test]
fn tolerances_lie_within_what_a_metric_can_fall_by() {
    GateRule::default().check().unwrap();
    let most = GateRule {
        decision_tolerance: 1.0,
        chrf_tolerance: 100.0,
        ..GateRule::default()
    };
    most.check().unwrap();
    let with = |f: fn(&mut GateRule)| {
        let mut rule = GateRule::default();
        f(&mut rule);
        rule.check().unwrap_err().0
    };
    assert_eq!(
        with(|r| r.decision_tolerance = 5.0),
        "the gate's decision_tolerance lies between 0 and 1, that is 0 and 100 %"
    );
    for sentence in [
        with(|r| r.region_f1_tolerance = -0.1),
        with(|r| r.malformed_tolerance = f64::NAN),
        with(|r| r.loss_tolerance = 1e300),
        with(|r| r.chrf_tolerance = 101.0),
        with(|r| {
            r.benchmarks.insert(Benchmark::ScienceQa, 1e300);
        }),
    ] {
        assert!(sentence.contains("lies between 0 and"), "{sentence}");
    }
}
