//! A teacher writes instruction data, across processes: a stand-in that fails in every way, a record that gives the same
//! bytes. What stops a run on its way has a file of its own.

mod stopped;

use crate::house::House;
use crate::judge::Does;
use crate::taught::{CAPTION, PAIRS, REPLY_TOKENS, Taught};
use std::collections::BTreeSet;
use std::path::Path;
use vitrine_domain::api::{ItemFilter, SynthesisRequest};
use vitrine_domain::*;
use vitrine_synthesis::cost::Cost;
use vitrine_synthesis::request::Request;
use vitrine_synthesis::words::Which;
use vitrine_synthesis::{builtin, cost};

/// The most that one of these requests may take; the same for all.
fn most(request: &SynthesisRequest) -> Cost {
    let which = Which {
        seed: 5,
        image_sha256: "",
        further: &[],
        nth: 0,
    };
    let sent = Request::of(&request.teacher, &builtin()[0], CAPTION, which).unwrap();
    cost::most(&request.teacher, &sent)
}

fn different(names: &[String]) -> usize {
    names.iter().collect::<BTreeSet<_>>().len()
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_comes_to_its_end_whatever_the_teacher_does_and_its_record_gives_the_same_bytes() {
    let mut taught = Taught::new(
        6,
        &[
            Does::TooMany,
            Does::Breaks,
            Does::HalfAnAnswer,
            Does::RefusesThis,
            Does::Scores("I would rather not say."),
        ],
    )
    .await;
    taught.judge.always(Does::Scores(PAIRS));
    let request = taught.request(8, 1_000_000, 3);
    let run = taught.ask(&request).await;
    taught.worker("worker");
    let run = taught.over(run.id).await;
    assert_eq!(run.state, SynthesisState::Finished, "{:?}", run.reason);
    let t = &run.totals;
    assert_eq!((t.samples, t.made, t.unparsed, t.failed), (8, 6, 1, 1));
    // Three tries came to nothing; the half answer alone may have been charged for.
    assert_eq!(taught.judge.heard().len(), 8 + 3);
    assert_eq!(different(&taught.judge.named()), 8);
    let half = most(&request);
    assert_eq!(t.spent_tokens, 7 * REPLY_TOKENS + half.tokens);
    assert_eq!(t.spent_micros, 7 * (100 * 10 + 10 * 30) + half.micros);
    assert_eq!((t.reserved_tokens, t.reserved_micros), (0, 0));
    // The key went along, and what was asked is the template with the image's captions last.
    let (key, asked) = taught.judge.heard().pop().unwrap();
    assert_eq!(key.as_deref(), Some("Bearer secret"));
    let messages = asked["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 6);
    assert_eq!(messages[0]["content"], builtin()[0].system.as_str());
    assert_eq!(messages[5]["content"], CAPTION);

    // Two pairs a reply; a second reply on an image asks the same again, which makes no item.
    assert_eq!(t.pairs, 12);
    assert!(t.items < t.pairs && t.items >= 8, "{t:?}");
    let store = &taught.house.db.store;
    let counts = store.project_counts(&taught.member).await.unwrap();
    let triplets = counts.triplets_train + counts.triplets_validation + counts.triplets_held_out;
    assert_eq!(
        (triplets, counts.reviews),
        (0, 0),
        "nothing without a review"
    );
    let filter = ItemFilter {
        q: Some("red square".into()),
        ..Default::default()
    };
    let pending = store.item_list(&taught.member, &filter).await.unwrap();
    assert!(
        pending
            .rows
            .iter()
            .all(|r| r.item.state == ItemState::Queued)
    );
    assert!(!pending.rows.is_empty());

    let (folder, again) = (
        taught.house.folder.path().join("record"),
        taught.house.folder.path().join("again.jsonl"),
    );
    let (id, at, out) = (run.id.to_string(), text(&folder), text(&again));
    let house = &taught.house;
    let words = [
        "synthesise",
        "--record",
        &id,
        "--project",
        "p",
        "--out",
        &at,
    ];
    house.run("vitrine-worker", &words);
    house.run(
        "vitrine-worker",
        &["synthesise", "--replay", &at, "--out", &out],
    );
    let made = std::fs::read_to_string(folder.join("made.jsonl")).unwrap();
    assert_eq!(made, std::fs::read_to_string(&again).unwrap());
    // What the record makes is what the database holds.
    assert_eq!(made.lines().count() as i64, t.pairs + t.unparsed);
    let stored: Vec<(i32, i32, String, Vec<String>)> = sqlx::query_as(
        "select s.n, p.n, p.answer, array_remove(p.flags, 'already_there')
         from synthesis_pairs p join synthesis_samples s on s.id = p.sample_id order by s.n, p.n",
    )
    .fetch_all(&house.db.owner().await)
    .await
    .unwrap();
    let recorded: Vec<(i32, i32, String, Vec<String>)> = made
        .lines()
        .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap())
        .filter(|v| v.get("pair").is_some())
        .map(|v| {
            let n = |key: &str| v[key].as_i64().unwrap() as i32;
            let flags = serde_json::from_value(v["flags"].clone()).unwrap();
            (
                n("n"),
                n("pair"),
                v["response"].as_str().unwrap().to_owned(),
                flags,
            )
        })
        .collect();
    assert_eq!(recorded, stored);

    // A record that was meddled with says so.
    let samples = folder.join("samples.jsonl");
    let changed = std::fs::read_to_string(&samples)
        .unwrap()
        .replacen(CAPTION, "A cat.", 1);
    std::fs::write(&samples, changed).unwrap();
    let elsewhere = text(&house.folder.path().join("elsewhere.jsonl"));
    let why = house.fails(
        "vitrine-worker",
        &["synthesise", "--replay", &at, "--out", &elsewhere],
    );
    assert!(
        why.contains("another hash") && why.contains("line "),
        "{why}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn neither_a_private_address_nor_a_redirect_is_followed() {
    let mut taught = Taught::new(1, &[]).await;
    taught.judge.always(Does::SendsElsewhere);
    let request = taught.request(1, 1_000_000, 1);
    // Whoever runs this worker allows no private address, whatever the project says.
    let run = taught.ask(&request).await;
    taught.house.worker("public");
    let run = taught.over(run.id).await;
    assert_eq!(run.state, SynthesisState::Failed);
    let why = run.reason.unwrap();
    assert!(
        why.contains("private") && why.contains("127.0.0.1"),
        "{why}"
    );
    assert!(taught.judge.heard().is_empty());
    // Nor where a name leads to one.
    let store = taught.house.db.store.clone();
    let mut settings = store.project_get(&taught.member).await.unwrap().settings;
    settings.teachers.hosts.push("localhost".into());
    store.settings_set(&taught.member, &settings).await.unwrap();
    let mut named = request.clone();
    named.teacher.url = taught.address.replace("127.0.0.1", "localhost");
    let run = taught.ask(&named).await;
    let run = taught.over(run.id).await;
    assert_eq!(run.state, SynthesisState::Failed);
    assert!(run.reason.unwrap().contains("private"));
    assert!(taught.judge.heard().is_empty());
    taught.house.kill("public");

    // A redirect could lead anywhere.
    let run = taught.ask(&request).await;
    taught.worker("private");
    let run = taught.over(run.id).await;
    assert_eq!(run.state, SynthesisState::Failed);
    assert!(run.reason.unwrap().contains("302"));
    assert_eq!(taught.judge.heard().len(), 1);
    assert_eq!(
        run.totals.planned, 1,
        "to be asked for when the address is mended"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_papers_plan_is_drawn_in_constant_memory() {
    let house = House::new().await;
    let plan = |images: &str, counts: &str| -> serde_json::Value {
        let words = [
            "synthesise",
            "--dry-run",
            "--images",
            images,
            "--counts",
            counts,
            "--prompt-price",
            "10",
            "--reply-price",
            "30",
        ];
        serde_json::from_str(&house.run("vitrine-worker", &words)).unwrap()
    };
    let whole = plan("80000", "conversation=58000,detail=23000,reasoning=77000");
    assert_eq!(whole["samples"], 158_000);
    assert_eq!(
        whole["by_kind"],
        serde_json::json!({"conversation": 58_000, "detail": 23_000, "reasoning": 77_000})
    );
    let tokens = |v: &serde_json::Value, key: &str| v[key].as_i64().unwrap();
    let dollars =
        (10 * tokens(&whole, "prompt_tokens") + 30 * tokens(&whole, "reply_tokens")) as f64 / 1e6;
    assert!((whole["dollars"].as_f64().unwrap() - dollars).abs() < 0.01);
    // A hundredth of it needs as much memory, give or take an allocator's mood.
    let small = plan("800", "conversation=580,detail=230,reasoning=770");
    let megabytes = |v: &serde_json::Value| v["peak_memory_mb"].as_i64().unwrap();
    assert!(
        megabytes(&whole) <= megabytes(&small) + 8,
        "{whole} {small}"
    );
}
