//! A decision over an earlier one, taken back: the earlier one holds again, as if it had never been decided over.

use crate::house::{House, review, send};
use futures::StreamExt;
use vitrine_domain::api::{AuditQuery, ItemFilter, ReviewReceipt, TrainRequest};
use vitrine_domain::{Item, ItemId, ItemState, Split, Trigger, Verdict};
use vitrine_store::StoreError;

/// Corrected by rob: “No violations.”
async fn corrected(house: &House) -> (Item, ReviewReceipt) {
    let item = house.queued().await;
    let by_rob = house.decide(&house.rob, item.id, "No violations.").await;
    (item, by_rob)
}

/// Ada, who leads, says something else and takes it back.
async fn over_and_back(house: &House, item: ItemId, verdict: Verdict) -> ReviewReceipt {
    let desk = house.claim(&house.ada, item).await;
    let request = review(desk.claim.fence, verdict, "Violations: Puma.");
    let store = house.store();
    let by_ada = store.review_submit(&house.ada, item, &request).await;
    let by_ada = by_ada.unwrap();
    let undone = store.review_undo(&house.ada, item, by_ada.review.id).await;
    assert_eq!(undone.unwrap().supersedes, Some(by_ada.review.id));
    by_ada
}

/// Decided as rob did, with his triplet current and no other; the list says so, and nobody is offered it.
async fn as_rob_left_it(house: &House, by_rob: &ReviewReceipt) {
    let store = house.store();
    let id = by_rob.review.item_id;
    let item = store.item_get(&house.ada, id).await.unwrap();
    assert_eq!(item.state, ItemState::Decided);
    assert_eq!(item.decided_at, Some(by_rob.review.created_at));
    let current = store.triplet_list(&house.ada, None, None, None).await;
    let current: Vec<_> = current.unwrap().rows.iter().map(|t| t.id).collect();
    assert_eq!(current, Vec::from_iter(by_rob.triplet_id));
    let rows = store.item_list(&house.ada, &ItemFilter::default()).await;
    let row = rows.unwrap().rows.into_iter().find(|r| r.item.id == id);
    let row = row.unwrap();
    assert_eq!(row.verdict, Some(by_rob.review.verdict));
    assert_eq!(row.answer.as_ref(), Some(&by_rob.review.answer));
    assert_eq!(row.reviewer.as_deref(), Some("rob"));
    let offered = house.offered(&house.sue).await;
    assert!(offered.is_none());
}

#[tokio::test]
async fn a_decision_taken_back_leaves_the_one_before() {
    let house = House::new().await;
    let store = house.store();
    let (item, by_rob) = corrected(&house).await;
    let by_ada = over_and_back(&house, item.id, Verdict::Correct).await;
    as_rob_left_it(&house, &by_rob).await;
    let counts = store.project_counts(&house.ada).await.unwrap();
    assert_eq!(
        (counts.decided, counts.triplets_train, counts.triplets_new),
        (1, 1, 1)
    );
    assert_eq!((counts.reviews, counts.corrections), (1, 1));
    let history = store.item_history(&house.ada, item.id).await.unwrap();
    let whose: Vec<_> = history.reviews.iter().map(|r| &*r.reviewer).collect();
    assert_eq!(whose, ["rob", "admin-brands", "admin-brands"]);
    // What takes one back is not taken back itself.
    let undo = history.reviews[2].id;
    let again = store.review_undo(&house.ada, item.id, undo).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    let successors: Vec<_> = history.triplets.iter().map(|t| t.superseded_by).collect();
    assert_eq!(successors, [None, by_rob.triplet_id]);
    assert_eq!(history.triplets[0].response, "No violations.");
    let trail = AuditQuery {
        item: Some(item.id),
        what: Some("review.undo".into()),
        ..AuditQuery::default()
    };
    let trail = store.audit_list(&house.ada, &trail).await.unwrap().rows;
    assert_eq!(trail.len(), 1);
    assert_eq!(trail[0].subject_id, by_ada.review.id.to_string());
    assert_eq!(
        trail[0].detail["holds_again"],
        serde_json::json!({"review": by_rob.review.id, "triplet": by_rob.triplet_id})
    );
    // On her desk lies what holds; decided over and taken back again, it holds still.
    let desk = house.claim(&house.ada, item.id).await;
    assert_eq!(desk.left_by.map(|r| r.id), Some(by_rob.review.id));
    over_and_back(&house, item.id, Verdict::Correct).await;
    as_rob_left_it(&house, &by_rob).await;
    // What people made of the proposal counts once.
    let trust = store.calibration_get(&house.ada, house.base.id).await;
    let counted: i64 = trust.unwrap().bins.iter().map(|b| b.reviewed).sum();
    assert_eq!(counted, 1);
    // A decision that is not taken back follows as ever.
    let last = house.decide(&house.ada, item.id, "Violations: Puma.").await;
    let current = store.triplet_list(&house.ada, None, None, None).await;
    let current: Vec<_> = current.unwrap().rows.iter().map(|t| t.id).collect();
    assert_eq!(current, Vec::from_iter(last.triplet_id));
    let counts = store.project_counts(&house.ada).await.unwrap();
    assert_eq!(counts.triplets_new, 1);
}

#[tokio::test]
async fn a_rejection_taken_back_brings_the_triplet_back() {
    let house = House::new().await;
    let (item, by_rob) = corrected(&house).await;
    over_and_back(&house, item.id, Verdict::Reject).await;
    as_rob_left_it(&house, &by_rob).await;
    let counts = house.store().project_counts(&house.ada).await.unwrap();
    assert_eq!((counts.triplets_train, counts.triplets_new), (1, 1));
}

#[tokio::test]
async fn a_rejection_holds_again_and_makes_no_triplet() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let request = review(desk.claim.fence, Verdict::Reject, "");
    let by_rob = store.review_submit(&house.rob, item.id, &request).await;
    let by_rob = by_rob.unwrap();
    // Twice: the second goes over what the first undo left.
    for _ in 0..2 {
        over_and_back(&house, item.id, Verdict::Correct).await;
        as_rob_left_it(&house, &by_rob).await;
        let counts = store.project_counts(&house.ada).await.unwrap();
        assert_eq!((counts.triplets_train, counts.triplets_new), (0, 0));
    }
}

/// What the newest run has learnt from is not new when it comes back.
#[tokio::test]
async fn what_a_run_has_seen_is_not_counted_again() {
    let house = House::new().await;
    let store = house.store();
    let (item, by_rob) = corrected(&house).await;
    store
        .run_request(&house.ada, &TrainRequest::default(), Trigger::Button)
        .await
        .unwrap();
    over_and_back(&house, item.id, Verdict::Correct).await;
    as_rob_left_it(&house, &by_rob).await;
    let counts = store.project_counts(&house.ada).await.unwrap();
    assert_eq!(counts.triplets_new, 0);
    // Nor does one that no run learns from count at all.
    let blind = house.decided(Split::HeldOut).await;
    over_and_back(&house, blind.review.item_id, Verdict::Label).await;
    let counts = store.project_counts(&house.ada).await.unwrap();
    assert_eq!((counts.triplets_held_out, counts.triplets_new), (1, 0));
    let snapshot = store.snapshot_make(&house.ada).await.unwrap();
    let rows = store.snapshot_triplets(&house.ada, snapshot.id);
    let rows: Vec<_> = rows.map(|t| t.unwrap().id).collect().await;
    assert_eq!(
        rows,
        [by_rob.triplet_id, blind.triplet_id].map(Option::unwrap)
    );
}

/// An escalated item goes back to the lead each time, whatever has been taken back before.
#[tokio::test]
async fn what_was_escalated_waits_for_a_lead_again() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let request = review(desk.claim.fence, Verdict::Escalate, "?");
    let by_rob = store.review_submit(&house.rob, item.id, &request).await;
    let by_rob = by_rob.unwrap().review;
    for _ in 0..2 {
        over_and_back(&house, item.id, Verdict::Correct).await;
        let desk = house.claim(&house.ada, item.id).await;
        assert_eq!(desk.item.state, ItemState::Escalated);
        assert_eq!(desk.left_by.as_ref(), Some(&by_rob));
    }
}

/// A lead decides for those who were to, and takes it back: it is theirs again, and on hold again.
#[tokio::test]
async fn what_was_sent_or_put_off_is_so_again() {
    let house = House::new().await;
    let store = house.store();
    let (sent, held) = (house.queued().await, house.queued().await);
    let to_sue = send("sue");
    store.item_send(&house.ada, sent.id, &to_sue).await.unwrap();
    let desk = house.claim(&house.rob, held.id).await;
    let why = "a label is missing";
    let hold = store.item_hold(&house.rob, held.id, desk.claim.fence, why);
    hold.await.unwrap();
    let stood = async || {
        let get = |id| store.item_get(&house.ada, id);
        (get(sent.id).await.unwrap(), get(held.id).await.unwrap())
    };
    let before = stood().await;
    assert_eq!(before.0.assignee.as_deref(), Some("sue"));
    for item in [sent.id, held.id] {
        over_and_back(&house, item, Verdict::Correct).await;
    }
    assert_eq!(stood().await, before);

    // Who is out by then is sent nothing.
    let desk = house.claim(&house.ada, sent.id).await;
    let request = review(desk.claim.fence, Verdict::Correct, "None.");
    let by_ada = store.review_submit(&house.ada, sent.id, &request).await;
    store.member_remove(&house.ada, "sue").await.unwrap();
    let undone = store.review_undo(&house.ada, sent.id, by_ada.unwrap().review.id);
    undone.await.unwrap();
    let item = stood().await.0;
    assert_eq!((item.state, item.assignee), (ItemState::Queued, None));
}
