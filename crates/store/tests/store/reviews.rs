//! A decision is stored once or not at all, and says what it was made on.

mod again;

use crate::house::{House, PROPOSED, region, review, threshold};
use futures::future::join_all;
use vitrine_domain::api::{ReviewReceipt, ReviewRequest};
use vitrine_domain::{ItemState, Split, Verdict};
use vitrine_store::StoreError;

#[tokio::test(flavor = "multi_thread")]
async fn the_same_fence_makes_one_review_and_one_receipt() {
    let house = House::with(threshold(1)).await;
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let receipts =
        join_all((0..6).map(|_| house.submit(&house.rob, &desk, "No violations."))).await;
    let receipts: Vec<_> = receipts.into_iter().map(Result::unwrap).collect();
    assert!(receipts.iter().all(|r| *r == receipts[0]), "{receipts:?}");
    assert!(receipts[0].training_queued && receipts[0].triplet_id.is_some());
    assert_eq!(house.count("select count(*) from reviews").await, 1);
    assert_eq!(house.count("select count(*) from triplets").await, 1);
}

/// The reply is lost, the reviewer thinks again and sends something else: it must not pass for what was stored.
#[tokio::test]
async fn another_decision_under_the_same_fence_is_refused_and_a_true_repeat_is_not() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let mut request = review(desk.claim.fence, Verdict::Correct, "Violations: Puma.");
    request.regions = vec![region("Puma")];
    request.note = "on the bag".into();
    let submit = async |r: &ReviewRequest| store.review_submit(&house.rob, item.id, r).await;
    let receipt = submit(&request).await.unwrap();
    assert_eq!(submit(&request).await.unwrap(), receipt);
    for other in [
        ReviewRequest {
            verdict: Verdict::Reject,
            ..request.clone()
        },
        ReviewRequest {
            answer: "No violations.".into(),
            ..request.clone()
        },
        ReviewRequest {
            regions: vec![],
            ..request.clone()
        },
        ReviewRequest {
            note: "on the shoe".into(),
            ..request.clone()
        },
    ] {
        match submit(&other).await {
            Err(StoreError::Conflict(what)) => assert!(what.contains("take that decision back")),
            told => panic!("{other:?}: {told:?}"),
        }
    }
    assert_eq!(house.count("select count(*) from reviews").await, 1);
    // As the sentence says: taken back, it is decided anew.
    house.undo(&house.rob, &receipt.review).await;
    let again = house.decide(&house.rob, item.id, "No violations.").await;
    assert_eq!(again.review.answer, "No violations.");
    // An acceptance stores the proposal itself, and repeats in the letters it was sent in.
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let mut accepted = review(desk.claim.fence, Verdict::Accept, "Violations: nike.");
    accepted.regions = desk.proposal.unwrap().regions;
    let once = store.review_submit(&house.rob, item.id, &accepted).await;
    let once = once.unwrap();
    assert_eq!(once.review.answer, PROPOSED);
    let twice = store.review_submit(&house.rob, item.id, &accepted).await;
    assert_eq!(twice.unwrap(), once);
}

/// The last write inside the transaction fails: nothing of it may stay, and the claim still holds.
#[tokio::test]
async fn a_failing_train_job_takes_the_whole_decision_back() {
    let house = House::with(threshold(1)).await;
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    house
        .sql(
            "create function no_train() returns trigger language plpgsql as
             $$ begin raise exception 'no job today'; end $$",
        )
        .await;
    house
        .sql(
            "create trigger no_train before insert on apalis.jobs for each row
             when (new.job_type = 'train') execute function no_train()",
        )
        .await;
    let failed = house.submit(&house.rob, &desk, "No violations.").await;
    assert!(matches!(failed, Err(StoreError::Database(_))), "{failed:?}");
    for table in [
        "select count(*) from reviews",
        "select count(*) from triplets",
        "select count(*) from snapshots",
        "select count(*) from training_runs",
        "select count(*) from audit_events where action = 'review.submit'",
        "select triplets_new::bigint from projects",
        "select count(*) from items where state <> 'queued'",
    ] {
        assert_eq!(house.count(table).await, 0, "{table}");
    }
    house.sql("drop trigger no_train on apalis.jobs").await;
    let receipt = house
        .submit(&house.rob, &desk, "No violations.")
        .await
        .unwrap();
    assert!(receipt.training_queued);
    for table in [
        "select count(*) from reviews",
        "select count(*) from triplets",
        "select count(*) from training_runs",
        "select count(*) from audit_events where action = 'review.submit'",
        "select count(*) from apalis.jobs where job_type = 'train'",
    ] {
        assert_eq!(house.count(table).await, 1, "{table}");
    }
}

#[tokio::test]
async fn a_triplet_names_what_it_was_made_on() {
    let house = House::new().await;
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let shown = desk.proposal.clone().expect("a proposal is shown");
    let mut request = review(desk.claim.fence, Verdict::Accept, &shown.answer);
    request.regions = shown.regions.clone();
    let receipt = house
        .store()
        .review_submit(&house.rob, item.id, &request)
        .await
        .unwrap();
    assert!(!receipt.review.correction);
    let history = house
        .store()
        .item_history(&house.rob, item.id)
        .await
        .unwrap();
    let triplet = &history.triplets[0];
    assert_eq!(history.item.state, ItemState::Decided);
    assert_eq!(triplet.review_id, receipt.review.id);
    assert_eq!(triplet.proposal_id, Some(shown.id));
    assert_eq!(triplet.model_version_id, Some(house.base.id));
    assert_eq!((triplet.blind, triplet.split), (false, Split::Train));
    assert_eq!(triplet.response, PROPOSED);
    assert_eq!(triplet.regions, vec![region("Nike")]);
    let project = house.store().project_get(&house.rob).await.unwrap();
    assert_eq!(triplet.policy_id, project.policy.id);
    assert_eq!(triplet.instruction, project.instruction);
}

#[tokio::test]
async fn a_held_out_item_is_labelled_blind() {
    let house = House::new().await;
    let item = house.item(Split::HeldOut).await;
    assert_eq!((item.state, item.blind), (ItemState::Queued, true));
    let desk = house.claim(&house.rob, item.id).await;
    assert!(desk.proposal.is_none());
    let request = review(desk.claim.fence, Verdict::Accept, "No violations.");
    let refused = house
        .store()
        .review_submit(&house.rob, item.id, &request)
        .await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
    let receipt = house
        .submit(&house.rob, &desk, "No violations.")
        .await
        .unwrap();
    assert_eq!(receipt.review.verdict, Verdict::Label);
    let counts = house.store().project_counts(&house.rob).await.unwrap();
    assert_eq!((counts.triplets_held_out, counts.triplets_new), (1, 0));
}

#[tokio::test]
async fn a_triplet_tells_the_answer_that_it_replaced_and_only_then() {
    let house = House::new().await;
    let of = async |receipt: ReviewReceipt| {
        let item = receipt.review.item_id;
        let history = house.store().item_history(&house.ada, item).await;
        history.unwrap().triplets.remove(0).refused
    };
    let item = house.queued().await;
    let corrected = house.decide(&house.rob, item.id, "No violations.").await;
    assert_eq!(of(corrected).await.as_deref(), Some(PROPOSED));
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let mut request = review(desk.claim.fence, Verdict::Accept, PROPOSED);
    request.regions = desk.proposal.map(|p| p.regions).unwrap_or_default();
    let accepted = house
        .store()
        .review_submit(&house.rob, item.id, &request)
        .await;
    assert_eq!(of(accepted.unwrap()).await, None);
    // A blind label replaces nothing that anybody saw.
    assert_eq!(of(house.decided(Split::HeldOut).await).await, None);
}
