//! No draft outlives its use: what ends one, and what comes of a save that is late.

use super::request;
use crate::house::{House, next, review};
use vitrine_domain::api::{ClaimRequest, DraftRequest};
use vitrine_domain::{ItemId, Verdict};
use vitrine_store::{Member, StoreError};

#[tokio::test]
async fn a_decision_ends_its_own_draft_and_the_sweep_the_others() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    for who in [&house.rob, &house.sue] {
        store
            .draft_save(who, item.id, &request(0, "x"))
            .await
            .unwrap();
    }
    let receipt = house.decide(&house.rob, item.id, "No violations.").await;
    assert_eq!(store.draft_get(&house.rob, item.id).await.unwrap(), None);
    // A save that comes late does not bring it back.
    let late = store
        .draft_save(&house.rob, item.id, &request(0, "late"))
        .await;
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
    // Sue may still read what she wrote; a day later it goes.
    assert_eq!(store.drafts_delete_settled().await.unwrap(), 0);
    assert!(
        store
            .draft_get(&house.sue, item.id)
            .await
            .unwrap()
            .is_some()
    );
    house
        .sql("update items set decided_at = decided_at - interval '25 hours'")
        .await;
    house
        .sql("update drafts set saved_at = saved_at - interval '26 hours'")
        .await;
    assert_eq!(store.drafts_delete_settled().await.unwrap(), 1);
    assert_eq!(store.draft_get(&house.sue, item.id).await.unwrap(), None);
    assert!(receipt.triplet_id.is_some());
}

/// The decision is under way when the save comes in.
#[tokio::test(flavor = "multi_thread")]
async fn a_save_that_meets_a_decision_waits_for_it_and_is_refused() {
    let house = House::new().await;
    let item = house.queued().await;
    let owner = house.db.owner().await;
    let mut decision = owner.begin().await.unwrap();
    sqlx::query("update items set state = 'decided', decided_at = now() where id = $1")
        .bind(item.id.0)
        .execute(&mut *decision)
        .await
        .unwrap();
    let save = {
        let (store, rob, id) = (house.store().clone(), house.rob.clone(), item.id);
        tokio::spawn(async move { store.draft_save(&rob, id, &request(0, "late")).await })
    };
    house.waits(1, &save).await;
    decision.commit().await.unwrap();
    let late = save.await.unwrap();
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
    assert_eq!(house.count("select count(*) from drafts").await, 0);
    owner.close().await;
}

#[tokio::test]
async fn a_skip_gives_ones_own_draft_up_and_a_refused_one_keeps_it() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let fence = house.claim(&house.rob, item.id).await.claim.fence;
    for who in [&house.rob, &house.sue] {
        store
            .draft_save(who, item.id, &request(0, "x"))
            .await
            .unwrap();
    }
    let drafted = async |who: &Member| store.draft_get(who, item.id).await.unwrap().is_some();
    let refused = store.item_skip(&house.rob, item.id, fence + 1, "").await;
    assert!(
        matches!(refused, Err(StoreError::ClaimLost(_))),
        "{refused:?}"
    );
    assert!(drafted(&house.rob).await);
    store
        .item_skip(&house.rob, item.id, fence, "")
        .await
        .unwrap();
    assert!(!drafted(&house.rob).await);
    assert!(drafted(&house.sue).await, "it is hers");
}

/// A first version, as a page sends it that holds the item under this claim.
fn under(fence: i64, answer: &str) -> DraftRequest {
    DraftRequest {
        fence: Some(fence),
        ..request(0, answer)
    }
}

/// The save was on its way when its page went.
#[tokio::test]
async fn a_first_save_that_comes_after_its_draft_has_ended_brings_nothing_back() {
    let house = House::new().await;
    let store = house.store();
    let rob = &house.rob;
    let late = async |item: ItemId, fence: i64| {
        let late = store.draft_save(rob, item, &under(fence, "late")).await;
        assert!(matches!(late, Err(StoreError::ClaimLost(_))), "{late:?}");
        assert_eq!(store.draft_get(rob, item).await.unwrap(), None);
    };
    let anew = async |item: ItemId, fence: i64| {
        let saved = store.draft_save(rob, item, &under(fence, "anew")).await;
        assert_eq!(saved.unwrap().version, 1);
    };

    // Decided, and the decision taken back.
    let item = house.queued().await.id;
    let desk = house.claim(rob, item).await;
    let receipt = house.submit(rob, &desk, "No violations.").await.unwrap();
    house.undo(rob, &receipt.review).await;
    late(item, desk.claim.fence).await;
    let again = house.claim(rob, item).await.claim.fence;
    late(item, desk.claim.fence).await;
    anew(item, again).await;

    // Left to a lead, it may still be written about.
    let item = house.queued().await.id;
    let fence = house.claim(rob, item).await.claim.fence;
    let escalated = review(fence, Verdict::Escalate, "");
    store.review_submit(rob, item, &escalated).await.unwrap();
    late(item, fence).await;

    // Passed over, and asked for again.
    let item = house.queued().await.id;
    let fence = house.claim(rob, item).await.claim.fence;
    store.item_skip(rob, item, fence, "").await.unwrap();
    late(item, fence).await;
    let again = house.claim(rob, item).await.claim.fence;
    late(item, fence).await;
    anew(item, again).await;

    // Given up on another device.
    let item = house.queued().await.id;
    let here = house.claim(rob, item).await.claim.fence;
    let there = house.claim(rob, item).await.claim.fence;
    anew(item, there).await;
    store.draft_remove(rob, item).await.unwrap();
    late(item, here).await;
    anew(item, there).await;
}

#[tokio::test]
async fn what_is_written_when_a_claim_is_over_is_its_writers_still() {
    let house = House::new().await;
    let (store, rob) = (house.store(), &house.rob);
    let [given_back, ran_out] = [house.queued().await.id, house.queued().await.id];
    let elsewhere = house.queued().await.id;
    // The page's last two words, in the other order.
    let fence = house.claim(rob, given_back).await.claim.fence;
    store.claim_release(rob, given_back, fence).await.unwrap();
    let word = under(fence, "a word");
    store.draft_save(rob, given_back, &word).await.unwrap();

    let fence = house.claim(rob, ran_out).await.claim.fence;
    house.expire_claims().await;
    let first = under(fence, "a word");
    store.draft_save(rob, ran_out, &first).await.unwrap();
    // Two places that both know of it, whichever claimed last.
    house.claim(rob, ran_out).await;
    let second = DraftRequest {
        version: 1,
        ..first
    };
    store.draft_save(rob, ran_out, &second).await.unwrap();

    // Somebody else has it by now.
    let fence = house.claim(rob, elsewhere).await.claim.fence;
    house.expire_claims().await;
    house.claim(&house.ada, elsewhere).await;
    let word = under(fence, "a word");
    store.draft_save(rob, elsewhere, &word).await.unwrap();
}

/// The desk that gave it back claims what is free next, and that may be the same item.
#[tokio::test]
async fn what_is_written_before_its_item_was_prefetched_again_is_its_writers_still() {
    let house = House::new().await;
    let (store, rob) = (house.store(), &house.rob);
    let item = house.queued().await.id;
    let fence = house.claim(rob, item).await.claim.fence;
    store.claim_release(rob, item, fence).await.unwrap();
    let ahead = ClaimRequest {
        ahead: true,
        ..next()
    };
    let again = store.item_claim(rob, &ahead).await.unwrap();
    let again = again.expect("it is free").claim;
    assert!(again.item_id == item && again.fence > fence);
    let word = under(fence, "a word");
    store.draft_save(rob, item, &word).await.unwrap();
    // Opened, it may have been given up there since.
    store.draft_remove(rob, item).await.unwrap();
    let opened = store.claim_renew(rob, item, again.fence, false).await;
    opened.unwrap();
    let late = store.draft_save(rob, item, &word).await;
    assert!(matches!(late, Err(StoreError::ClaimLost(_))), "{late:?}");
}

#[tokio::test]
async fn a_purge_takes_what_was_written_about_the_picture() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    store
        .draft_save(&house.rob, item.id, &request(0, "a face"))
        .await
        .unwrap();
    store
        .item_purge(&house.ada, item.id, "a face")
        .await
        .unwrap();
    assert_eq!(house.count("select count(*) from drafts").await, 0);
    let late = store
        .draft_save(&house.rob, item.id, &request(0, "a face"))
        .await;
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
}
