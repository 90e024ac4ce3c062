//! What is decided again, taken back, or left to a lead.

use crate::house::{House, PROPOSED, review};
use vitrine_domain::{ItemState, Verdict};
use vitrine_store::StoreError;

#[tokio::test]
async fn deciding_again_supersedes_and_one_triplet_stays_current() {
    let house = House::new().await;
    let item = house.queued().await;
    let first = house.decide(&house.rob, item.id, "No violations.").await;
    let second = house.decide(&house.ada, item.id, "Violations: Puma.").await;
    assert_eq!(second.review.supersedes, Some(first.review.id));
    let history = house
        .store()
        .item_history(&house.ada, item.id)
        .await
        .unwrap();
    assert_eq!(history.triplets.len(), 2);
    assert_eq!(history.triplets[0].superseded_by, second.triplet_id);
    let page = house
        .store()
        .triplet_list(&house.ada, None, None, None)
        .await
        .unwrap();
    assert_eq!(page.rows.len(), 1);
    assert_eq!(page.rows[0].response, "Violations: Puma.");
    // Still one new triplet, not two; and none once it is rejected.
    let counts = house.store().project_counts(&house.ada).await.unwrap();
    assert_eq!(counts.triplets_new, 1);
    let desk = house.claim(&house.ada, item.id).await;
    let request = review(desk.claim.fence, Verdict::Reject, "");
    house
        .store()
        .review_submit(&house.ada, item.id, &request)
        .await
        .unwrap();
    let counts = house.store().project_counts(&house.ada).await.unwrap();
    assert_eq!((counts.triplets_new, counts.triplets_train), (0, 0));
}

#[tokio::test]
async fn undo_puts_the_item_back_within_its_time() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let receipt = house.decide(&house.rob, item.id, "No violations.").await;
    let anothers = store
        .review_undo(&house.sue, item.id, receipt.review.id)
        .await;
    assert!(
        matches!(anothers, Err(StoreError::Forbidden(_))),
        "{anothers:?}"
    );
    let undone = store
        .review_undo(&house.rob, item.id, receipt.review.id)
        .await
        .unwrap();
    assert_eq!(undone.supersedes, Some(receipt.review.id));
    assert_eq!(
        (undone.verdict, undone.note.as_str()),
        (Verdict::Reject, "undone")
    );
    let counts = store.project_counts(&house.rob).await.unwrap();
    assert_eq!(
        (counts.queued, counts.triplets_train, counts.triplets_new),
        (1, 0, 0)
    );
    // Asked again, as after an answer that was lost, it is done already: nothing changes, not for whoever holds it now.
    let desk = house.claim(&house.sue, item.id).await;
    let again = || store.review_undo(&house.rob, item.id, receipt.review.id);
    assert_eq!(again().await.unwrap(), undone);
    let trail = "select count(*) from audit_events where action = 'review.undo'";
    assert_eq!(house.count(trail).await, 1);
    let anothers = store
        .review_undo(&house.sue, item.id, receipt.review.id)
        .await;
    assert!(
        matches!(anothers, Err(StoreError::Forbidden(_))),
        "{anothers:?}"
    );
    // Decided anew, nothing of it stands any more.
    let by_sue = house.submit(&house.sue, &desk, "No violations.").await;
    let followed = again().await;
    assert!(
        matches!(followed, Err(StoreError::Conflict(_))),
        "{followed:?}"
    );
    // And too late.
    let receipt = by_sue.unwrap();
    house.reviews_age().await;
    let late = store
        .review_undo(&house.sue, item.id, receipt.review.id)
        .await;
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
}

#[tokio::test]
async fn an_escalated_item_waits_for_a_lead() {
    let house = House::new().await;
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let request = review(desk.claim.fence, Verdict::Escalate, "");
    let receipt = house
        .store()
        .review_submit(&house.rob, item.id, &request)
        .await
        .unwrap();
    assert_eq!(receipt.triplet_id, None);
    assert!(house.offered(&house.sue).await.is_none());
    let by_ada = house.decide(&house.ada, item.id, "No violations.").await;
    let state = async || {
        let item = house.store().item_get(&house.ada, item.id).await.unwrap();
        item.state
    };
    assert_eq!(state().await, ItemState::Decided);
    house.undo(&house.ada, &by_ada.review).await;
    assert_eq!(state().await, ItemState::Escalated, "it goes back to leads");
}

#[tokio::test]
async fn a_lead_who_opens_a_decided_item_again_is_shown_the_decision() {
    let house = House::new().await;
    let item = house.queued().await;
    let by_rob = house.decide(&house.rob, item.id, "Violations: Puma.").await;
    let desk = house.claim(&house.ada, item.id).await;
    assert_eq!(desk.proposal.as_ref().unwrap().answer, PROPOSED);
    assert_eq!(desk.left_by.as_ref().unwrap().id, by_rob.review.id);
    let by_ada = house.submit(&house.ada, &desk, "Violations: Fila.").await;
    let by_ada = by_ada.unwrap().review;
    assert_eq!(by_ada.supersedes, Some(by_rob.review.id));
    // The newest, where it was decided twice.
    let desk = house.claim(&house.ada, item.id).await;
    assert_eq!(desk.left_by, Some(by_ada));
}
