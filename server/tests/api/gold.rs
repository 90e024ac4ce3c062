//! Gold items over HTTP: marked by leads, and told to nobody else.

use crate::harness::{Server, item, labelled};
use http::{Method, StatusCode};
use serde_json::{Value, json};

const BASE: &str = "/api/v1/projects/brands";

#[tokio::test]
async fn a_lead_marks_gold_and_nobody_else_is_told() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let id = item(&ada, 1, "held_out").await;
    let gold = format!("{BASE}/items/{id}/gold");
    let early = ada.send(Method::PUT, &gold, None).await;
    assert_eq!(early.code(), "conflict");
    labelled(&ada, &id, "Violations: Acme.").await;
    let marked = ada.send(Method::PUT, &gold, None).await;
    assert_eq!(marked.status, StatusCode::NO_CONTENT, "{}", marked.text());
    let listed: Value = ada.get(&format!("{BASE}/gold-items")).await.json();
    assert_eq!(listed[0]["review"]["answer"], "Violations: Acme.");
    let page = ada.get(&format!("/p/brands/items/{id}")).await.text();
    assert!(page.contains("Gold no longer"));
    let page = rob.get(&format!("/p/brands/items/{id}")).await.text();
    // Of the item; that there are such pages is found by Ctrl K.
    let content = page.split_once("<main").unwrap().1.to_lowercase();
    assert!(!content.contains("gold"), "{content}");
    let report: Value = rob.get(&format!("{BASE}/gold-reviews")).await.json();
    assert_eq!(report, json!({"figures": [], "own": []}));
    let gone = ada.send(Method::DELETE, &gold, None).await;
    assert_eq!(gone.status, StatusCode::NO_CONTENT);
    assert_eq!(
        ada.send(Method::DELETE, &gold, None).await.code(),
        "not_found"
    );
    // What cannot be a rule is refused with a sentence.
    for settings in [
        json!({"gold": {"percent": 80.0}}),
        json!({"second": {"percent": -1.0}}),
        json!({"second": {"verdicts": ["escalate"]}}),
    ] {
        let reply = ada
            .send(
                Method::PUT,
                &format!("{BASE}/settings"),
                Some(settings.clone()),
            )
            .await;
        assert_eq!(reply.code(), "invalid", "{settings}");
    }
}
