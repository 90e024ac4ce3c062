//! The words a model was unsure of: kept with its proposal and shown with it; what cannot be is refused.

use crate::house::{House, proposal, refused_by};
use vitrine_domain::{Span, Split};
use vitrine_store::{NewProposal, StoreError};

const ANSWER: &str = "Violations: Café, Puma.";

fn span(start: u32, end: u32, confidence: f32) -> Span {
    Span {
        start,
        end,
        confidence,
    }
}

#[tokio::test]
async fn spans_come_back_with_the_proposal_and_none_is_no_knowledge() {
    let house = House::new().await;
    let store = house.store();
    let some = vec![span(12, 16, 0.1), span(16, 17, 0.0), span(18, 22, 0.4999)];
    for spans in [Some(some), Some(vec![]), None] {
        let item = house.item(Split::Train).await;
        let new = NewProposal {
            answer: ANSWER.into(),
            unsure_spans: spans.clone(),
            ..proposal(item.id, &house.base)
        };
        let added = store.proposal_add(&house.rule, &new).await.unwrap();
        assert_eq!(added.unwrap().unsure_spans, spans);
        let history = store.item_history(&house.rob, item.id).await.unwrap();
        assert_eq!(history.proposals[0].unsure_spans, spans);
        let desk = house.claim(&house.rob, item.id).await;
        assert_eq!(desk.proposal.unwrap().unsure_spans, spans);
    }
    // As whoever proposed before left it.
    assert_eq!(
        house
            .count("select count(*) from proposals where unsure_spans is null")
            .await,
        1
    );
}

#[tokio::test]
async fn spans_that_are_not_the_answers_are_refused_and_nothing_is_stored() {
    let house = House::new().await;
    let store = house.store();
    let item = house.item(Split::Train).await;
    for wrong in [
        vec![span(18, 24, 0.1)],
        vec![span(12, 12, 0.1)],
        vec![span(12, 18, 0.1), span(16, 22, 0.1)],
        vec![span(18, 22, 0.1), span(12, 16, 0.1)],
        vec![span(12, 16, 1.5)],
        vec![span(12, 16, f32::NAN)],
    ] {
        let new = NewProposal {
            answer: ANSWER.into(),
            unsure_spans: Some(wrong.clone()),
            ..proposal(item.id, &house.base)
        };
        let refused = store.proposal_add(&house.rule, &new).await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{wrong:?}");
    }
    assert_eq!(house.count("select count(*) from proposals").await, 0);
}

#[tokio::test]
async fn only_a_models_proposal_has_any_whoever_writes_it() {
    let house = House::new().await;
    house.queued().await;
    let owner = house.db.owner().await;
    for set in [
        "unsure_spans = '{}'",
        "unsure_spans = '[]', model_version_id = null, confidence = null, synthesis_sample_id = gen_random_uuid()",
    ] {
        let sql = format!("update proposals set {set}");
        refused_by(&owner, sql, "proposals_unsure_if_a_models").await;
    }
}
