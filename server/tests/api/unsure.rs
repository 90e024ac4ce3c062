//! Words that a model was unsure of: over REST and on the pages where its answer stands, marked and explained, and nowhere
//! where there is none.

use crate::harness::Server;
use crate::proposed::proposed;
use serde_json::{Value, json};
use vitrine_domain::Span;
use vitrine_store::NewProposal;

const BRANDS: &str = "/api/v1/projects/brands";
const MARK: &str = r#"<u class="unsure"><span class="sr-only"> unsure: </span>Acme<span class="sr-only">; </span></u>"#;
const KEY: &str = r#"class="unsure-key""#;

/// The model was unsure of the word Acme, or of none.
fn unsure(of_acme: bool) -> impl FnOnce(&mut NewProposal) {
    let acme = Span {
        start: 12,
        end: 16,
        confidence: 0.25,
    };
    move |new| new.unsure_spans = Some(of_acme.then_some(acme).into_iter().collect())
}

#[tokio::test]
async fn an_unsure_word_is_marked_and_explained_where_the_answer_stands() {
    let server = Server::start().await;
    let rob = server.signed_in("rob").await;
    let sure = proposed(&server, 1, unsure(false)).await;
    for path in [
        format!("/p/brands/items/{sure}"),
        "/p/brands/batch".to_owned(),
    ] {
        let page = rob.get(&path).await.text();
        assert!(page.contains("Acme"), "{page}");
        assert!(!page.contains(MARK) && !page.contains(KEY), "{page}");
    }
    let unsure = proposed(&server, 2, unsure(true)).await;
    for path in [
        format!("/p/brands/items/{unsure}"),
        "/p/brands/batch".to_owned(),
    ] {
        let page = rob.get(&path).await.text();
        assert_eq!(page.matches(MARK).count(), 1, "{page}");
        assert_eq!(page.matches(KEY).count(), 1, "{page}");
    }
    for (id, spans) in [
        (&sure, json!([])),
        (
            &unsure,
            json!([{"start": 12, "end": 16, "confidence": 0.25}]),
        ),
    ] {
        let claim = json!({"item_id": id});
        let desk: Value = rob.post(&format!("{BRANDS}/claims"), claim).await.json();
        assert_eq!(desk["proposal"]["unsure_spans"], spans);
        let history: Value = rob.get(&format!("{BRANDS}/items/{id}")).await.json();
        assert_eq!(history["proposals"][0]["unsure_spans"], spans);
    }
}
