//! An evaluation with options: judged in both orders, or beside a teacher.

use super::{over, record, requested_with};
use crate::benchmarks::{science, wild};
use crate::house::House;
use crate::judge::{Does, Judge};
use serde_json::{Value, json};
use vitrine_domain::{Benchmark, BenchmarkOptions, Ensemble, EvaluationState, ProjectSettings};

#[tokio::test(flavor = "multi_thread")]
async fn both_orders_and_a_teacher_are_heard_for_who_asks_for_them() {
    let mut house = House::new().await;
    let (_, member) = house.project(ProjectSettings::default()).await;
    let benchmarks = house.folder.path().join("benchmarks");
    wild(&benchmarks.join("llava-bench-wild"));
    science(&benchmarks.join("scienceqa"));
    let says = |words| Does::Scores(words);
    let (judge, judges) = Judge::start(&[
        // The reference first: the candidate gets 4, 6 and 9.
        says("8 4"),
        says("8 6"),
        says("8 9"),
        // The candidate first: 6, 9 and nothing.
        says("6 8"),
        says("9 8"),
        says("no numbers"),
    ])
    .await;
    let (teacher, teachers) = Judge::start(&[
        says("The answer is B."),
        says("The answer is A."),
        says("I do not know."),
    ])
    .await;
    let folder = benchmarks.to_str().unwrap().to_owned();
    let env = [
        ("VITRINE_BENCHMARKS", folder.as_str()),
        ("VITRINE_JUDGE", judges.as_str()),
        ("VITRINE_JUDGE_MODEL", "stand-in"),
        ("VITRINE_TEACHER", teachers.as_str()),
        ("VITRINE_TEACHER_MODEL", "stand-in"),
        ("VITRINE_TEACHER_KEY", "secret"),
    ];
    house.start_worker("worker", &["run"], &env);
    let both = BenchmarkOptions {
        both_orders: true,
        ensemble: None,
    };
    let asked = requested_with(&house, &member, Benchmark::LlavaBenchWild, both).await;
    let done = over(&house, &member, asked.id).await;
    assert_eq!(done.state, EvaluationState::Done, "{:?}", done.reason);
    let result = done.result.unwrap();
    assert_eq!(judge.heard().len(), 6);
    // 6 - 4 and 9 - 6.
    assert_eq!(result.figures["position_bias"], json!(2.5));
    assert_eq!(result.figures["candidate_first"]["failed"], json!(1));

    let complement = BenchmarkOptions {
        both_orders: false,
        ensemble: Some(Ensemble::Complement),
    };
    let asked = requested_with(&house, &member, Benchmark::ScienceQa, complement).await;
    let done = over(&house, &member, asked.id).await;
    assert_eq!(done.state, EvaluationState::Done, "{:?}", done.reason);
    let result = done.result.unwrap();
    assert_eq!(teacher.heard()[0].0.as_deref(), Some("Bearer secret"));
    // Right, wrong, and where the teacher fails the tiny base, which never names a choice.
    assert_eq!((teacher.heard().len(), result.score), (3, Some(33.33)));
    let how = &result.record.how["ensemble"];
    assert_eq!(
        (&how["kind"], &how["teacher"]),
        (&json!("complement"), &json!("stand-in"))
    );

    let out = house.folder.path().join("record");
    let (at, id) = (out.to_str().unwrap().to_owned(), asked.id.to_string());
    house.run("vitrine-worker", &record(&id, &folder, &at));
    let readme = std::fs::read_to_string(out.join("README.md")).unwrap();
    assert!(
        readme.contains("--teacher URL --teacher-model stand-in --ensemble complement"),
        "{readme}"
    );
    let (gold, ours, said) = (
        format!("{at}/data/problems.json"),
        format!("{at}/predictions.json"),
        format!("{at}/teacher.jsonl"),
    );
    let scored = house.run(
        "vitrine-worker",
        &[
            "score",
            "scienceqa",
            "--gold",
            &gold,
            "--predictions",
            &ours,
            "--strict",
            "--teacher",
            &said,
            "--ensemble",
            "complement",
            "--json",
        ],
    );
    assert_eq!(
        serde_json::from_str::<Value>(&scored).unwrap(),
        result.figures
    );
}
