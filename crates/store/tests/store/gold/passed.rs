//! A copy that its reviewer passes over, sends on or leaves is nobody else's.

use super::{copy, gold, often};
use crate::house::{House, review};
use vitrine_domain::api::SendRequest;
use vitrine_domain::{Split, Verdict};

#[tokio::test]
async fn what_is_escalated_skipped_or_sent_on_stays_with_its_reviewer() {
    let house = House::with(often()).await;
    let store = house.store();
    let tim = house.reviewer("tim").await;
    gold(&house, Split::HeldOut).await;
    let robs = copy(&house, &house.rob).await;
    let desk = house.claim(&house.rob, robs.id).await;
    let request = review(desk.claim.fence, Verdict::Escalate, "?");
    store
        .review_submit(&house.rob, robs.id, &request)
        .await
        .unwrap();
    let counts = store.project_counts(&house.ada).await.unwrap();
    assert_eq!(counts.escalated, 0, "no lead has to decide it");
    assert_eq!(store.gold_report(&house.ada).await.unwrap().figures, []);
    let tims = copy(&house, &tim).await;
    let fence = house.claim(&tim, tims.id).await.claim.fence;
    let send = SendRequest {
        to: "rob".into(),
        reason: "yours".into(),
        fence: Some(fence),
    };
    store.item_send(&tim, tims.id, &send).await.unwrap();
    let uma = house.reviewer("uma").await;
    let umas = copy(&house, &uma).await;
    let fence = house.claim(&uma, umas.id).await.claim.fence;
    store
        .item_skip(&uma, umas.id, fence, "too small")
        .await
        .unwrap();
    // Nor does any of them get a copy of the same again.
    for who in [&tim, &house.rob, &uma] {
        for _ in 0..20 {
            assert!(house.offered(who).await.is_none());
        }
    }
}

#[tokio::test]
async fn whoever_passes_one_over_or_sends_it_on_gets_others() {
    let house = House::with(often()).await;
    let store = house.store();
    for _ in 0..3 {
        gold(&house, Split::HeldOut).await;
    }
    let skipped = copy(&house, &house.rob).await;
    let fence = house.claim(&house.rob, skipped.id).await.claim.fence;
    store
        .item_skip(&house.rob, skipped.id, fence, "too small")
        .await
        .unwrap();
    let sent = copy(&house, &house.rob).await;
    assert_ne!(sent.id, skipped.id);
    let fence = house.claim(&house.rob, sent.id).await.claim.fence;
    let send = SendRequest {
        to: "sue".into(),
        reason: "yours".into(),
        fence: Some(fence),
    };
    store.item_send(&house.rob, sent.id, &send).await.unwrap();
    let last = copy(&house, &house.rob).await;
    house.decide(&house.rob, last.id, "Violations: Puma.").await;
    // Three copies of three originals; what was passed over is no answer, and its original is not there to be read.
    let originals = "select count(distinct gold_of) from items where gold_of is not null";
    assert_eq!(house.count(originals).await, 3);
    let report = store.gold_report(&house.ada).await.unwrap();
    assert_eq!((report.figures.len(), report.figures[0].n), (1, 1));
    let page = store.triplet_list(&house.rob, None, None, None).await;
    assert_eq!(page.unwrap().rows.len(), 1);
    assert!(house.offered(&house.rob).await.is_none());
}

#[tokio::test]
async fn a_gold_item_waits_for_its_reviewer_alone() {
    let house = House::with(often()).await;
    gold(&house, Split::Train).await;
    copy(&house, &house.rob).await;
    for (who, waiting) in [(&house.rob, 1), (&house.ada, 0)] {
        let counted = house.store().queue_waiting(who, None, None).await.unwrap();
        assert_eq!(counted.waiting, waiting, "{}", who.actor.name);
    }
}
