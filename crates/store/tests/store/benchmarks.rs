//! Evaluations on benchmarks: stored once and whole, cancelled or not.

mod given;

use crate::house::House;
use serde_json::json;
use vitrine_domain::api::BenchmarkRequest;
use vitrine_domain::{
    AnswerOutcome, Benchmark, BenchmarkAnswer, BenchmarkEvaluation, BenchmarkOptions,
    BenchmarkRecord, BenchmarkResult, CodeVersion, Ensemble, EvaluationState,
};
use vitrine_store::StoreError;

pub fn result(score: f64, partial: Option<&str>) -> BenchmarkResult {
    BenchmarkResult {
        score: Some(score),
        figures: json!({"all": score}),
        partial: partial.map(str::to_owned),
        record: BenchmarkRecord {
            benchmark: Benchmark::ScienceQa,
            base: "base-hash".into(),
            version: "base".into(),
            artefact: None,
            files: [("problems.json".to_owned(), "f".to_owned())].into(),
            images: "i".into(),
            questions: 3,
            how: json!({"decoding": "greedy"}),
            judge: None,
            code: CodeVersion {
                version: "1".into(),
                commit: Some("c".into()),
            },
        },
    }
}

pub fn answers(n: i32) -> Vec<BenchmarkAnswer> {
    let one = |i: i32| BenchmarkAnswer {
        position: i,
        question_id: format!("q{i}"),
        category: "natural science".into(),
        prompt: "Which?".into(),
        answer: "A".into(),
        cut: false,
        expected: "A. this".into(),
        outcome: match i % 3 {
            0 => AnswerOutcome::Right,
            1 => AnswerOutcome::Wrong,
            _ => AnswerOutcome::Failed,
        },
        reference_score: None,
        candidate_score: None,
        judgements: vec![json!({"teacher": "t", "text": "The answer is A."})],
    };
    (0..n).map(one).collect()
}

async fn requested(house: &House) -> BenchmarkEvaluation {
    let request = BenchmarkRequest::plain(house.base.id, Benchmark::ScienceQa);
    house
        .store()
        .benchmark_evaluation_request(&house.ada, &request)
        .await
        .unwrap()
}

/// Nothing beyond the plain way.
const PLAIN: BenchmarkOptions = BenchmarkOptions {
    both_orders: false,
    ensemble: None,
};
const JOBS: &str = "select count(*) from apalis.jobs where job_type = 'evaluate'";

#[tokio::test]
async fn a_result_stands_once_and_whole() {
    let house = House::new().await;
    let (store, rule) = (house.store(), &house.rule);
    let asked = requested(&house).await;
    assert_eq!(
        (asked.state, asked.model_version.as_str(), asked.total),
        (EvaluationState::Queued, "base", 0)
    );
    assert_eq!(house.count(JOBS).await, 1);
    let request = BenchmarkRequest::plain(house.base.id, Benchmark::ScienceQa);
    let twice = store
        .benchmark_evaluation_request(&house.ada, &request)
        .await;
    assert!(
        matches!(&twice, Err(StoreError::Conflict(why)) if why.contains("already")),
        "{twice:?}"
    );
    let another = BenchmarkRequest {
        benchmark: Benchmark::LlavaBenchWild,
        ..request
    };
    store
        .benchmark_evaluation_request(&house.ada, &another)
        .await
        .unwrap();

    let under_way = store
        .benchmark_evaluation_progress(rule, asked.id, 2, 900)
        .await
        .unwrap();
    assert_eq!(
        (under_way.state, under_way.done, under_way.total),
        (EvaluationState::Running, 2, 900)
    );
    // Two answers to one question: nothing of it stands.
    let mut double = answers(3);
    double[2].question_id = "q0".into();
    let refused = store
        .benchmark_evaluation_finish(rule, asked.id, &result(1.0, None), &double)
        .await;
    assert!(refused.is_err());
    assert_eq!(
        house.count("select count(*) from benchmark_answers").await,
        0
    );
    let all = answers(900);
    let first = store
        .benchmark_evaluation_finish(rule, asked.id, &result(33.3, None), &all)
        .await
        .unwrap();
    assert_eq!(first.state, EvaluationState::Done);
    assert_eq!(first.result, Some(result(33.3, None)));
    // Delivered again, with other figures: what stands stays.
    let again = store
        .benchmark_evaluation_finish(rule, asked.id, &result(99.0, None), &answers(1))
        .await
        .unwrap();
    assert_eq!(again, first);
    assert_eq!(
        store
            .benchmark_answer_all(&house.ada, asked.id)
            .await
            .unwrap(),
        all
    );
    let found = store
        .benchmark_evaluation_newest(rule, house.base.id, Benchmark::ScienceQa)
        .await
        .unwrap();
    assert_eq!(found, Some(first));
}

#[tokio::test]
async fn options_are_of_their_benchmark_and_a_teacher_is_no_version_by_itself() {
    let house = House::new().await;
    let (store, ada) = (house.store(), &house.ada);
    let both = BenchmarkOptions {
        both_orders: true,
        ..PLAIN
    };
    let with_a_teacher = BenchmarkOptions {
        ensemble: Some(Ensemble::Complement),
        ..PLAIN
    };
    let ask = async |benchmark, options| {
        let request = BenchmarkRequest {
            options,
            ..BenchmarkRequest::plain(house.base.id, benchmark)
        };
        store.benchmark_evaluation_request(ada, &request).await
    };
    for (benchmark, options) in [
        (Benchmark::ScienceQa, both),
        (Benchmark::LlavaBenchCoco, with_a_teacher),
    ] {
        let refused = ask(benchmark, options).await;
        assert!(
            matches!(refused, Err(StoreError::Invalid(_))),
            "{refused:?}"
        );
    }
    let judged = ask(Benchmark::LlavaBenchCoco, both).await.unwrap();
    let taught = ask(Benchmark::ScienceQa, with_a_teacher).await.unwrap();
    assert_eq!((judged.options, taught.options), (both, with_a_teacher));
    let newest = async |benchmark| {
        let found = store.benchmark_evaluation_newest(&house.rule, house.base.id, benchmark);
        found.await.unwrap().map(|e| e.id)
    };
    assert_eq!(newest(Benchmark::LlavaBenchCoco).await, Some(judged.id));
    assert_eq!(newest(Benchmark::ScienceQa).await, None);
}

#[tokio::test]
async fn an_evaluation_cancelled_has_no_result() {
    let house = House::new().await;
    let (store, rule) = (house.store(), &house.rule);
    let queued = requested(&house).await;
    store
        .benchmark_evaluation_cancel(&house.ada, queued.id)
        .await
        .unwrap();
    let now = store
        .benchmark_evaluation_get(&house.ada, queued.id)
        .await
        .unwrap();
    assert_eq!(now.state, EvaluationState::Cancelled);

    // One under way is stopped by its worker; a result that comes first is not taken.
    let running = requested(&house).await;
    store
        .benchmark_evaluation_progress(rule, running.id, 1, 3)
        .await
        .unwrap();
    store
        .benchmark_evaluation_cancel(&house.ada, running.id)
        .await
        .unwrap();
    let late = store
        .benchmark_evaluation_finish(rule, running.id, &result(1.0, None), &answers(3))
        .await;
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
    store
        .benchmark_evaluation_cancelled(rule, running.id)
        .await
        .unwrap();
    let over = store
        .benchmark_evaluation_get(rule, running.id)
        .await
        .unwrap();
    assert_eq!(
        (over.state, over.result),
        (EvaluationState::Cancelled, None)
    );
    // Over is over.
    store
        .benchmark_evaluation_fail(rule, running.id, "x")
        .await
        .unwrap();
    let still = store
        .benchmark_evaluation_get(rule, running.id)
        .await
        .unwrap();
    assert_eq!(still.state, EvaluationState::Cancelled);
    let none = store
        .benchmark_evaluation_newest(rule, house.base.id, Benchmark::ScienceQa)
        .await
        .unwrap();
    assert_eq!(none, None);
}

#[tokio::test]
async fn an_evaluation_that_lost_its_job_gets_another() {
    let house = House::new().await;
    let store = house.store();
    requested(&house).await;
    let lost = || store.benchmark_evaluations_enqueue_lost(&house.rule);
    assert_eq!(lost().await.unwrap(), 0);
    house.sql("delete from apalis.jobs").await;
    assert_eq!(lost().await.unwrap(), 1);
    assert_eq!(lost().await.unwrap(), 0);
}
