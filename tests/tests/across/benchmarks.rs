//! Published benchmarks from the command line: a tiny base, a small folder in the authors' layout, a judge that fails
//! in every way before it answers.

mod folders;

pub use folders::{science, wild};

use crate::house::House;
use crate::judge::{Does, Judge};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub fn read_lines(file: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(file).unwrap();
    text.lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect()
}

fn words<'a>(benchmark: &'a str, data: &'a str, out: &'a str) -> Vec<&'a str> {
    vec![
        "evaluate",
        "--benchmark",
        benchmark,
        "--data",
        data,
        "--out",
        out,
    ]
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn llava_bench_is_judged_to_the_end_whatever_the_endpoint_does() {
    let mut house = House::new().await;
    let (data, out) = (
        house.folder.path().join("bench"),
        house.folder.path().join("measured"),
    );
    wild(&data);
    let (judge, address) = Judge::start(&[
        Does::TooMany,
        Does::Breaks,
        Does::HalfAnAnswer,
        Does::Scores("8 4\nGood."),
        Does::Hangs,
    ])
    .await;
    let (data, at) = (text(&data), text(&out));
    let mut judged = words("llava-bench", &data, &at);
    judged.extend(["--judge", &address, "--judge-model", "stand-in"]);

    // Killed while the judge is silent about the second question: the first review is not asked for again.
    house.start_worker("measure", &judged, &[("VITRINE_JUDGE_KEY", "secret")]);
    house
        .wait("five requests", || async {
            (judge.heard().len() == 5).then_some(())
        })
        .await;
    house.kill("measure");
    assert_eq!(read_lines(&out.join("reviews.jsonl")).len(), 1);
    let answers = std::fs::read(out.join("answers.jsonl")).unwrap();
    judge.plan(&[
        Does::Scores("I would rather not say."),
        Does::Scores("6 9\nFine."),
    ]);
    house.run_with(
        "vitrine-worker",
        &judged,
        &[("VITRINE_JUDGE_KEY", "secret")],
    );
    assert_eq!(judge.heard().len(), 7);
    assert_eq!(std::fs::read(out.join("answers.jsonl")).unwrap(), answers);

    let result: Value =
        serde_json::from_slice(&std::fs::read(out.join("result.json")).unwrap()).unwrap();
    let want = json!({"conv": 50.0, "detail": null, "complex": 150.0, "all": 92.9, "reviews": 3, "failed": 1});
    let figures = |result: &Value| {
        let mut figures = result["figures"].clone();
        figures
            .as_object_mut()
            .unwrap()
            .retain(|key, _| want.get(key).is_some());
        figures
    };
    assert_eq!(figures(&result), want);
    assert_eq!(result["record"]["judge"]["said"], json!("stand-in-1"));
    let file = text(&out.join("reviews.jsonl"));
    let scored = house.run(
        "vitrine-worker",
        &["score", "llava-bench", "--reviews", &file, "--json"],
    );
    assert_eq!(serde_json::from_str::<Value>(&scored).unwrap(), want);

    // What the judge was asked: the key, the settings, reference and answer in their places.
    let said = read_lines(&out.join("answers.jsonl"));
    let (key, last) = judge.heard().pop().unwrap();
    assert_eq!(key.as_deref(), Some("Bearer secret"));
    assert_eq!(
        (last["model"].as_str(), last["temperature"].as_f64()),
        (Some("stand-in"), Some(0.2))
    );
    let message = last["messages"][1]["content"].as_str().unwrap();
    let answer = said[2]["text"].as_str().unwrap();
    assert!(
        message.starts_with(
            "[Context]\nA gradient.\n\n[Question]\nWhy?\n\n[Assistant 1]\nReference 2.\n\n"
        ) && message.contains(&format!("[Assistant 2]\n{answer}\n\n[End of Assistant 2]")),
        "{message}"
    );

    // With the places changed: the candidate's 9 stands first in the reply, second in what is stored.
    let both: Vec<&str> = judged.iter().copied().chain(["--both-orders"]).collect();
    judge.plan(&[
        Does::Scores("6 8"),
        Does::Scores("5 5"),
        Does::Scores("9 6"),
    ]);
    house.run("vitrine-worker", &both);
    let result: Value =
        serde_json::from_slice(&std::fs::read(out.join("result.json")).unwrap()).unwrap();
    assert_eq!(
        result["figures"]["candidate_first"]["complex"],
        json!(150.0)
    );
    // Of the questions scored in both orders: 6 - 4 and 9 - 9.
    assert_eq!(result["figures"]["position_bias"], json!(1.0));
    let first = judge.heard()[7].1["messages"][1]["content"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(first.contains("[Assistant 2]\nReference 0.\n\n"), "{first}");

    // Two judges' scores are not to be mixed.
    let mut other = words("llava-bench", &data, &at);
    other.extend(["--judge", &address, "--judge-model", "another"]);
    let why = house.fails("vitrine-worker", &other);
    assert!(why.contains("replies of the judge stand-in"), "{why}");

    // An endpoint that refuses ends it with its own words; nothing that stands is lost.
    let elsewhere = text(&house.folder.path().join("elsewhere"));
    let mut refused = words("llava-bench", &data, &elsewhere);
    refused.extend(["--judge", &address]);
    let why = house.fails("vitrine-worker", &refused);
    assert!(
        why.contains("401") && why.contains("no such key") && why.contains("question 0"),
        "{why}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_of_another_measurement_and_missing_images_are_refused() {
    let house = House::new().await;
    let (data, out) = (
        house.folder.path().join("bench"),
        house.folder.path().join("measured"),
    );
    wild(&data);
    let (folder, at) = (text(&data), text(&out));
    let printed = house.run("vitrine-worker", &words("llava-bench", &folder, &at));
    assert!(
        printed.contains(r#""partial":"no judge was named"#),
        "{printed}"
    );
    let questions = data.join("questions.jsonl");
    let more = std::fs::read_to_string(&questions)
        .unwrap()
        .replace("Why?", "Why not?");
    std::fs::write(&questions, more).unwrap();
    let why = house.fails("vitrine-worker", &words("llava-bench", &folder, &at));
    assert!(why.contains("--out") && why.contains("files"), "{why}");
    std::fs::remove_file(data.join("images/001.png")).unwrap();
    let why = house.fails("vitrine-worker", &words("llava-bench", &folder, &at));
    assert!(
        why.contains("questions.jsonl, line 1: the image") && why.contains("001.png"),
        "{why}"
    );
}

/// A filter's refusal and a judge that talks are two failed judgements, told with their lines; the others count.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_filter_stops_is_one_failed_judgement() {
    let house = House::new().await;
    let (data, out) = (
        house.folder.path().join("bench"),
        house.folder.path().join("measured"),
    );
    wild(&data);
    let (judge, address) = Judge::start(&[
        Does::Filters,
        Does::Scores("Both are fine."),
        Does::Scores("8 6"),
    ])
    .await;
    let (data, at) = (text(&data), text(&out));
    let mut judged = words("llava-bench", &data, &at);
    judged.extend(["--judge", &address, "--judge-model", "stand-in"]);
    let (good, printed, said) = house.done("vitrine-worker", &judged, &[]);
    assert!(good, "{said}");
    let got: Value = serde_json::from_str(printed.trim()).unwrap();
    assert_eq!(
        (&got["reviews"], &got["failed"], &got["all"]),
        (&json!(3), &json!(2), &json!(75.0))
    );
    assert!(
        said.contains("reviews.jsonl, line 1: the reply about question 0")
            && said.contains("line 2"),
        "{said}"
    );
    assert_eq!(judge.heard().len(), 3);
    let stored = read_lines(&out.join("reviews.jsonl"));
    assert_eq!(stored[0]["ended"], json!("content_filter"));
}

#[tokio::test(flavor = "multi_thread")]
async fn scienceqa_is_answered_with_and_without_images() {
    let house = House::new().await;
    let data: PathBuf = house.folder.path().join("sqa");
    science(&data);
    let out = house.folder.path().join("measured");
    let (folder, at) = (text(&data), text(&out));
    let printed = house.run("vitrine-worker", &words("scienceqa", &folder, &at));
    let first = printed.lines().find(|l| l.starts_with('{')).unwrap();
    let got: Value = serde_json::from_str(first).unwrap();
    assert_eq!(got["total"], json!(3));
    assert!(
        got["soc"].is_number() && got["g7_12"].is_number() && got.get("lan") == Some(&Value::Null),
        "{got}"
    );
    // The file that it leaves gives the same figures, as anybody's predictions do.
    let (gold, file) = (
        text(&data.join("problems.json")),
        text(&out.join("predictions.json")),
    );
    let scored = house.run(
        "vitrine-worker",
        &[
            "score",
            "scienceqa",
            "--gold",
            &gold,
            "--predictions",
            &file,
            "--strict",
            "--json",
        ],
    );
    assert_eq!(serde_json::from_str::<Value>(&scored).unwrap(), got);
    let prompts = read_lines(&out.join("answers.jsonl"));
    assert_eq!(prompts[0]["prompt"], json!("Which?\nA. this\nB. that"));
}
