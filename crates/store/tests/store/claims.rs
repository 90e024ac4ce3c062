//! Claims: one item, one reviewer, one lease at a time.

mod held;
mod races;
mod resumed;

use crate::house::{House, next, this};
use vitrine_domain::api::ClaimRequest;
use vitrine_store::StoreError;

#[tokio::test]
async fn an_expired_leases_submit_is_refused_and_stores_nothing() {
    let house = House::new().await;
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    house.expire_claims().await;
    let refused = house.submit(&house.rob, &desk, "No violations.").await;
    assert!(
        matches!(refused, Err(StoreError::ClaimLost(_))),
        "{refused:?}"
    );
    let renewed = house
        .store()
        .claim_renew(&house.rob, item.id, desk.claim.fence, false)
        .await;
    assert!(
        matches!(renewed, Err(StoreError::ClaimLost(_))),
        "{renewed:?}"
    );
    assert_eq!(house.count("select count(*) from reviews").await, 0);
}

#[tokio::test]
async fn a_stolen_fence_is_told_who_holds_the_item() {
    let house = House::new().await;
    let item = house.queued().await;
    let old = house.claim(&house.rob, item.id).await;
    house.expire_claims().await;
    let new = house.claim(&house.sue, item.id).await;
    assert!(new.claim.fence > old.claim.fence);
    match house.submit(&house.rob, &old, "No violations.").await {
        Err(StoreError::ClaimLost(what)) => assert!(what.contains("sue"), "{what}"),
        other => panic!("{other:?}"),
    }
    // Nor with the fence of the one who holds it.
    let refused = house.submit(&house.rob, &new, "No violations.").await;
    assert!(
        matches!(refused, Err(StoreError::ClaimLost(_))),
        "{refused:?}"
    );
    house
        .submit(&house.sue, &new, "No violations.")
        .await
        .unwrap();
    let late = house.submit(&house.rob, &new, "No violations.").await;
    assert!(matches!(late, Err(StoreError::ClaimLost(_))), "{late:?}");
    assert_eq!(house.count("select count(*) from reviews").await, 1);
}

#[tokio::test]
async fn ones_own_item_opened_again_fences_off_the_first() {
    let house = House::new().await;
    let item = house.queued().await;
    let first = house.claim(&house.rob, item.id).await;
    let second = house.claim(&house.rob, item.id).await;
    assert!(second.claim.fence > first.claim.fence);
    assert!(
        house
            .submit(&house.rob, &first, "No violations.")
            .await
            .is_err()
    );
    house
        .submit(&house.rob, &second, "No violations.")
        .await
        .unwrap();
}

#[tokio::test]
async fn released_is_offered_again_and_skipped_is_not() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    store
        .claim_release(&house.rob, item.id, desk.claim.fence)
        .await
        .unwrap();
    store
        .claim_release(&house.rob, item.id, desk.claim.fence)
        .await
        .unwrap();
    let again = house.offered(&house.rob).await.unwrap();
    assert_eq!(again.item.id, item.id);
    store
        .item_skip(&house.rob, item.id, again.claim.fence, "too small")
        .await
        .unwrap();
    assert!(house.offered(&house.rob).await.is_none());
    assert!(house.offered(&house.sue).await.is_some());
}

#[tokio::test]
async fn a_heartbeat_moves_the_expiry() {
    let house = House::new().await;
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let renewed = house
        .store()
        .claim_renew(&house.rob, item.id, desk.claim.fence, false)
        .await
        .unwrap();
    assert!(renewed.expires_at > desk.claim.expires_at);
    assert_eq!(renewed.fence, desk.claim.fence);
}

#[tokio::test]
async fn a_waiting_item_cannot_be_claimed_and_a_decided_one_by_leads_alone() {
    let house = House::new().await;
    let store = house.store();
    let waiting = house.item(vitrine_domain::Split::Train).await;
    let refused = store.item_claim(&house.rob, &this(waiting.id)).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
    assert!(house.offered(&house.rob).await.is_none());
    let decided = house.queued().await;
    house.decide(&house.rob, decided.id, "No violations.").await;
    let refused = store.item_claim(&house.sue, &this(decided.id)).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
    house.claim(&house.ada, decided.id).await;
}

/// The tab of another device is closed without a word: its claims live on for a while.
#[tokio::test]
async fn a_page_opened_anew_resumes_what_its_reviewer_holds_and_no_poll_does() {
    let house = House::new().await;
    let item = house.queued().await;
    let first = house.claim(&house.rob, item.id).await;
    let polled = house.offered(&house.rob).await;
    assert_eq!(polled, None);
    let open = ClaimRequest {
        resume: true,
        ..next()
    };
    assert_eq!(
        house.store().item_claim(&house.sue, &open).await.unwrap(),
        None
    );
    let again = house.store().item_claim(&house.rob, &open).await.unwrap();
    let again = again.expect("the item that rob holds").claim;
    assert_eq!(again.item_id, item.id);
    assert!(again.fence > first.claim.fence);
    // What is free comes first.
    let free = house.queued().await;
    let next = house.store().item_claim(&house.rob, &open).await.unwrap();
    assert_eq!(next.expect("one is free").item.id, free.id);
}
