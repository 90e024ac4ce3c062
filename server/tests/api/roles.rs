//! Members whose role may not are told so: 403, with who may.

use crate::harness::{Server, item, labelled};
use http::{Method, StatusCode};
use serde_json::json;

#[tokio::test]
async fn each_role_is_stopped_where_it_ends() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let id = item(&ada, 1, "held_out").await;
    labelled(&ada, &id, "No violations.").await;
    let snapshots = "/api/v1/projects/brands/snapshots";
    let made: serde_json::Value = ada.post(snapshots, json!({})).await.json();
    let snapshot = made["snapshot_id"].as_str().unwrap().to_owned();
    let (get, post, put, delete) = (Method::GET, Method::POST, Method::PUT, Method::DELETE);
    let patch = Method::PATCH;
    let export = format!("/snapshots/{snapshot}/export?format=llava");
    let named = format!("{export}&names=true");
    let one = format!("/items/{id}");
    let review = format!("/items/{id}/reviews");
    let gold = format!("/items/{id}/gold");
    let verdict = json!({"fence": 1, "verdict": "reject", "answer": ""});
    let none = json!({});
    let draft = format!("/items/{id}/draft");
    let words = json!({"version": 0, "body": {"answer": "a", "regions": []}});
    let batch = json!({"policy_version": 1, "items": [{"item_id": id, "proposal_id": id}]});
    let table = [
        ("rob", &put, "/policy", json!({"text": "x"})),
        ("rob", &patch, "", json!({"name": "x"})),
        (
            "rob",
            &post,
            "/views",
            json!({"name": "all", "shared": true}),
        ),
        ("eve", &get, "/queue", none.clone()),
        ("eve", &get, "/queue/count", none.clone()),
        ("eve", &post, draft.as_str(), words.clone()),
        ("eve", &post, "/batches", batch),
        ("rob", &put, "/settings", none.clone()),
        ("rob", &patch, "/settings", none.clone()),
        ("rob", &put, "/labels", json!(["x"])),
        ("rob", &put, "/members/eve", json!({"role": "admin"})),
        ("rob", &delete, "/members/eve", none.clone()),
        ("rob", &delete, one.as_str(), json!({"reason": "x"})),
        ("rob", &post, "/snapshots", none.clone()),
        ("rob", &get, export.as_str(), none.clone()),
        ("rob", &post, "/training-runs", none.clone()),
        ("rob", &get, "/audit", none.clone()),
        ("rob", &get, "/adjudication", none.clone()),
        ("rob", &get, "/pace", none.clone()),
        ("rob", &get, "/gold-items", none.clone()),
        ("rob", &put, gold.as_str(), none.clone()),
        ("rob", &delete, gold.as_str(), none.clone()),
        ("eve", &get, "/agreement", none.clone()),
        ("eve", &get, "/gold-reviews", none.clone()),
        ("eve", &get, "/decisions", none.clone()),
        ("rob", &get, "/decisions?of=lena", none.clone()),
        ("rob", &get, "/decisions?of=nobody", none.clone()),
        ("rob", &get, "/exposure/spread", none.clone()),
        ("eve", &get, "/exposure/spread", none.clone()),
        (
            "rob",
            &post,
            "/benchmark-evaluations",
            json!({"model_version_id": id, "benchmark": "scienceqa"}),
        ),
        ("rob", &post, "/bills", crate::routes::bill()),
        ("eve", &post, "/claims", none.clone()),
        ("eve", &post, review.as_str(), verdict),
        ("eve", &put, "/policy", json!({"text": "x"})),
        ("eve", &get, named.as_str(), none.clone()),
        ("lena", &put, "/members/rob", json!({"role": "lead"})),
        ("lena", &delete, "/members/rob", none.clone()),
    ];
    for (name, method, path, body) in table {
        let client = server.signed_in(name).await;
        let path = format!("/api/v1/projects/brands{path}");
        let reply = client.send(method.clone(), &path, Some(body)).await;
        assert_eq!(
            reply.status,
            StatusCode::FORBIDDEN,
            "{name} {method} {path}: {}",
            reply.text()
        );
        assert_eq!(reply.code(), "forbidden");
    }
    for name in ["rob", "eve"] {
        let client = server.signed_in(name).await;
        let reply = client
            .upload("brands", "", &[("a.png", crate::pictures::png(9))])
            .await;
        assert_eq!(reply.code(), "forbidden", "{name}");
    }
}

#[tokio::test]
async fn users_and_projects_are_made_by_admins_alone() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let user = json!({"name": "new", "display_name": "New", "password": "a long enough one"});
    let project = json!({"slug": "new", "name": "New", "instruction": "i", "policy_text": "p", "labels": ["a"]});
    for (path, body) in [("/api/v1/users", user), ("/api/v1/projects", project)] {
        assert_eq!(
            rob.post(path, body.clone()).await.code(),
            "forbidden",
            "{path}"
        );
        let made = ada.post(path, body.clone()).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        assert_eq!(ada.post(path, body).await.code(), "conflict", "{path}");
    }
    assert_eq!(rob.get("/api/v1/users").await.code(), "forbidden");
}
