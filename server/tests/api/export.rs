//! The export over HTTP: whole, the same every time, without names.

use crate::harness::{Server, item, labelled};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::io::{Cursor, Read};

fn entry(zip: &[u8], name: &str) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut bytes = Vec::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

#[tokio::test]
async fn a_snapshot_gives_the_same_bytes_and_leads_back() {
    let server = Server::start().await;
    let (ada, eve) = (server.signed_in("ada").await, server.signed_in("eve").await);
    let mut receipts = Vec::new();
    for seed in 1..4 {
        let id = item(&ada, seed, "held_out").await;
        receipts.push(labelled(&ada, &id, &format!("Violations: Acme. {seed}")).await);
    }
    let snapshots = "/api/v1/projects/brands/snapshots";
    let made: Value = eve.post(snapshots, json!({})).await.json();
    let again: Value = eve.post(snapshots, json!({})).await.json();
    assert_eq!(made, again, "the same content is the same snapshot");
    let path = format!(
        "{snapshots}/{}/export?format=llava",
        made["snapshot_id"].as_str().unwrap()
    );
    let (first, second) = (eve.get(&path).await, eve.get(&path).await);
    assert_eq!(first.status, StatusCode::OK, "{}", first.text());
    assert_eq!(first.header("content-type"), "application/zip");
    assert!(first.header("content-disposition").contains(".zip"));
    assert_eq!(first.body, second.body);

    let data: Vec<Value> = serde_json::from_slice(&entry(&first.body, "data.json")).unwrap();
    assert_eq!(data.len(), 3);
    for (row, receipt) in data.iter().zip(&receipts) {
        assert_eq!(row["id"], receipt["triplet_id"]);
        assert_eq!(row["vitrine"]["review_id"], receipt["review"]["id"]);
        assert_eq!(
            row["conversations"][1]["value"],
            receipt["review"]["answer"]
        );
        let reviewer = row["vitrine"]["reviewer"].as_str().unwrap();
        assert!(reviewer.starts_with("reviewer-"), "{reviewer}");
        let image = entry(&first.body, row["image"].as_str().unwrap());
        assert_eq!(&image[..2], [0xff, 0xd8]);
    }
    let named: Value = serde_json::from_slice(&entry(
        &ada.get(&format!("{path}&names=true")).await.body,
        "data.json",
    ))
    .unwrap();
    assert_eq!(named[0]["vitrine"]["reviewer"], "ada");
    assert_eq!(named[0]["vitrine"]["scripted"], false);
    let trail: Value = ada.get("/api/v1/projects/brands/audit").await.json();
    let left = &trail["rows"][0];
    assert_eq!(
        (&left["action"], &left["actor"], &left["detail"]["names"]),
        (&json!("snapshot.export"), &json!("ada"), &json!(true)),
        "{trail}"
    );

    // An image that has to go leaves a tombstone in the old snapshot.
    let gone = receipts[1]["review"]["item_id"].as_str().unwrap();
    let purge = format!("/api/v1/projects/brands/items/{gone}");
    ada.send(Method::DELETE, &purge, Some(json!({"reason": "r"})))
        .await;
    let after = eve.get(&path).await;
    let data: Vec<Value> = serde_json::from_slice(&entry(&after.body, "data.json")).unwrap();
    assert_eq!(data.len(), 2);
    let left: Vec<Value> = serde_json::from_slice(&entry(&after.body, "tombstones.json")).unwrap();
    assert_eq!(left[0]["id"], receipts[1]["triplet_id"]);
}

#[tokio::test]
async fn of_nothing_no_snapshot_is_made_and_the_page_says_why_and_who_may() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let snapshots = "/api/v1/projects/brands/snapshots";
    let refused = ada.post(snapshots, json!({})).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(refused.code(), "conflict");
    let listed: Value = ada.get(snapshots).await.json();
    assert_eq!(listed, json!([]));
    let page = |text: String| {
        let post = text.contains(&format!("POST {snapshots}"));
        let why = text.contains("There is no triplet yet");
        (post, why, text.contains("downloaded by engineers"))
    };
    let export = "/p/brands/export";
    assert_eq!(page(ada.get(export).await.text()), (false, true, false));
    assert_eq!(page(rob.get(export).await.text()), (false, false, true));
    let id = item(&ada, 1, "held_out").await;
    labelled(&ada, &id, "No violations.").await;
    assert_eq!(page(ada.get(export).await.text()), (true, false, false));
}

#[tokio::test]
async fn one_export_too_many_is_told_to_wait() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let id = item(&ada, 1, "held_out").await;
    labelled(&ada, &id, "No violations.").await;
    let snapshots = "/api/v1/projects/brands/snapshots";
    let made: Value = ada.post(snapshots, json!({})).await.json();
    let id = made["snapshot_id"].as_str().unwrap();
    let path = format!("{snapshots}/{id}/export?format=llava");
    let free = server.state.exports.available_permits() as u32;
    let others = server.state.exports.clone();
    let others = others.acquire_many_owned(free).await.unwrap();
    let refused = ada.get(&path).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.header("retry-after").parse::<u32>().is_ok());
    let sentence = format!("{free} exports are under way");
    assert!(refused.text().contains(&sentence), "{}", refused.text());
    drop(others);
    assert_eq!(ada.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_export_without_its_bytes_breaks_off_and_is_no_zip() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let id = item(&ada, 1, "held_out").await;
    labelled(&ada, &id, "No violations.").await;
    let made: Value = ada
        .post("/api/v1/projects/brands/snapshots", json!({}))
        .await
        .json();
    std::fs::remove_dir_all(server.data.path().join("images")).unwrap();
    let path = format!(
        "/api/v1/projects/brands/snapshots/{}/export?format=llava",
        made["snapshot_id"].as_str().unwrap()
    );
    let request = ada
        .request(Method::GET, &path)
        .body(axum::body::Body::empty())
        .unwrap();
    let response = ada.open(request).await;
    let read = axum::body::to_bytes(response.into_body(), 1 << 20).await;
    assert!(read.is_err(), "the reader must not take it for whole");
}
