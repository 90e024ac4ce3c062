//! An item with something proposed for it.

use crate::harness::{Server, item};
use vitrine_store::{Member, NewProposal};

/// The id of an item with a proposal, “Violations: Acme.” where it is not changed.
pub async fn proposed(server: &Server, seed: u64, change: impl FnOnce(&mut NewProposal)) -> String {
    let id = item(&server.signed_in("ada").await, seed, "train").await;
    let rule = Member::rule("test", server.member("ada", "brands").await.project_id);
    let store = &server.db.store;
    let version = store.version_base_ensure(&rule, &"0".repeat(64)).await;
    let mut new = NewProposal {
        item_id: id.parse().unwrap(),
        model_version_id: version.unwrap().id,
        answer: "Violations: Acme.".into(),
        regions: Vec::new(),
        malformed_regions: 0,
        well_formed: true,
        confidence: 0.5,
        unsure_spans: None,
        prompt_tokens: 1,
        answer_tokens: 1,
        seconds: 0.1,
    };
    change(&mut new);
    store.proposal_add(&rule, &new).await.unwrap();
    id
}
