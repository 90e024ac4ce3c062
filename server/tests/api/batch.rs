//! The batch page: what it says of answers that break the grammar, and in projects whose answers are no findings.

use crate::harness::{Client, Server};
use crate::proposed::proposed;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use vitrine_domain::limits::QUEUE_SEARCHED;
use vitrine_store::NewProposal;

const PAGE: &str = "/p/brands/batch";
const MALFORMED: &str = r#"<span class="badge badge-warn">malformed</span>"#;

/// Whether it breaks the grammar, the page says, not the worker.
fn says(answer: &'static str) -> impl FnOnce(&mut NewProposal) {
    move |new| {
        new.answer = answer.into();
        new.well_formed = false;
    }
}

async fn set(ada: &Client, settings: Value) {
    let path = "/api/v1/projects/brands/settings";
    let reply = ada.send(Method::PUT, path, Some(settings)).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

#[tokio::test]
async fn what_breaks_the_grammar_of_decisions_is_marked_and_free_words_break_none() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    proposed(&server, 1, says("Violations: Acme.")).await;
    proposed(&server, 2, says("Acme, Umbrella.")).await;
    let page = rob.get(PAGE).await.text();
    assert_eq!(page.matches("class=\"batch-card").count(), 2, "{page}");
    assert_eq!(page.matches(MALFORMED).count(), 1, "{page}");
    assert!(page.contains("Tick all 1"), "{page}");
    set(&ada, json!({"gate": {"metric": "answer_chrf"}})).await;
    let page = rob.get(PAGE).await.text();
    assert!(!page.contains(MALFORMED), "{page}");
}

#[tokio::test]
async fn an_answer_is_framed_as_at_the_desk() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    proposed(&server, 1, says("Violations: Acme.")).await;
    let page = rob.get(PAGE).await.text();
    assert!(page.contains("Accept 0") && !page.contains("class=\"framed\""));
    for (mode, who, framed, button) in [
        (
            "advisory",
            &rob,
            "A suggestion, not a decision",
            "Confirm 0 suggestions",
        ),
        (
            "instructor",
            &rob,
            "until then nothing is curated",
            "Send 0 for approval",
        ),
        (
            "instructor",
            &ada,
            "Learners will see what you release here",
            "Release 0",
        ),
    ] {
        set(&ada, json!({"mode": mode})).await;
        let page = who.get(PAGE).await.text();
        for words in [framed, button] {
            assert!(page.contains(words), "{words}: {page}");
        }
    }
}

/// What could be accepted may lie behind those.
#[tokio::test]
async fn where_not_all_was_looked_through_the_page_says_so() {
    let server = Server::start().await;
    let rob = server.signed_in("rob").await;
    let id = proposed(&server, 1, |_| {}).await;
    let page = rob.get(PAGE).await.text();
    assert_eq!(page.matches("class=\"batch-card").count(), 1, "{page}");
    assert!(!page.contains("Looked for among"), "{page}");
    server.db.easier(id.parse().unwrap(), QUEUE_SEARCHED).await;
    let page = rob.get(PAGE).await.text();
    assert!(!page.contains("Nothing here can be accepted"), "{page}");
    for words in [
        "Nothing was found that can be accepted together",
        "Looked for among the 20,000 at the queue",
        "Others may lie behind those.",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}
