//! When things go wrong: one envelope, a sentence, and no more than that.

use crate::harness::Server;
use http::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn addresses_and_methods_that_are_not_there() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    assert_eq!(ada.get("/api/v1/nowhere").await.code(), "not_found");
    assert_eq!(
        ada.get("/api/v1/projects/brands/nowhere").await.code(),
        "not_found"
    );
    let reply = ada
        .send(Method::PUT, "/api/v1/projects/brands/triplets", None)
        .await;
    assert_eq!(reply.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(reply.code(), "invalid");
    for path in ["/items/not-an-id", "/images/1", "/training-runs/%00"] {
        let path = format!("/api/v1/projects/brands{path}");
        assert_eq!(ada.get(&path).await.code(), "not_found", "{path}");
    }
    for query in ["?state=lost", "?limit=many"] {
        let path = format!("/api/v1/projects/brands/items{query}");
        assert_eq!(ada.get(&path).await.code(), "invalid", "{path}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_said_in_plain_words() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let here = "/api/v1/projects/brands";
    for (method, path, body, told) in [
        (
            Method::POST,
            "/bills",
            json!({}),
            "this is incomplete: modality is missing",
        ),
        (
            Method::PUT,
            "/members/rob",
            json!({"role": "chief"}),
            "role is wrong: “chief” is none of admin, lead, reviewer, engineer",
        ),
        (
            Method::PATCH,
            "",
            json!({"slug": "other"}),
            "there is no “slug” to set here; leave it out",
        ),
        (
            Method::PATCH,
            "/settings",
            json!({"care": {"day_begins": 300}}),
            "care is wrong: 300 is out of range",
        ),
        (
            Method::PATCH,
            "/settings",
            json!({"gold": {"percnt": 7}}),
            "there is no “gold.percnt” to set here; leave it out",
        ),
        (
            Method::PUT,
            "/settings",
            json!({"gold": {"percnt": 7}}),
            "there is no “gold.percnt” to set here; leave it out",
        ),
        (
            Method::POST,
            "/views",
            json!({"name": "n", "filter": {"bogus": 1}}),
            "there is no “filter.bogus” to set here; leave it out",
        ),
        (
            Method::POST,
            "/views",
            json!({"name": "n", "filter": {"hours": "many"}}),
            "filter.hours is wrong: it holds the text \"many\" instead of a whole number",
        ),
        (
            Method::PATCH,
            "/settings",
            json!({"second": {"labels": ["Acne"]}}),
            "second.labels names “Acne”, which is no label of this project; spell it as the labels do, or add it to them first",
        ),
        (
            Method::PUT,
            "/labels",
            json!("Acme"),
            "this cannot be read: it holds the text \"Acme\" instead of a list",
        ),
    ] {
        let path = format!("{here}{path}");
        let reply = ada.send(method, &path, Some(body)).await;
        assert_eq!(reply.code(), "invalid", "{path}");
        let all: Value = reply.json();
        assert_eq!(all["error"]["message"], told, "{path}");
    }
    // Passed over, it would set what it misspells as usual.
    let mine = "/api/v1/preferences";
    let set = json!({"single_keys": false});
    let set: Value = ada.send(Method::PUT, mine, Some(set)).await.json();
    assert_eq!(set["single_keys"], false);
    let wrong = json!({"single_key": false});
    let wrong = ada.send(Method::PUT, mine, Some(wrong)).await;
    assert_eq!(wrong.code(), "invalid");
    assert!(wrong.text().contains("“single_key”"), "{}", wrong.text());
    assert_eq!(ada.get(mine).await.json::<Value>(), set);
}

#[tokio::test]
async fn a_database_that_is_away_is_said_so() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    assert_eq!(ada.get("/api/v1/health").await.status, StatusCode::OK);
    server.db.store.pool().close().await;
    for path in [
        "/api/v1/health",
        "/api/v1/session",
        "/api/v1/projects/brands",
    ] {
        let reply = ada.get(path).await;
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert_eq!(reply.code(), "unavailable");
        assert!(!reply.header("retry-after").is_empty());
    }
    let page = ada.get("/p/brands").await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.text().starts_with("<!DOCTYPE html>"));
}

#[tokio::test]
async fn every_answer_has_the_headers_that_make_it_harmless() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    for path in [
        "/api/v1/projects",
        "/api/v1/nowhere",
        "/sign-in",
        "/pkg/missing.js",
    ] {
        let reply = ada.get(path).await;
        assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
        assert!(
            !reply.header("content-security-policy").is_empty(),
            "{path}"
        );
        assert!(reply.header("cache-control").contains("no-cache"), "{path}");
        assert!(!reply.header("x-request-id").is_empty(), "{path}");
    }
}
