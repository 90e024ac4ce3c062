//! A threshold that was passed while a run was under way is not forgotten: the sweep looks.

mod given_back;

pub use given_back::{new, unseen};

use crate::house::{House, threshold};
use vitrine_domain::api::TrainRequest;
use vitrine_domain::{Split, TrainingRun, Trigger};

async fn swept(house: &House) -> Option<TrainingRun> {
    let rule = vitrine_store::Member::rule("sweep", house.ada.project_id);
    house.store().run_request_due(&rule).await.unwrap()
}

#[tokio::test]
async fn a_threshold_passed_during_a_run_starts_one_after_it() {
    let house = House::with(threshold(2)).await;
    let store = house.store();
    house.decided(Split::Train).await;
    assert!(swept(&house).await.is_none(), "one of two");
    let first = store
        .run_request(&house.ada, &TrainRequest::default(), Trigger::Button)
        .await
        .unwrap();
    for _ in 0..2 {
        assert!(!house.decided(Split::Train).await.training_queued);
    }
    assert!(swept(&house).await.is_none(), "one is under way");
    store
        .run_fail(&house.rule, first.id, "no memory")
        .await
        .unwrap();
    let due = swept(&house).await.expect("two new triplets");
    assert_eq!((due.trigger, due.snapshot.train), (Trigger::Threshold, 3));
    assert_eq!(due.requested_by, "rule: threshold");
    let jobs = "select count(*) from apalis.jobs where job_type = 'train'";
    assert_eq!(house.count(jobs).await, 2);
    // However it ends, the same triplets ask for no other.
    store
        .run_fail(&house.rule, due.id, "no memory")
        .await
        .unwrap();
    assert!(swept(&house).await.is_none());
    house.decided(Split::Train).await;
    assert!(swept(&house).await.is_none());
}

#[tokio::test]
async fn without_a_threshold_nothing_is_due() {
    let house = House::new().await;
    house.decided(Split::Train).await;
    assert!(swept(&house).await.is_none());
}

#[tokio::test]
async fn validation_triplets_alone_are_nothing_to_train_on() {
    let house = House::with(threshold(1)).await;
    house.decided(Split::Validation).await;
    assert!(swept(&house).await.is_none());
    let snapshots = house.store().snapshot_list(&house.ada).await.unwrap();
    // The triplet's own asking left one; the sweep's left nothing.
    assert_eq!(snapshots.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_sweeps_at_once_one_starts_it() {
    let house = House::with(threshold(1)).await;
    let store = house.store();
    house.decided(Split::Train).await;
    let run = store.run_list(&house.ada, None).await.unwrap().remove(0);
    house.decided(Split::Train).await;
    store
        .run_fail(&house.rule, run.id, "no memory")
        .await
        .unwrap();
    let made = futures::future::join_all((0..4).map(|_| swept(&house))).await;
    assert_eq!(made.into_iter().flatten().count(), 1);
}

/// Runs that fail one after another wait for ever more new triplets, up to the threshold.
#[tokio::test]
async fn a_failing_run_is_not_started_over_at_once() {
    let house = House::with(threshold(3)).await;
    let store = house.store();
    for _ in 0..2 {
        assert!(!house.decided(Split::Train).await.training_queued);
    }
    for newer in [1, 1, 2, 3, 3] {
        for n in 1..=newer {
            assert!(swept(&house).await.is_none(), "{n} of {newer}");
            let queued = house.decided(Split::Train).await.training_queued;
            assert_eq!(queued, n == newer, "{n} of {newer}");
        }
        let run = store.run_list(&house.ada, Some(1)).await.unwrap().remove(0);
        store
            .run_fail(&house.rule, run.id, "no memory")
            .await
            .unwrap();
        assert_eq!(new(&house).await, run.snapshot.train);
    }
}
