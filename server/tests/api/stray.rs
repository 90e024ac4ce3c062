//! What a body or a query names and nobody knows is refused: passed over, it would ask for something else than was meant.

use crate::harness::{Client, Server};
use crate::routes::{Kind, all};
use http::{Method, StatusCode};
use serde_json::{Value, json};

const BASE: &str = "/api/v1/projects/brands";
/// An id that no record has.
const NOBODYS: &str = "018f3f3e-7b1a-7000-8000-000000000000";

async fn refused(client: &Client, method: Method, path: &str, body: Option<Value>, name: &str) {
    let told = format!("{method} {path} {body:?}");
    let reply = client.send(method, path, body).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{told}");
    let said: Value = reply.json();
    let sentence = format!("there is no “{name}” to set here; leave it out");
    assert_eq!(said["error"]["message"], sentence, "{told}");
}

#[tokio::test]
async fn a_misspelt_filter_claims_nothing() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    crate::harness::item(&ada, 1, "held_out").await;
    let claims = format!("{BASE}/claims");
    for wrong in ["adjudicaton", "view", "escalate"] {
        let body = json!({wrong: true});
        refused(&ada, Method::POST, &claims, Some(body), wrong).await;
    }
    let held: Value = ada.get("/api/v1/claims").await.json();
    assert_eq!(held, json!([]));
    // A name that holds nothing asks for nothing.
    let claimed = ada.post(&claims, json!({"view_id": null, "x": null})).await;
    assert!(claimed.json::<Value>()["claim"].is_object());
}

#[tokio::test]
async fn no_body_has_a_name_that_nobody_knows() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let mut tried = 0;
    for route in all() {
        // Of a view that is not there nothing is read.
        let of_view = route.kind == Kind::View;
        let Some(Value::Object(mut body)) = route.body.filter(|_| !of_view) else {
            continue;
        };
        body.insert("bogus".into(), json!(1));
        let path = route.path.replace("{id}", NOBODYS).replace("{name}", "rob");
        let path = format!("{BASE}{path}");
        refused(&ada, route.method, &path, Some(body.into()), "bogus").await;
        tried += 1;
    }
    assert!(tried > 20, "{tried}");
    for (path, mut body) in [
        ("session", json!({"name": "ada", "password": "x"})),
        ("session/password", json!({"current": "x", "new": "y"})),
        ("session/password-link", json!({"token": "x", "new": "y"})),
        (
            "users",
            json!({"name": "x", "display_name": "x", "password": "a long enough one"}),
        ),
    ] {
        body["bogus"] = json!(true);
        let path = format!("/api/v1/{path}");
        refused(&ada, Method::POST, &path, Some(body), "bogus").await;
    }
}

#[tokio::test]
async fn nor_is_one_passed_over_further_within() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let region = json!({"label": "Acme", "kind": "point", "xy": [0.5, 0.5], "source": "person"});
    let mut scored = region.clone();
    scored["scor"] = json!(0.5);
    let review =
        |region: &Value| json!({"fence": 1, "verdict": "label", "answer": "", "regions": [region]});
    let items = format!("{BASE}/items/{NOBODYS}");
    for (path, body, name) in [
        ("/reviews", review(&scored), "regions.scor"),
        (
            "/draft",
            json!({"version": 0, "body": {"answer": "a", "regions": [], "nots": "n"}}),
            "body.nots",
        ),
    ] {
        let path = format!("{items}{path}");
        refused(&ada, Method::POST, &path, Some(body), name).await;
    }
    let batch = json!({"policy_version": 1, "items": [{"item_id": NOBODYS, "proposal_id": NOBODYS, "second": 1}]});
    let path = format!("{BASE}/batches");
    refused(&ada, Method::POST, &path, Some(batch), "items.second").await;
    // What is known and holds nothing is no stray.
    let mut whole = region;
    whole["score"] = Value::Null;
    let mut known = review(&whole);
    known["turns"] = json!([]);
    let reply = ada.post(&format!("{items}/reviews"), known).await;
    assert_eq!(reply.code(), "not_found", "{}", reply.text());
}

async fn no_record(client: &Client, method: Method, path: &str, body: Value, about: &str) {
    let told = format!("{method} {path} {body}");
    let reply = client.send(method, path, Some(body)).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{told}");
    let said: Value = reply.json();
    let sentence = format!("{about}: it holds a list instead of named fields");
    assert_eq!(said["error"]["message"], sentence, "{told}");
}

/// A list is no record, though it could be read as the record's fields in their order.
#[tokio::test]
async fn a_list_is_no_record() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    crate::harness::item(&ada, 1, "held_out").await;
    let settings = format!("{BASE}/settings");
    let of_project = || async {
        let project: Value = ada.get(BASE).await.json();
        project["settings"].clone()
    };
    let patch = json!({"gold": {"percent": 7.0}});
    let set = ada.send(Method::PATCH, &settings, Some(patch)).await;
    assert_eq!(set.status, StatusCode::OK);
    let before = of_project().await;
    let whole = "this cannot be read";
    let gold = "gold is wrong";
    let claims = format!("{BASE}/claims");
    no_record(&ada, Method::PUT, &settings, json!([]), whole).await;
    no_record(&ada, Method::PUT, &settings, json!({"gold": []}), gold).await;
    no_record(&ada, Method::PATCH, &settings, json!({"gold": []}), gold).await;
    no_record(&ada, Method::PATCH, BASE, json!([]), whole).await;
    no_record(&ada, Method::POST, &claims, json!([]), whole).await;
    let policy = format!("{BASE}/policy");
    no_record(&ada, Method::PUT, &policy, json!([]), whole).await;
    assert_eq!(of_project().await, before);
    let held: Value = ada.get("/api/v1/claims").await.json();
    assert_eq!(held, json!([]));
    // Where a list is asked for it is one.
    let labels = json!(["Acme", "Nike"]);
    let path = format!("{BASE}/labels");
    let put = ada.send(Method::PUT, &path, Some(labels.clone())).await;
    assert_eq!(put.json::<Value>(), labels);
}

#[tokio::test]
async fn no_query_has_a_name_that_nobody_knows() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let mut tried = 0;
    for route in all() {
        let beside = if route.path.contains('?') { '&' } else { '?' };
        let path = route.path.replace("{id}", NOBODYS).replace("{name}", "rob");
        let path = format!("{BASE}{path}{beside}bogus=1");
        refused(&ada, route.method, &path, route.body, "bogus").await;
        tried += 1;
    }
    assert!(tried > 60, "{tried}");
    for path in ["session", "projects", "claims", "users", "preferences"] {
        let path = format!("/api/v1/{path}?bogus=1");
        refused(&ada, Method::GET, &path, None, "bogus").await;
    }
    let rob = "/api/v1/users/rob?shure=false";
    let body = Some(json!({"active": false}));
    refused(&ada, Method::PATCH, rob, body, "shure").await;
    // Nothing was done by what was refused.
    let views: Value = ada.get(&format!("{BASE}/views")).await.json();
    assert_eq!(views, json!([]));
    assert_eq!(ada.get("/api/v1/health?at=1").await.status, StatusCode::OK);
    let labels = format!("{BASE}/labels?shure=false");
    let body = Some(json!(["Acme"]));
    refused(&ada, Method::PUT, &labels, body, "shure").await;
    let upload = ada.upload("brands", "?splt=train", &[]).await;
    assert_eq!(upload.code(), "invalid");
}

/// What an address takes is no business of who is not signed in; only signing in itself says it.
#[tokio::test]
async fn who_is_not_signed_in_is_told_that_before_all_else() {
    let server = Server::start().await;
    let nobody = server.client();
    let mut tried = 0;
    for route in all() {
        let beside = if route.path.contains('?') { '&' } else { '?' };
        let path = route.path.replace("{id}", NOBODYS).replace("{name}", "rob");
        let path = format!("{BASE}{path}{beside}bogus=1");
        let told = format!("{} {path}", route.method);
        let reply = nobody.send(route.method, &path, route.body).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{told}");
        assert_eq!(reply.code(), "sign_in_needed", "{told}");
        tried += 1;
    }
    assert!(tried > 60, "{tried}");
    for path in ["session", "projects", "claims", "users", "preferences"] {
        let path = format!("/api/v1/{path}?bogus=1");
        let reply = nobody.get(&path).await;
        assert_eq!(reply.code(), "sign_in_needed", "{path}");
    }
    let path = "/api/v1/session?bogus=1";
    let body = Some(json!({"name": "ada", "password": "x"}));
    refused(&nobody, Method::POST, path, body, "bogus").await;
    refused(&nobody, Method::DELETE, path, None, "bogus").await;
}
