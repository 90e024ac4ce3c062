//! ScienceQA's ensemble with a teacher, live: it is asked every question, and as judge again where it differs.

use crate::benchmarks::{read_lines, science};
use crate::house::House;
use crate::judge::{Does, Judge};
use serde_json::{Value, json};

fn evaluate<'a>(data: &'a str, out: &'a str, address: &'a str, ensemble: &'a str) -> Vec<&'a str> {
    vec![
        "evaluate",
        "--benchmark",
        "scienceqa",
        "--data",
        data,
        "--out",
        out,
        "--teacher",
        address,
        "--teacher-model",
        "stand-in",
        "--ensemble",
        ensemble,
    ]
}

/// The tiny base never names a choice: wherever the teacher does, the two differ.
#[tokio::test(flavor = "multi_thread")]
async fn the_teacher_is_asked_and_asked_again_where_it_differs() {
    let house = House::new().await;
    let at = |name: &str| house.folder.path().join(name).to_str().unwrap().to_owned();
    let (data, out) = (at("sqa"), at("measured"));
    science(data.as_ref());
    let (teacher, address) = Judge::start(&[
        Does::Scores("It must be. The answer is A."),
        Does::Filters,
        Does::Scores("I do not know."),
        // Asked again about the first alone: on the others it gave nothing, as the base does.
        Does::Scores("On reflection: The answer is B."),
    ])
    .await;
    let words = evaluate(&data, &out, &address, "judge");
    let printed = house.run_with(
        "vitrine-worker",
        &words,
        &[("VITRINE_TEACHER_KEY", "secret")],
    );
    let got: Value = serde_json::from_str(printed.lines().next().unwrap()).unwrap();
    let heard = teacher.heard();
    assert_eq!(heard.len(), 4, "{printed}");
    assert_eq!(heard[0].0.as_deref(), Some("Bearer secret"));
    let asked = heard[3].1["messages"][1]["content"].as_str().unwrap();
    assert!(
        asked.starts_with("Which?\nA. this\nB. that\n\nTwo models have answered.")
            && asked.contains("text alone: The answer is A."),
        "{asked}"
    );
    assert_eq!(
        (&got["correct"], &got["total"], &got["upper_bound"]),
        (&json!(1), &json!(3), &json!(0.0))
    );

    // The files that it leaves give the same figures without an endpoint.
    let (gold, ours) = (
        format!("{data}/problems.json"),
        format!("{out}/predictions.json"),
    );
    let (first, again) = (
        format!("{out}/teacher.jsonl"),
        format!("{out}/teacher-again.jsonl"),
    );
    let mut stored = vec![
        "score",
        "scienceqa",
        "--gold",
        &gold,
        "--predictions",
        &ours,
        "--strict",
        "--teacher",
        &first,
        "--ensemble",
        "judge",
        "--json",
    ];
    let without = house.run("vitrine-worker", &stored);
    let without: Value = serde_json::from_str(&without).unwrap();
    assert_eq!(
        (&without["correct"], &without["partial"]),
        (&json!(0), &json!({"missing": 1}))
    );
    stored.extend(["--again", &again]);
    let scored = house.run("vitrine-worker", &stored);
    assert_eq!(serde_json::from_str::<Value>(&scored).unwrap(), got);

    // Started again, nothing is asked for twice; the complement needs no second word.
    house.run("vitrine-worker", &words);
    let printed = house.run(
        "vitrine-worker",
        &evaluate(&data, &out, &address, "complement"),
    );
    let got: Value = serde_json::from_str(printed.lines().next().unwrap()).unwrap();
    assert_eq!(got["correct"], json!(0));
    assert_eq!(teacher.heard().len(), 4);
    let kept = read_lines(&house.folder.path().join("measured/teacher.jsonl"));
    assert_eq!(kept[1]["ended"], json!("content_filter"));
}
