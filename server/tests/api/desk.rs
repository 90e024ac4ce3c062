//! The desk over HTTP: claim, keep, decide once, lose and be told.

use crate::harness::{Server, item, labelled};
use http::StatusCode;
use serde_json::{Value, json};

#[tokio::test]
async fn a_decision_is_stored_once_and_its_receipt_repeated() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let id = item(&ada, 1, "held_out").await;
    let desk: Value = rob
        .post("/api/v1/projects/brands/claims", json!({}))
        .await
        .json();
    assert_eq!(desk["item"]["id"], id.as_str());
    assert!(desk["proposal"].is_null(), "blind");
    let image = rob.get(desk["image_url"].as_str().unwrap()).await;
    assert_eq!(image.status, StatusCode::OK, "the address it gives works");

    let base = format!("/api/v1/projects/brands/items/{id}");
    let fence = desk["claim"]["fence"].clone();
    let beat = rob
        .post(&format!("{base}/heartbeat"), json!({"fence": fence}))
        .await;
    assert_eq!(beat.status, StatusCode::OK, "{}", beat.text());
    let review = json!({"fence": fence, "verdict": "label", "answer": "Violations: Acme.",
        "regions": [{"label": "Acme", "kind": "box", "xyxy": [0.1, 0.1, 0.5, 0.5], "source": "person"}]});
    let first = rob.post(&format!("{base}/reviews"), review.clone()).await;
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.text());
    let second = rob.post(&format!("{base}/reviews"), review).await;
    assert_eq!(first.json::<Value>(), second.json::<Value>());
    let history: Value = rob.get(&base).await.json();
    assert_eq!(history["reviews"].as_array().unwrap().len(), 1);
    assert_eq!(history["triplets"].as_array().unwrap().len(), 1);
    let curated: Value = rob.get("/api/v1/projects/brands/triplets").await.json();
    assert_eq!(curated["rows"][0]["response"], "Violations: Acme.");

    let receipt: Value = first.json();
    let undo = json!({"review_id": receipt["review"]["id"]});
    let undone = rob.post(&format!("{base}/undo"), undo).await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.text());
    let again: Value = rob.get(&base).await.json();
    assert_eq!(again["item"]["state"], "queued");
}

#[tokio::test]
async fn two_reviewers_race_and_one_is_told() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let id = item(&ada, 1, "held_out").await;
    let body = json!({"item_id": id});
    let claims = "/api/v1/projects/brands/claims";
    let (a, b) = tokio::join!(ada.post(claims, body.clone()), rob.post(claims, body));
    let won = [&a, &b]
        .iter()
        .filter(|r| r.status == StatusCode::OK)
        .count();
    assert_eq!(won, 1, "{} {}", a.text(), b.text());
    let lost = if a.status == StatusCode::OK { b } else { a };
    assert_eq!(lost.status, StatusCode::CONFLICT);
    assert_eq!(lost.code(), "claim_lost");
}

#[tokio::test]
async fn an_expired_claim_is_refused_with_what_happened() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let id = item(&ada, 1, "held_out").await;
    let claims = "/api/v1/projects/brands/claims";
    let desk: Value = rob.post(claims, json!({})).await.json();
    server.lease_runs_out(&id).await;
    let base = format!("/api/v1/projects/brands/items/{id}");
    let fence = desk["claim"]["fence"].clone();
    let review = json!({"fence": fence, "verdict": "label", "answer": "No violations."});
    let late = rob.post(&format!("{base}/reviews"), review.clone()).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text());
    assert_eq!(late.code(), "claim_lost");
    let beat = rob
        .post(&format!("{base}/heartbeat"), json!({"fence": fence}))
        .await;
    assert_eq!(beat.code(), "claim_lost");
    // Somebody else decides it meanwhile; the old fence stays worthless.
    labelled(&ada, &id, "No violations.").await;
    let later = rob.post(&format!("{base}/reviews"), review).await;
    assert_eq!(later.code(), "claim_lost");
    let history: Value = ada.get(&base).await.json();
    assert_eq!(history["reviews"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn skipped_and_released_items_go_back() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let id = item(&ada, 1, "held_out").await;
    let claims = "/api/v1/projects/brands/claims";
    for (what, offered_again) in [("release", true), ("skip", false)] {
        let desk: Value = rob.post(claims, json!({})).await.json();
        assert_eq!(desk["item"]["id"], id.as_str(), "{what}");
        let body = json!({"fence": desk["claim"]["fence"], "reason": "unsure"});
        let path = format!("/api/v1/projects/brands/items/{id}/{what}");
        // As if the first answer had been lost.
        for body in [body.clone(), body] {
            assert_eq!(rob.post(&path, body).await.status, StatusCode::NO_CONTENT);
        }
        if !offered_again {
            assert!(rob.post(claims, json!({})).await.json::<Value>().is_null());
        }
    }
    let desk: Value = ada.post(claims, json!({})).await.json();
    assert_eq!(desk["item"]["id"], id.as_str());
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_a_sentence() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let id = item(&ada, 1, "held_out").await;
    let claims = "/api/v1/projects/brands/claims";
    let desk: Value = ada.post(claims, json!({})).await.json();
    let path = format!("/api/v1/projects/brands/items/{id}/reviews");
    let fence = &desk["claim"]["fence"];
    let outside =
        json!([{"label": "Acme", "kind": "box", "xyxy": [0.1, 0.1, 1.5, 0.5], "source": "person"}]);
    for (body, code) in [
        (
            json!({"fence": fence, "verdict": "accept", "answer": "No violations."}),
            "invalid",
        ),
        (
            json!({"fence": fence, "verdict": "label", "answer": ""}),
            "invalid",
        ),
        (
            json!({"fence": fence, "verdict": "label", "answer": "x".repeat(16 * 1024 + 1)}),
            "invalid",
        ),
        (
            json!({"fence": fence, "verdict": "label", "answer": "x", "regions": outside}),
            "invalid",
        ),
        (
            json!({"fence": fence, "verdict": "guess", "answer": "x"}),
            "invalid",
        ),
        (json!({"verdict": "label"}), "invalid"),
        (
            json!({"fence": fence, "verdict": "label", "answer": "x".repeat(1100 * 1024)}),
            "too_large",
        ),
    ] {
        let shown: String = body.to_string().chars().take(120).collect();
        assert_eq!(ada.post(&path, body).await.code(), code, "{shown}");
    }
    let item: Value = ada
        .get(&format!("/api/v1/projects/brands/items/{id}"))
        .await
        .json();
    assert!(item["reviews"].as_array().unwrap().is_empty());
}

/// Boxes, polygons and points, to the last bit; and what is no shape is refused with a sentence.
#[tokio::test]
async fn regions_of_each_shape_come_back_as_they_were_sent() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let id = item(&ada, 1, "held_out").await;
    let claimed = ada
        .post("/api/v1/projects/brands/claims", json!({"item_id": id}))
        .await;
    let fence = claimed.json::<Value>()["claim"]["fence"].clone();
    let path = format!("/api/v1/projects/brands/items/{id}/reviews");
    let review = |regions: Value| json!({"fence": fence, "verdict": "label", "answer": "x", "regions": regions});
    let polygon = |points: Value| json!({"label": "Acme", "kind": "polygon", "points": points, "source": "person"});
    let ring: Vec<Value> = (0..1_001)
        .map(|i| json!([f64::from(i) / 1_001.0, f64::from(i % 7) / 7.0]))
        .collect();
    for (bad, word) in [
        (polygon(json!([[0.1, 0.1], [0.2, 0.2]])), "corners"),
        (polygon(json!(ring)), "1000"),
        (
            polygon(json!([[0.1, 0.5], [0.2, 0.5], [0.3, 0.5]])),
            "inside",
        ),
        (
            json!({"label": "Acme", "kind": "point", "xy": [1.5, 0.1], "source": "person"}),
            "inside",
        ),
    ] {
        let reply = ada.post(&path, review(json!([bad]))).await;
        assert_eq!(reply.code(), "invalid");
        assert!(reply.text().contains(word), "{}", reply.text());
    }
    let sent = json!([
        {"label": "Acme", "kind": "box", "xyxy": [0.1, 0.2, 0.7, 0.30000001], "source": "person"},
        {"label": "Acme", "kind": "polygon", "points": [[0.1, 0.2], [0.3, 0.4], [0.1, 0.987_654_3]], "source": "person"},
        {"label": "Acme", "kind": "point", "xy": [0.0, 1.0], "source": "person"},
    ]);
    let sent: Vec<vitrine_domain::Region> = serde_json::from_value(sent).unwrap();
    let reply = ada.post(&path, review(json!(sent))).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let history: vitrine_domain::ItemHistory = ada
        .get(&format!("/api/v1/projects/brands/items/{id}"))
        .await
        .json();
    assert_eq!(history.reviews[0].regions, sent);
    assert_eq!(history.triplets[0].regions, sent);
}

#[tokio::test]
async fn what_one_holds_is_listed_by_project() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let id = item(&ada, 1, "held_out").await;
    let claims = "/api/v1/projects/brands/claims";
    rob.post(claims, json!({})).await;
    let own: Value = rob.get("/api/v1/claims").await.json();
    assert_eq!(own.as_array().unwrap().len(), 1);
    assert_eq!(own[0]["slug"], "brands");
    assert_eq!(own[0]["item_id"], id.as_str());
    let none: Value = ada.get("/api/v1/claims").await.json();
    assert_eq!(none, json!([]));
    let out = server.client().get("/api/v1/claims").await;
    assert_eq!(out.code(), "sign_in_needed");
}
