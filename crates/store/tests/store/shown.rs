//! What a claim shows its reviewer is what the review is of, whatever changes meanwhile.

use crate::house::{House, proposal, review};
use vitrine_domain::api::{DeskItem, ItemFilter, PolicyRequest};
use vitrine_domain::{Item, ModelVersion, Verdict};
use vitrine_store::{NewProposal, StoreError};

const NEW_WORDS: &str = "Violations: Puma.";

/// A queued item that the base and `v1` have answered, each with its own words; `v1` is in use.
async fn answered_by_both(house: &House) -> (Item, ModelVersion) {
    let item = house.queued().await;
    let v1 = house.promoted().await;
    let new = NewProposal {
        answer: NEW_WORDS.into(),
        confidence: 0.2,
        ..proposal(item.id, &v1)
    };
    let store = house.store();
    store.proposal_add(&house.rule, &new).await.unwrap();
    (item, v1)
}

fn version(desk: &DeskItem) -> String {
    desk.proposal.as_ref().unwrap().author()
}

#[tokio::test]
async fn after_a_rollback_the_words_of_the_model_in_use_are_shown() {
    let house = House::new().await;
    let store = house.store();
    let (item, _) = answered_by_both(&house).await;
    let rolled_back = store
        .champion_set(&house.ada, house.base.id, "worse on Mondays")
        .await;
    rolled_back.unwrap();
    let listed = store
        .item_list(&house.ada, &ItemFilter::default())
        .await
        .unwrap();
    let row = listed.rows.iter().find(|r| r.item.id == item.id).unwrap();
    assert_eq!(row.proposed.as_deref(), Some(crate::house::PROPOSED));
    assert!((row.item.priority - 0.3).abs() < 1e-6);
    let desk = house.claim(&house.rob, item.id).await;
    assert_eq!(version(&desk), "base");
}

#[tokio::test]
async fn a_rollback_under_a_claim_changes_nothing_for_its_review() {
    let house = House::new().await;
    let store = house.store();
    let (item, v1) = answered_by_both(&house).await;
    let desk = house.claim(&house.rob, item.id).await;
    assert_eq!(version(&desk), "v1");
    let rolled_back = store
        .champion_set(&house.ada, house.base.id, "worse on Mondays")
        .await;
    rolled_back.unwrap();
    let mut accept = review(desk.claim.fence, Verdict::Accept, NEW_WORDS);
    accept.regions = desk.proposal.as_ref().unwrap().regions.clone();
    let receipt = store
        .review_submit(&house.rob, item.id, &accept)
        .await
        .unwrap();
    assert_eq!(receipt.review.proposal_id, desk.proposal.map(|p| p.id));
    let history = store.item_history(&house.ada, item.id).await.unwrap();
    assert_eq!(history.triplets[0].model_version_id, Some(v1.id));
}

#[tokio::test]
async fn a_review_is_under_the_policy_that_its_reviewer_read() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let text = "No Nike, no Puma.";
    let new = PolicyRequest { text: text.into() };
    let after = store.policy_set(&house.ada, &new).await.unwrap();
    // Made by the old words, it would teach what no longer holds.
    match house.submit(&house.rob, &desk, "No violations.").await {
        Err(StoreError::Conflict(what)) => assert!(what.contains("version 2"), "{what}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(house.count("select count(*) from reviews").await, 0);
    let desk = house.claim(&house.rob, item.id).await;
    assert_eq!(desk.policy_text, text);
    let read_after = house.submit(&house.rob, &desk, "No violations.").await;
    assert_eq!(read_after.unwrap().review.policy_id, after.id);
}

#[tokio::test]
async fn a_character_that_cannot_be_stored_is_named() {
    let house = House::new().await;
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let mut note = review(desk.claim.fence, Verdict::Reject, "No violations.");
    note.note = "a\0b".into();
    let refused = house
        .store()
        .review_submit(&house.rob, item.id, &note)
        .await;
    let sentence = refused.unwrap_err().to_string();
    assert!(sentence.contains("NUL"), "{sentence}");
    let kept = house.submit(&house.rob, &desk, "No violations.").await;
    kept.expect("nothing was stored, the claim still stands");
}
