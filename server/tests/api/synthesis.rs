//! Teacher data over REST: asked for by who trains, within what a project allows, watched and stopped.

use crate::harness::{Client, Server, item};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vitrine_domain::{ProjectSettings, TeacherRule};

const RUNS: &str = "/api/v1/projects/brands/synthesis-runs";

fn request() -> Value {
    json!({
        "teacher": {"url": "https://api.example.com/v1", "model": "stand-in"},
        "counts": {"conversation": 3, "detail": 0},
        "budget": {"tokens": 1000, "dollars": 0.5},
        "seed": 3,
    })
}

async fn allowed(server: &Server) {
    let settings = ProjectSettings {
        teachers: TeacherRule {
            hosts: vec!["api.example.com".into()],
        },
        ..Default::default()
    };
    let ada = server.member("ada", "brands").await;
    server.db.store.settings_set(&ada, &settings).await.unwrap();
}

/// A run of `brands` that waits for a worker; its id.
pub async fn queued(server: &Server) -> String {
    allowed(server).await;
    let reply = server.signed_in("ada").await.post(RUNS, request()).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    let run: Value = reply.json();
    run["id"].as_str().unwrap().to_owned()
}

async fn image_of(client: &Client, item: &str) -> String {
    let path = format!("/api/v1/projects/brands/items/{item}");
    let history: Value = client.get(&path).await.json();
    history["item"]["image"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_run_is_asked_for_listed_shown_and_cancelled() {
    let server = Server::start().await;
    let eve = server.signed_in("eve").await;
    // No host is allowed until a lead names it.
    let refused = eve.post(RUNS, request()).await;
    assert_eq!(refused.code(), "invalid");
    assert!(refused.text().contains("api.example.com"));
    let id = queued(&server).await;
    assert_eq!(eve.post(RUNS, request()).await.code(), "conflict");

    let list: Value = eve.get(RUNS).await.json();
    assert_eq!(list[0]["id"], id.as_str());
    let run: Value = eve.get(&format!("{RUNS}/{id}")).await.json();
    assert_eq!(run["state"], "queued");
    assert_eq!(run["counts"], json!({"conversation": 3}));
    assert_eq!(run["budget"], json!({"tokens": 1000, "dollars": 0.5}));
    assert!(run["teacher"].get("key").is_none());
    let samples: Value = eve
        .get(&format!("{RUNS}/{id}/samples?state=unparsed"))
        .await
        .json();
    assert_eq!(samples["rows"], json!([]));
    let page = eve.get(&format!("/p/brands/synthesis/{id}")).await;
    assert!(page.text().contains("stand-in"), "{}", page.text());
    let listed = eve.get("/p/brands/synthesis").await;
    assert!(listed.text().contains("stand-in"));

    let cancelled = eve.post(&format!("{RUNS}/{id}/cancel"), json!({})).await;
    assert_eq!(cancelled.status, StatusCode::ACCEPTED);
    let run: Value = eve.get(&format!("{RUNS}/{id}")).await.json();
    assert_eq!(run["state"], "cancelled");
    let more = json!({"budget": {"tokens": 5000}});
    let resumed = eve.post(&format!("{RUNS}/{id}/resume"), more).await;
    assert_eq!(resumed.status, StatusCode::OK, "{}", resumed.text());
    let run: Value = resumed.json();
    assert_eq!(
        (&run["state"], &run["budget"]["tokens"]),
        (&json!("queued"), &json!(5000))
    );
    // Who reviews may not spend.
    let rob = server.signed_in("rob").await;
    assert_eq!(rob.post(RUNS, request()).await.code(), "forbidden");
    assert_eq!(
        rob.post(&format!("{RUNS}/{id}/cancel"), json!({}))
            .await
            .code(),
        "forbidden"
    );
}

#[tokio::test]
async fn reviewers_write_captions_and_leads_add_kinds() {
    let server = Server::start().await;
    let (ada, rob, eve) = (
        server.signed_in("ada").await,
        server.signed_in("rob").await,
        server.signed_in("eve").await,
    );
    let id = item(&ada, 1, "train").await;
    let image = image_of(&ada, &id).await;
    let path = format!("/api/v1/projects/brands/images/{image}/context");
    let context = json!({"captions": ["A shoe on grass."], "boxes": [{"category": "shoe", "xyxy": [0.1, 0.2, 0.5, 0.75]}]});
    let empty: Value = rob.get(&path).await.json();
    assert_eq!(empty, json!({"captions": [], "boxes": []}));
    let set = rob.send(Method::PUT, &path, Some(context.clone())).await;
    assert_eq!(set.status, StatusCode::OK, "{}", set.text());
    let got: Value = rob.get(&path).await.json();
    assert_eq!(got["captions"], context["captions"]);
    assert_eq!(
        eve.send(Method::PUT, &path, Some(context)).await.code(),
        "forbidden"
    );
    let outside =
        json!({"captions": [], "boxes": [{"category": "shoe", "xyxy": [0.5, 0.2, 0.1, 0.7]}]});
    let refused = rob.send(Method::PUT, &path, Some(outside)).await;
    assert!(refused.code() == "invalid" && refused.text().contains("shoe"));
    let page = rob.get(&format!("/p/brands/items/{id}")).await;
    assert!(page.text().contains("A shoe on grass."));

    let kinds = "/api/v1/projects/brands/instruction-kinds";
    let new = json!({"name": "read_a_chart", "title": "Reads a chart", "form": "answer", "context": "captions",
        "system": "Read it.", "instructions": ["What does it show?"]});
    assert_eq!(rob.post(kinds, new.clone()).await.code(), "forbidden");
    for version in [1, 2] {
        let added = ada.post(kinds, new.clone()).await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
        assert_eq!(added.json::<Value>()["version"], version);
    }
    let list: Value = rob.get(kinds).await.json();
    let names: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|k| k["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["conversation", "detail", "reasoning", "read_a_chart"]
    );
    assert_eq!(list[3]["version"], 2);
}

#[tokio::test]
async fn a_sampling_rule_is_a_leads_and_says_why_it_may_not_be_stated_yet() {
    let server = Server::start().await;
    let id = queued(&server).await;
    let (ada, eve) = (server.signed_in("ada").await, server.signed_in("eve").await);
    let path = format!("{RUNS}/{id}/sampling-rule");
    let asked = json!({"review_percent": 10, "bar_percent": 90, "least_reviews": 50});
    assert_eq!(eve.get(&path).await.json::<Value>(), Value::Null);
    assert_eq!(eve.post(&path, asked.clone()).await.code(), "forbidden");
    let early = ada.post(&path, asked.clone()).await;
    assert!(early.code() == "conflict" && early.text().contains("under way"));
    ada.post(&format!("{RUNS}/{id}/cancel"), json!({})).await;
    let nothing = ada.post(&path, asked).await;
    assert!(
        nothing.code() == "conflict" && nothing.text().contains("nothing"),
        "{}",
        nothing.text()
    );
    let wrong = json!({"review_percent": 10, "bar_percent": 100, "least_reviews": 50});
    assert_eq!(ada.post(&path, wrong).await.code(), "invalid");
    for gone in [
        ada.post(&format!("{path}/apply"), json!({})).await,
        ada.send(Method::DELETE, &path, None).await,
    ] {
        assert_eq!(gone.status, StatusCode::NOT_FOUND);
    }
    let page = ada.get(&format!("/p/brands/synthesis/{id}")).await;
    assert!(page.text().contains("Sampling rule"));
}
