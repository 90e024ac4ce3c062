//! A record, from which the same is measured again.

use super::{over, record, requested};
use crate::benchmarks::science;
use crate::house::House;
use serde_json::Value;
use vitrine_domain::{Benchmark, EvaluationState, ProjectSettings};

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
    let recorded = |out: &str| house.done("vitrine-worker", &record(&id, &folder, out), &[]);
    let (good, printed, complaint) = recorded(&at);
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
    let (good, _, complaint) = recorded(house.folder.path().join("other").to_str().unwrap());
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
