//! What has arrived is done to its end, whoever has gone.

use crate::harness::{Server, item};
use http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::time::{sleep, timeout};

const BASE: &str = "/api/v1/projects/brands";

#[tokio::test]
async fn a_decision_is_stored_though_its_page_has_closed() {
    let server = Server::start().await;
    let ada = server.signed_in("ada").await;
    let rob = server.signed_in("rob").await;
    let id = item(&ada, 1, "held_out").await;
    let claimed = rob
        .post(&format!("{BASE}/claims"), json!({"item_id": id}))
        .await;
    let desk: Value = claimed.json();
    let held = server.db.held(id.parse().unwrap()).await;
    let body = json!({"fence": desk["claim"]["fence"], "verdict": "label", "answer": "Violations: Acme.", "regions": []});
    let path = format!("{BASE}/items/{id}/reviews");
    let gone = timeout(Duration::from_secs(1), rob.post(&path, body)).await;
    assert!(gone.is_err(), "it waits for the item");
    drop(held);
    let state = async || {
        let reply = rob.get(&format!("{BASE}/items/{id}")).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        reply.json::<Value>()["item"]["state"].clone()
    };
    for _ in 0..100 {
        if state().await == "decided" {
            break;
        }
        sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(state().await, "decided");
    // A server that stops waits for such work.
    server.state.under_way.close();
    timeout(Duration::from_secs(10), server.state.under_way.wait())
        .await
        .expect("nothing is under way");
}
