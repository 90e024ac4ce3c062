//! Further turns over HTTP: sent with a review, read on pages and in the curated set, and exported.

use crate::harness::{Server, item, labelled};
use http::StatusCode;
use serde_json::{Value, json};
use std::io::{Cursor, Read};

const BRANDS: &str = "/api/v1/projects/brands";

#[tokio::test]
async fn a_conversation_is_sent_shown_and_exported_and_one_answer_is_as_ever() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let plain = item(&ada, 1, "held_out").await;
    let receipt = labelled(&rob, &plain, "No violations.").await;
    assert!(receipt["review"].get("turns").is_none(), "{receipt}");

    let id = item(&ada, 2, "held_out").await;
    let desk: Value = rob
        .post(&format!("{BRANDS}/claims"), json!({"item_id": id}))
        .await
        .json();
    let turns = json!([
        {"instruction": "Where is it?", "response": "On the <b>left</b>."},
        {"instruction": "Why?", "response": "It fell."},
    ]);
    let path = format!("{BRANDS}/items/{id}");
    let draft = json!({"version": 0,
        "body": {"proposal_id": null, "answer": "Violations: Acme.", "regions": [], "turns": turns}});
    let save = async || rob.post(&format!("{path}/draft"), draft.clone()).await;
    let saved = save().await;
    assert_eq!(saved.status, StatusCode::CREATED, "{}", saved.text());
    assert_eq!(saved.json::<Value>()["body"]["turns"], turns);
    // What a page tells apart: another version stands, or nothing is to be drafted any more.
    assert_eq!(save().await.code(), "saved_elsewhere");
    let review = |turns: &Value| {
        json!({"fence": desk["claim"]["fence"], "verdict": "label", "answer": "Violations: Acme.",
            "turns": turns})
    };
    let half = json!([{"instruction": "Where is it?", "response": ""}]);
    let refused = rob.post(&format!("{path}/reviews"), review(&half)).await;
    assert_eq!(refused.code(), "invalid");
    assert!(
        refused.text().contains("turn 2 has no answer"),
        "{}",
        refused.text()
    );
    let stored = rob.post(&format!("{path}/reviews"), review(&turns)).await;
    assert_eq!(stored.status, StatusCode::CREATED, "{}", stored.text());
    assert_eq!(save().await.code(), "conflict");

    let history: Value = rob.get(&path).await.json();
    assert_eq!(history["reviews"][0]["turns"], turns);
    assert_eq!(history["triplets"][0]["turns"], turns);
    for page in [format!("items/{id}"), "curated".to_owned()] {
        let html = rob.get(&format!("/p/brands/{page}")).await.text();
        for words in [
            "Where is it?",
            "On the &lt;b&gt;left&lt;/b&gt;.",
            "It fell.",
        ] {
            assert!(html.contains(words), "{page} lacks {words}");
        }
    }
    let html = rob.get(&format!("/p/brands/items/{plain}")).await.text();
    assert!(!html.contains("Further turns"));

    let snapshots = format!("{BRANDS}/snapshots");
    let made: Value = ada.post(&snapshots, json!({})).await.json();
    let made = made["snapshot_id"].as_str().unwrap();
    let zip = ada
        .get(&format!("{snapshots}/{made}/export?format=llava"))
        .await
        .body;
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut data = String::new();
    let mut file = archive.by_name("data.json").unwrap();
    file.read_to_string(&mut data).unwrap();
    let rows: Vec<Value> = serde_json::from_str(&data).unwrap();
    let said: Vec<&str> = rows[1]["conversations"]
        .as_array()
        .unwrap()
        .iter()
        .skip(1)
        .map(|turn| turn["value"].as_str().unwrap())
        .collect();
    assert_eq!(
        said,
        [
            "Violations: Acme.",
            "Where is it?",
            "On the <b>left</b>.",
            "Why?",
            "It fell."
        ]
    );
    assert_eq!(rows[0]["conversations"].as_array().unwrap().len(), 2);
}
