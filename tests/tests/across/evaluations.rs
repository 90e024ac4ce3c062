//! Evaluations on benchmarks that a page or a gate asks for, carried by a worker's queue, killed where it hurts; and their
//! record as a folder that is run again.

mod asked;
mod gate;
mod recorded;

use crate::benchmarks::{read_lines, wild};
use crate::house::House;
use crate::judge::{Does, Judge};
use serde_json::{Value, json};
use vitrine_domain::api::BenchmarkRequest;
use vitrine_domain::{
    AnswerOutcome, Benchmark, BenchmarkEvaluation, BenchmarkEvaluationId, BenchmarkOptions,
    EvaluationState, ModelVersion, ProjectSettings,
};
use vitrine_store::Member;

async fn base(house: &House, member: &Member) -> ModelVersion {
    let store = &house.db.store;
    house
        .wait("the base", || async {
            store.champion_get(member).await.unwrap()
        })
        .await
}

async fn requested(house: &House, member: &Member, benchmark: Benchmark) -> BenchmarkEvaluation {
    requested_with(house, member, benchmark, BenchmarkOptions::default()).await
}

async fn requested_with(
    house: &House,
    member: &Member,
    benchmark: Benchmark,
    options: BenchmarkOptions,
) -> BenchmarkEvaluation {
    let request = BenchmarkRequest {
        options,
        ..BenchmarkRequest::plain(base(house, member).await.id, benchmark)
    };
    let store = &house.db.store;
    store
        .benchmark_evaluation_request(member, &request)
        .await
        .unwrap()
}

async fn over(house: &House, member: &Member, id: BenchmarkEvaluationId) -> BenchmarkEvaluation {
    let store = &house.db.store;
    house
        .wait("the evaluation's end", || async {
            let now = store.benchmark_evaluation_get(member, id).await.unwrap();
            now.state.is_over().then_some(now)
        })
        .await
}

/// The words that write an evaluation's record into a folder.
fn record<'a>(evaluation: &'a str, benchmarks: &'a str, out: &'a str) -> [&'a str; 9] {
    [
        "record",
        "--project",
        "p",
        "--evaluation",
        evaluation,
        "--benchmarks",
        benchmarks,
        "--out",
        out,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_killed_amid_judgements_leaves_none_to_be_asked_twice() {
    let mut house = House::new().await;
    let (_, member) = house.project(ProjectSettings::default()).await;
    let benchmarks = house.folder.path().join("benchmarks");
    wild(&benchmarks.join("llava-bench-wild"));
    let (judge, address) = Judge::start(&[Does::Scores("8 4\nGood."), Does::Hangs]).await;
    let folder = benchmarks.to_str().unwrap().to_owned();
    let env = [
        ("VITRINE_BENCHMARKS", folder.as_str()),
        ("VITRINE_JUDGE", address.as_str()),
        ("VITRINE_JUDGE_MODEL", "stand-in"),
        ("VITRINE_JUDGE_KEY", "secret"),
    ];
    house.start_worker("first", &["run"], &env);
    let asked = requested(&house, &member, Benchmark::LlavaBenchWild).await;
    house
        .wait("the second question to the judge", || async {
            (judge.heard().len() == 2).then_some(())
        })
        .await;
    let store = house.db.store.clone();
    house
        .wait("progress", || async {
            let now = store
                .benchmark_evaluation_get(&member, asked.id)
                .await
                .unwrap();
            ((now.done, now.total) == (4, 6)).then_some(())
        })
        .await;
    house.kill("first");
    judge.plan(&[Does::Scores("no numbers"), Does::Scores("6 9")]);
    house.start_worker("second", &["run"], &env);
    let done = over(&house, &member, asked.id).await;
    assert_eq!(done.state, EvaluationState::Done, "{:?}", done.reason);
    assert_eq!(judge.heard().len(), 4, "two more after the kill");
    let result = done.result.unwrap();
    assert_eq!((result.score, result.partial), (Some(92.9), None));
    assert_eq!(
        (&result.figures["reviews"], &result.figures["failed"]),
        (&json!(3), &json!(1))
    );
    assert_eq!(result.record.judge.unwrap().said, "stand-in-1");
    let answers = store.benchmark_answer_all(&member, asked.id).await.unwrap();
    assert_eq!(
        answers.iter().map(|a| a.outcome).collect::<Vec<_>>(),
        [
            AnswerOutcome::Scored,
            AnswerOutcome::Failed,
            AnswerOutcome::Scored
        ]
    );
    assert_eq!(answers[0].candidate_score, Some(4.0));
    assert_eq!(answers[1].judgements[0]["content"], json!("no numbers"));
    let left = house.data().join("evaluations").join(asked.id.to_string());
    house
        .wait("its folder to go", || async {
            (!left.exists()).then_some(())
        })
        .await;

    // Its record, scored by somebody who has neither model nor database.
    let out = house.folder.path().join("record");
    let (at, id) = (out.to_str().unwrap().to_owned(), asked.id.to_string());
    let words = record(&id, &folder, &at);
    house.run("vitrine-worker", &words);
    let reviews = format!("{at}/reviews.jsonl");
    let scored = house.run(
        "vitrine-worker",
        &["score", "llava-bench", "--reviews", &reviews, "--json"],
    );
    let scored: Value = serde_json::from_str(&scored).unwrap();
    assert_eq!(
        (&scored["all"], &scored["failed"]),
        (&json!(92.9), &json!(1))
    );
    assert_eq!(read_lines(&out.join("answers.jsonl")).len(), 3);
    assert!(out.join("data/images/001.png").exists());
    assert!(
        house
            .fails("vitrine-worker", &words)
            .contains("exists already")
    );
}
