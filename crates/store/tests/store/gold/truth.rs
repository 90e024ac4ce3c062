//! The truth that a gold item has follows its decision.

use super::{copy, gold, often};
use crate::house::{House, review};
use vitrine_domain::{ItemState, Split, Verdict};
use vitrine_store::StoreError;

#[tokio::test]
async fn the_truth_follows_the_decision_and_ends_with_it() {
    let house = House::with(often()).await;
    let store = house.store();
    let item = gold(&house, Split::HeldOut).await;
    let again = house.decide(&house.ada, item.id, "No violations.").await;
    let listed = store.gold_list(&house.ada).await.unwrap();
    assert_eq!(listed[0].review.id, again.review.id);
    let desk = house.claim(&house.ada, item.id).await;
    let request = review(desk.claim.fence, Verdict::Reject, "");
    store
        .review_submit(&house.ada, item.id, &request)
        .await
        .unwrap();
    assert_eq!(store.gold_list(&house.ada).await.unwrap(), []);
    let marked = store.gold_mark(&house.ada, item.id).await;
    assert!(matches!(marked, Err(StoreError::Conflict(_))), "{marked:?}");
    // Purged, nothing of it is left open for anybody.
    let other = gold(&house, Split::HeldOut).await;
    let copy = copy(&house, &house.rob).await;
    store
        .item_purge(&house.ada, other.id, "asked to")
        .await
        .unwrap();
    let now = store.item_get(&house.rob, copy.id).await.unwrap();
    assert_eq!(now.state, ItemState::Purged);
    assert_eq!(store.gold_list(&house.ada).await.unwrap(), []);
}

#[tokio::test]
async fn the_truth_comes_back_with_the_decision() {
    let house = House::with(often()).await;
    let store = house.store();
    let item = gold(&house, Split::HeldOut).await;
    let before = store.gold_list(&house.ada).await.unwrap();
    let over = async |verdict| {
        let desk = house.claim(&house.ada, item.id).await;
        let request = review(desk.claim.fence, verdict, "No violations.");
        let over = store.review_submit(&house.ada, item.id, &request).await;
        let held = store.gold_list(&house.ada).await.unwrap();
        (over.unwrap().review.id, held)
    };
    for verdict in [Verdict::Label, Verdict::Reject, Verdict::Escalate] {
        let (review, held) = over(verdict).await;
        assert_ne!(held, before);
        assert_eq!(held.is_empty(), verdict != Verdict::Label);
        store
            .review_undo(&house.ada, item.id, review)
            .await
            .unwrap();
        assert_eq!(store.gold_list(&house.ada).await.unwrap(), before);
    }
    // What has ended is not marked until somebody marks it anew.
    over(Verdict::Reject).await;
    assert!(!store.gold_is(&house.ada, item.id).await.unwrap());
    assert!(store.gold_unmark(&house.ada, item.id).await.is_err());
    over(Verdict::Label).await;
    assert!(!store.gold_is(&house.ada, item.id).await.unwrap());
    store.gold_mark(&house.ada, item.id).await.unwrap();
    assert!(store.gold_is(&house.ada, item.id).await.unwrap());
}

/// A copy makes no triplet, and a lead's second thought on one leaves it decided too.
#[tokio::test]
async fn a_copy_decided_over_and_taken_back_stays_decided() {
    let house = House::with(often()).await;
    let store = house.store();
    gold(&house, Split::Train).await;
    let copy = copy(&house, &house.rob).await;
    let by_rob = house.decide(&house.rob, copy.id, "No violations.").await;
    let desk = house.claim(&house.ada, copy.id).await;
    let request = review(desk.claim.fence, Verdict::Reject, "");
    let over = store.review_submit(&house.ada, copy.id, &request).await;
    store
        .review_undo(&house.ada, copy.id, over.unwrap().review.id)
        .await
        .unwrap();
    let now = store.item_get(&house.ada, copy.id).await.unwrap();
    assert_eq!(
        (now.state, now.decided_at),
        (ItemState::Decided, Some(by_rob.review.created_at))
    );
}
