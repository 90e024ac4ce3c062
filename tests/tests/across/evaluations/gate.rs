//! A gate that is held to a benchmark.

use crate::benchmarks::science;
use crate::house::{House, assert_decided};
use crate::items::ready_to_train;
use vitrine_domain::{Benchmark, BenchmarkEvaluation, EvaluationState, Trigger};

#[tokio::test(flavor = "multi_thread")]
async fn a_benchmark_in_the_gate_is_measured_for_both_or_refuses_in_words() {
    let mut house = House::new().await;
    let benchmarks = house.folder.path().join("benchmarks");
    science(&benchmarks.join("scienceqa"));
    // The first worker knows no benchmarks.
    let (_, member) = ready_to_train(&mut house, 4).await;
    let store = house.db.store.clone();
    let mut settings = store.project_get(&member).await.unwrap().settings;
    settings.gate.benchmarks = [(Benchmark::ScienceQa, 100.0)].into();
    store.settings_set(&member, &settings).await.unwrap();
    let reasons = async |house: &House| {
        let asked = store
            .run_request(&member, &Default::default(), Trigger::Button)
            .await
            .unwrap();
        let run = house.run_over(&member, asked.id).await;
        assert_decided(&run);
        run.reason.unwrap()
    };
    let why = reasons(&house).await;
    assert!(
        why.contains("ScienceQA, which the gate is held to, could not be measured")
            && why.contains("VITRINE_BENCHMARKS"),
        "{why}"
    );
    house.kill("first");
    let folder = benchmarks.to_str().unwrap().to_owned();
    house.start_worker("second", &["run"], &[("VITRINE_BENCHMARKS", &folder)]);
    let why = reasons(&house).await;
    assert!(
        !why.contains("ScienceQA") && why.contains("too few"),
        "{why}"
    );
    let done: Vec<BenchmarkEvaluation> = store
        .benchmark_evaluation_list(&member)
        .await
        .unwrap()
        .into_iter()
        .filter(|e| e.state == EvaluationState::Done)
        .collect();
    let mut versions: Vec<&str> = done.iter().map(|e| e.model_version.as_str()).collect();
    versions.sort_unstable();
    assert_eq!(versions, ["base", "v2"]);
    assert!(done.iter().all(|e| e.requested_by == "rule: train"));
    // The champion's result stands: the next candidate is measured alone.
    reasons(&house).await;
    let all = store.benchmark_evaluation_list(&member).await.unwrap();
    let of_base = all
        .iter()
        .filter(|e| e.model_version == "base" && e.state == EvaluationState::Done);
    assert_eq!(of_base.count(), 1);
}
