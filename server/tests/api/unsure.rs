//! Words that a model was unsure of: over REST and on the pages where its answer stands, marked and explained, and nowhere
//! where there is none.

use crate::harness::{Client, Server, item};
use serde_json::{Value, json};
use vitrine_domain::Span;
use vitrine_store::{Member, NewProposal};

const BRANDS: &str = "/api/v1/projects/brands";
const MARK: &str = r#"<u class="unsure"><span class="sr-only"> unsure: </span>Acme<span class="sr-only">; </span></u>"#;
const KEY: &str = r#"class="unsure-key""#;

/// A proposed item; the model was unsure of the word Acme, or of none.
async fn proposed(server: &Server, ada: &Client, seed: u64, unsure: bool) -> String {
    let id = item(ada, seed, "train").await;
    let rule = Member::rule("test", server.member("ada", "brands").await.project_id);
    let store = &server.db.store;
    let version = store.version_base_ensure(&rule, &"0".repeat(64)).await;
    let acme = Span {
        start: 12,
        end: 16,
        confidence: 0.25,
    };
    let new = NewProposal {
        item_id: id.parse().unwrap(),
        model_version_id: version.unwrap().id,
        answer: "Violations: Acme.".into(),
        regions: Vec::new(),
        malformed_regions: 0,
        well_formed: true,
        confidence: 0.5,
        unsure_spans: Some(unsure.then_some(acme).into_iter().collect()),
        prompt_tokens: 1,
        answer_tokens: 1,
        seconds: 0.1,
    };
    store.proposal_add(&rule, &new).await.unwrap();
    id
}

#[tokio::test]
async fn an_unsure_word_is_marked_and_explained_where_the_answer_stands() {
    let server = Server::start().await;
    let (ada, rob) = (server.signed_in("ada").await, server.signed_in("rob").await);
    let sure = proposed(&server, &ada, 1, false).await;
    for path in [
        format!("/p/brands/items/{sure}"),
        "/p/brands/batch".to_owned(),
    ] {
        let page = rob.get(&path).await.text();
        assert!(page.contains("Acme"), "{page}");
        assert!(!page.contains(MARK) && !page.contains(KEY), "{page}");
    }
    let unsure = proposed(&server, &ada, 2, true).await;
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
