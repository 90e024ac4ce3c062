//! A second review over HTTP: blind on every route and page, and what is told of both once they are in.

use crate::harness::{Client, Server};
use crate::proposed::proposed;
use crate::routes::{Kind, all};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vitrine_domain::Role;

const BASE: &str = "/api/v1/projects/brands";
/// In everything that rob leaves behind.
const TRACE: &str = "ROBSTRACE";

/// A server whose project asks for a second review of everything, with sam who reviews beside rob.
pub async fn asking() -> Server {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let user = json!({"name": "sam", "display_name": "sam", "password": crate::harness::PASSWORD});
    assert_eq!(
        ada.post("/api/v1/users", user).await.status,
        StatusCode::CREATED
    );
    let member = server.member("ada", "brands").await;
    server
        .db
        .store
        .member_set(&member, "sam", Role::Reviewer)
        .await
        .unwrap();
    let settings = json!({"second": {"percent": 100.0}});
    let reply = ada
        .send(Method::PUT, &format!("{BASE}/settings"), Some(settings))
        .await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    server
}

pub async fn corrected(client: &Client, id: &str, answer: &str) -> Value {
    let desk: Value = client
        .post(&format!("{BASE}/claims"), json!({"item_id": id}))
        .await
        .json();
    let body = json!({"fence": desk["claim"]["fence"], "verdict": "correct", "answer": answer, "note": TRACE});
    let reply = client
        .post(&format!("{BASE}/items/{id}/reviews"), body)
        .await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn no_route_and_no_page_tells_of_the_first_review() {
    let server = asking().await;
    let id = proposed(&server, 1, |_| {}).await;
    let rob = server.signed_in("rob").await;
    let flag = json!({"flagged": true, "text": TRACE});
    rob.post(&format!("{BASE}/items/{id}/flag"), flag).await;
    corrected(&rob, &id, &format!("{TRACE} it is an Umbrella")).await;
    let words = json!({"text": TRACE});
    rob.post(&format!("{BASE}/items/{id}/comments"), words)
        .await;
    let own: Value = rob.get(&format!("{BASE}/items/{id}")).await.json();
    assert_eq!(own["item"]["state"], "second_review");
    assert_eq!(own["reviews"].as_array().unwrap().len(), 1);
    for name in ["sam", "lena", "ada", "eve"] {
        let client = server.signed_in(name).await;
        let mut looked = 0;
        for route in all() {
            let wanted = matches!(route.kind, Kind::None | Kind::Item);
            // A stream has no end.
            if route.method != Method::GET || !wanted || route.path == "/events" {
                continue;
            }
            let path = format!("{BASE}{}", route.path.replace("{id}", &id));
            for query in ["", "?q=ROBSTRACE", "?state=second_review"] {
                let reply = client.get(&format!("{path}{query}")).await;
                assert!(
                    !reply.text().contains(TRACE),
                    "{name} {path}{query}: {}",
                    reply.text()
                );
                looked += 1;
            }
        }
        assert!(looked > 60, "{looked}");
        let robs = client.get(&format!("{BASE}/decisions?of=rob")).await;
        assert!(!robs.text().contains(TRACE), "{name}: {}", robs.text());
        for page in [
            "",
            "/items",
            "/items?q=ROBSTRACE",
            "/queues",
            "/batch",
            "/curated",
            "/audit",
            "/agreement",
            "/gold",
            "/pace",
            "/decisions",
            "/decisions?of=rob",
            "/decisions?of=rob&verdict=correct",
            "/adjudication",
            "/members",
            "/models",
            "/runs",
        ] {
            let reply = client.get(&format!("/p/brands{page}")).await;
            // The address of a search is written back into its field.
            let told = reply
                .text()
                .replace("q=ROBSTRACE", "")
                .replace("value=\"ROBSTRACE\"", "");
            assert!(!told.contains(TRACE), "{name} {page}");
        }
        for page in [
            format!("/p/brands/items/{id}"),
            format!("/p/brands/desk/{id}"),
        ] {
            assert!(
                !client.get(&page).await.text().contains(TRACE),
                "{name} {page}"
            );
        }
        let page = client.get(&format!("/p/brands/items/{id}")).await;
        assert!(page.text().contains("shown to nobody else"), "{name}");
        assert!(!page.text().contains("Nobody has said"), "{name}");
        let history: Value = client.get(&format!("{BASE}/items/{id}")).await.json();
        assert_eq!(history["reviews"], json!([]));
        if name != "eve" {
            let desk: Value = client
                .post(&format!("{BASE}/claims"), json!({"item_id": id}))
                .await
                .json();
            assert!(!desk.to_string().contains(TRACE), "{desk}");
            let fence = json!({"fence": desk["claim"]["fence"]});
            client
                .post(&format!("{BASE}/items/{id}/release"), fence)
                .await;
        }
    }
    for path in [
        format!("/p/brands/items/{id}"),
        "/p/brands/decisions".into(),
    ] {
        let page = rob.get(&path).await;
        assert!(
            page.text().contains(TRACE),
            "what is looked for is written so"
        );
    }
    // Once the second is in, everybody may read both, and a lead settles them.
    let sam = server.signed_in("sam").await;
    corrected(&sam, &id, "No violations.").await;
    let history: Value = sam.get(&format!("{BASE}/items/{id}")).await.json();
    assert_eq!(history["item"]["state"], "adjudication");
    assert_eq!(history["reviews"].as_array().unwrap().len(), 2);
    let refused = sam
        .post(&format!("{BASE}/claims"), json!({"item_id": id}))
        .await;
    assert_eq!(refused.code(), "conflict");
    let lena = server.signed_in("lena").await;
    let listed: Value = lena.get(&format!("{BASE}/adjudication")).await.json();
    assert_eq!(listed[0]["second"]["answer"], "No violations.");
    let page = lena.get("/p/brands/adjudication").await;
    assert!(page.text().contains(TRACE) && page.text().contains("Settle it"));
    let settled = corrected(&lena, &id, "Violations: Umbrella.").await;
    assert!(settled["triplet_id"].is_string());
    let report: Value = lena.get(&format!("{BASE}/agreement?by=pair")).await.json();
    assert_eq!(report["rows"][0]["key"], "rob and sam");
    assert_eq!(report["rows"][0]["figures"]["alpha"], Value::Null);
    let own: Value = sam
        .get(&format!("{BASE}/agreement?by=pair&reviewer=rob"))
        .await
        .json();
    assert_eq!(own["rows"][0]["key"], "sam and the others");
    assert_eq!(own["draw_seed"], Value::Null);
    for nonsense in ["by=weather", "label=Acne", "reviewer=bor"] {
        let refused = lena.get(&format!("{BASE}/agreement?{nonsense}")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{nonsense}");
        assert_eq!(refused.code(), "invalid", "{nonsense}");
    }
}

#[tokio::test]
async fn a_lead_is_told_of_what_nobody_is_left_to_look_at() {
    let server = asking().await;
    let ada = server.signed_in("ada").await;
    let id = proposed(&server, 1, |_| {}).await;
    corrected(&ada, &id, "No violations.").await;
    let told = async || {
        let project: Value = ada.get(BASE).await.json();
        let overview = ada.get("/p/brands").await.text();
        let queues = ada.get("/p/brands/queues").await.text();
        let says = overview.contains("without anybody for a second review");
        assert_eq!(says, queues.contains("nobody else here may write"));
        (project["counts"]["stranded"].clone(), says)
    };
    assert_eq!(told().await, (json!(0), false));
    let member = server.member("ada", "brands").await;
    for name in ["rob", "sam", "lena"] {
        let store = &server.db.store;
        store.member_remove(&member, name).await.unwrap();
    }
    assert_eq!(told().await, (json!(1), true));
    let page = ada.get(&format!("/p/brands/items/{id}")).await;
    assert!(page.text().contains("Open it again"));
    let settled = corrected(&ada, &id, "Violations: Umbrella.").await;
    assert!(settled["triplet_id"].is_string());
    assert_eq!(told().await, (json!(0), false));
}

#[tokio::test]
async fn agreement_of_somebody_who_has_left_is_shown_and_of_nobody_refused() {
    let server = asking().await;
    let id = proposed(&server, 1, |_| {}).await;
    for name in ["rob", "sam"] {
        let client = server.signed_in(name).await;
        corrected(&client, &id, "Violations: Umbrella.").await;
    }
    let member = server.member("ada", "brands").await;
    let left = server.db.store.member_remove(&member, "rob").await;
    left.unwrap();
    let ada = server.signed_in("ada").await;
    let page = ada.get("/p/brands/agreement?reviewer=rob").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    assert!(text.contains("All of them"), "{text}");
    // Chosen in the form, so that what is narrowed further stays theirs.
    let option = text.split_once("<option value=\"rob\"").unwrap().1;
    let option = option.split_once("</option>").unwrap().0;
    assert!(
        option.contains("selected") && option.ends_with(">rob"),
        "{option}"
    );
    let nobody = ada.get("/p/brands/agreement?reviewer=nobody").await;
    assert_eq!(nobody.status, StatusCode::BAD_REQUEST);
    let text = nobody.text();
    assert!(text.contains("nobody") && text.contains("href=\"?\""));
}
