//! make bench-synthesis: a worker asking a teacher, against the same requests sent by bare reqwest to the same stand-in
//! with as many in flight; and what drawing the paper's plan takes. Writes .vitrine/bench/synthesis.json.
//!
//! Needs a Postgres (`VITRINE_TEST_DATABASE_URL`) and the workspace's programs beside it.

#![expect(
    dead_code,
    reason = "parts of the tests across processes, of which this needs a few"
)]

#[path = "../tests/across/house.rs"]
mod house;
#[path = "../tests/across/judge.rs"]
mod judge;
mod rows;

use futures::StreamExt;
use house::House;
use judge::{Does, Judge};
use rows::{Row, report, row};
use serde_json::{Value, json};
use std::time::Instant;
use vitrine_domain::api::SynthesisRequest;
use vitrine_domain::*;
use vitrine_store::{Member, NewImage};

const IMAGES: u64 = 300;
const SAMPLES: i64 = 1_500;
const AT_ONCE: u16 = 16;
/// A quick teacher: a real one takes seconds.
const MILLIS: u64 = 50;
const PAIRS: &str = "Question:\nWhat lies there?\n===\nAnswer:\nA red square.\n===\nQuestion:\nWhere?\n===\nAnswer:\nOn a blue ground, a little left of the middle.\n===\n";

#[tokio::main]
async fn main() {
    let mut rows = Vec::new();
    let (worker, bodies, address) = by_the_worker().await;
    let bare = bare(&bodies, &address).await;
    let words = format!("bare reqwest, {AT_ONCE} at once, a reply after {MILLIS} ms");
    rows.push(row(
        "time a sample, sent, read and stored",
        (1e3 * worker, 1e3 * bare),
        words,
        "ms",
        SAMPLES as usize,
    ));
    rows.extend(plans().await);
    report("synthesis", &rows);
}

/// Seconds a sample; the requests' bodies; the stand-in's address.
async fn by_the_worker() -> (f64, Vec<Value>, String) {
    let (judge, address) = Judge::start(&[]).await;
    judge.always(Does::SaysLate(PAIRS, MILLIS));
    let mut house = House::new().await;
    let settings = ProjectSettings {
        teachers: TeacherRule {
            hosts: vec!["127.0.0.1".into()],
        },
        ..Default::default()
    };
    let (_, member) = house.project(settings).await;
    images(&house, &member).await;
    // The model is to stay out of this.
    sqlx::query("delete from apalis.jobs")
        .execute(&house.db.owner().await)
        .await
        .unwrap();
    let teacher = json!({"url": address, "model": "stand-in", "concurrency": AT_ONCE});
    let request = SynthesisRequest {
        teacher: serde_json::from_value(teacher).unwrap(),
        counts: [("conversation".to_owned(), SAMPLES)].into(),
        budget: SynthesisBudget {
            tokens: 1_000_000_000,
            dollars: None,
        },
        seed: Some(1),
    };
    let store = house.db.store.clone();
    let run = store.synthesis_request(&member, &request).await.unwrap();
    house.start_worker(
        "worker",
        &["run"],
        &[("VITRINE_PRIVATE_TEACHERS", "1"), ("RUST_LOG", "warn")],
    );
    house
        .wait("the first request", || async {
            (!judge.heard().is_empty()).then_some(())
        })
        .await;
    let began = Instant::now();
    let run = house
        .wait("the run's end", || async {
            let run = store.synthesis_get(&member, run.id).await.unwrap();
            run.state.is_over().then_some(run)
        })
        .await;
    let seconds = began.elapsed().as_secs_f64();
    assert_eq!(
        (run.state, run.totals.made),
        (SynthesisState::Finished, SAMPLES)
    );
    let bodies = judge.heard().into_iter().map(|(_, body)| body).collect();
    (seconds / SAMPLES as f64, bodies, address)
}

/// Seconds a request.
async fn bare(bodies: &[Value], address: &str) -> f64 {
    let http = reqwest::Client::new();
    let url = format!("{address}/chat/completions");
    let began = Instant::now();
    let replies = futures::stream::iter(bodies)
        .map(|body| {
            let request = http.post(&url).json(body);
            async move { request.send().await.unwrap().bytes().await.unwrap().len() }
        })
        .buffer_unordered(AT_ONCE.into())
        .collect::<Vec<_>>()
        .await;
    assert_eq!(replies.len(), bodies.len());
    began.elapsed().as_secs_f64() / bodies.len() as f64
}

async fn images(house: &House, member: &Member) {
    let context = ImageContext {
        captions: vec!["A red square on a blue ground.".into(); 5],
        boxes: vec![],
    };
    for n in 0..IMAGES {
        let image = NewImage {
            sha256: format!("{n:064x}"),
            width: 640,
            height: 480,
            bytes: 1,
            phash: n.wrapping_mul(0x9e37_79b9_7f4a_7c15),
        };
        let store = &house.db.store;
        let added = store
            .item_add(member, &image, Some(Split::Train))
            .await
            .unwrap();
        let id = added.item.image.id;
        store.image_context_set(member, id, &context).await.unwrap();
    }
}

/// The paper's plan, and one of a tenth, drawn dry.
async fn plans() -> Vec<Row> {
    let house = House::new().await;
    let plan = |images: &str, counts: &str| {
        let words = [
            "synthesise",
            "--dry-run",
            "--images",
            images,
            "--counts",
            counts,
        ];
        let began = Instant::now();
        let told: Value = serde_json::from_str(&house.run("vitrine-worker", &words)).unwrap();
        (
            began.elapsed().as_secs_f64(),
            told["peak_memory_mb"].as_f64().unwrap(),
        )
    };
    let tenth = plan("8000", "conversation=5800,detail=2300,reasoning=7700");
    let whole = plan("80000", "conversation=58000,detail=23000,reasoning=77000");
    let words = "a tenth of it";
    vec![
        row(
            "158,000 samples over 80,000 images planned",
            (whole.0, tenth.0),
            words,
            "s",
            1,
        ),
        row("peak memory of that", (whole.1, tenth.1), words, "MB", 1),
    ]
}
