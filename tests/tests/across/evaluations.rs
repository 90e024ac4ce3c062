//! Evaluations on benchmarks that a page or a gate asks for, carried by a worker's queue, killed where it hurts; and their
//! record as a folder that is run again.

use crate::benchmarks::{read_lines, science, wild};
use crate::house::{House, assert_decided};
use crate::items::ready_to_train;
use crate::judge::{Does, Judge};
use serde_json::{Value, json};
use vitrine_domain::api::BenchmarkRequest;
use vitrine_domain::{
    AnswerOutcome, Benchmark, BenchmarkEvaluation, BenchmarkEvaluationId, BenchmarkOptions,
    Ensemble, EvaluationState, ModelVersion, ProjectSettings, Trigger,
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
    let words = [
        "record",
        "--project",
        "p",
        "--evaluation",
        &id,
        "--benchmarks",
        &folder,
        "--out",
        &at,
    ];
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
    let words = [
        "record",
        "--project",
        "p",
        "--evaluation",
        &id,
        "--benchmarks",
        &folder,
        "--out",
        &at,
    ];
    house.run("vitrine-worker", &words);
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

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_measured_anew_to_the_same_figures() {
    let mut house = House::new().await;
    let (_, member) = house.project(ProjectSettings::default()).await;
    let benchmarks = house.folder.path().join("benchmarks");
    science(&benchmarks.join("scienceqa"));
    let folder = benchmarks.to_str().unwrap().to_owned();
    house.start_worker("worker", &["run"], &[("VITRINE_BENCHMARKS", &folder)]);
    let asked = requested(&house, &member, Benchmark::ScienceQa).await;
    let done = over(&house, &member, asked.id).await;
    assert_eq!(done.state, EvaluationState::Done, "{:?}", done.reason);
    let result = done.result.unwrap();
    assert_eq!(
        (result.record.questions, result.partial.as_deref()),
        (3, None)
    );

    let out = house.folder.path().join("record");
    let (at, id) = (out.to_str().unwrap().to_owned(), asked.id.to_string());
    let record = |out: &str| {
        let words = [
            "record",
            "--project",
            "p",
            "--evaluation",
            &id,
            "--benchmarks",
            &folder,
            "--out",
            out,
        ];
        house.done("vitrine-worker", &words, &[])
    };
    let (good, printed, complaint) = record(&at);
    assert!(good && printed.contains("ScienceQA"), "{complaint}");
    let readme = std::fs::read_to_string(out.join("README.md")).unwrap();
    assert!(
        readme.contains("evaluate --benchmark scienceqa --data data"),
        "{readme}"
    );
    let (data, again) = (format!("{at}/data"), format!("{at}/again"));
    let printed = house.run(
        "vitrine-worker",
        &[
            "evaluate",
            "--benchmark",
            "scienceqa",
            "--data",
            &data,
            "--out",
            &again,
        ],
    );
    let anew: Value = serde_json::from_str(printed.lines().next().unwrap()).unwrap();
    assert_eq!(anew, result.figures);
    let stored: Value =
        serde_json::from_slice(&std::fs::read(out.join("again/result.json")).unwrap()).unwrap();
    let kept = serde_json::to_value(&result.record).unwrap();
    assert_eq!(
        stored["record"], kept,
        "the same base, files, images, prompts and program"
    );

    // Files that were changed since are not passed off as those that were measured on.
    let problems = benchmarks.join("scienceqa/problems.json");
    let changed = std::fs::read_to_string(&problems)
        .unwrap()
        .replace("this", "these");
    std::fs::write(&problems, changed).unwrap();
    let (good, _, complaint) = record(house.folder.path().join("other").to_str().unwrap());
    assert!(!good && complaint.contains("--no-data"), "{complaint}");

    // From the command line, a version's result is kept in its project, too.
    let data = benchmarks.join("scienceqa").to_str().unwrap().to_owned();
    let partial = house
        .folder
        .path()
        .join("partial")
        .to_str()
        .unwrap()
        .to_owned();
    house.run(
        "vitrine-worker",
        &[
            "evaluate",
            "--benchmark",
            "scienceqa",
            "--project",
            "p",
            "--version",
            "base",
            "--data",
            &data,
            "--out",
            &partial,
            "--first",
            "2",
        ],
    );
    let all = house
        .db
        .store
        .benchmark_evaluation_list(&member)
        .await
        .unwrap();
    let newest = all[0].result.as_ref().unwrap();
    assert_eq!(
        newest.partial.as_deref(),
        Some("the first 2 of 3 questions")
    );
}

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
