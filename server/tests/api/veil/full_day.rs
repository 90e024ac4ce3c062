//! Past what a day allows nothing more is revealed, claimed or accepted, and it is said why.

use super::{BRANDS, reveal};
use crate::harness::{Server, item};
use crate::proposed::proposed;
use http::{Method, StatusCode};
use serde_json::{Value, json};

#[tokio::test]
async fn a_full_day_is_said_in_a_sentence() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let (one, two) = (
        item(&ada, 1, "held_out").await,
        item(&ada, 2, "held_out").await,
    );
    let settings = json!({"care": {"veil": true, "daily_limit": 1.0}});
    ada.send(Method::PUT, &format!("{BRANDS}/settings"), Some(settings))
        .await;
    reveal(&rob, &one).await;
    let refused = rob
        .post(&format!("{BRANDS}/items/{two}/reveal"), json!({}))
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.code(), "enough_today");
    assert!(
        refused.text().contains("send it to somebody"),
        "{}",
        refused.text()
    );
    let refused = rob.post(&format!("{BRANDS}/claims"), json!({})).await;
    assert_eq!(refused.code(), "enough_today");
    let own: Value = rob.get(&format!("{BRANDS}/exposure")).await.json();
    assert_eq!((&own["spent"], &own["limit"]), (&json!(1.0), &json!(1.0)));
    // Nobody else's figure is anywhere.
    let own: Value = ada.get(&format!("{BRANDS}/exposure")).await.json();
    assert_eq!(own["spent"], 0.0);
    let wrong = json!({"care": {"veil": true, "reveal_minutes": 0}});
    let refused = ada
        .send(Method::PUT, &format!("{BRANDS}/settings"), Some(wrong))
        .await;
    assert_eq!(refused.code(), "invalid");
}

#[tokio::test]
async fn a_full_day_stops_a_batch_item_by_item_and_the_batchs_page_says_so() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let (seen, unseen) = (
        proposed(&server, 1, |_| {}).await,
        proposed(&server, 2, |_| {}).await,
    );
    let settings = json!({"care": {"veil": true, "daily_limit": 1.0}});
    ada.send(Method::PUT, &format!("{BRANDS}/settings"), Some(settings))
        .await;
    let mut items = Vec::new();
    for id in [&unseen, &seen] {
        let shown: Value = ada.get(&format!("{BRANDS}/items/{id}")).await.json();
        items.push(json!({"item_id": id, "proposal_id": shown["proposals"][0]["id"]}));
    }
    let page = rob.get("/p/brands/batch").await.text();
    assert!(!page.contains("Enough for today"));
    reveal(&rob, &seen).await;
    let body = json!({"policy_version": 1, "items": items});
    let reply = rob.post(&format!("{BRANDS}/batches"), body).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
    let results: Value = reply.json();
    assert_eq!(results[0]["outcome"], "refused");
    assert_eq!(results[0]["code"], "enough_today");
    assert_eq!(results[1]["outcome"], "accepted");
    let page = rob.get("/p/brands/batch").await.text();
    assert!(page.contains("Enough for today") && page.contains("1.0 of 1.0"));
}
