//! While a run's snapshot is made people go on deciding; what they decide meanwhile is not in it and stays new.

use crate::due::{new, unseen};
use crate::house::{House, review};
use chrono::{DateTime, Utc};
use std::time::Duration;
use tokio::time::timeout;
use vitrine_domain::api::TrainRequest;
use vitrine_domain::{ProjectSettings, Split, Trigger, Verdict};

const LONG: Duration = Duration::from_secs(20);

/// Before this is let go no snapshot gets its list.
const DOOR: &str = "lock table snapshot_triplets in exclusive mode";

#[tokio::test(flavor = "multi_thread")]
async fn decisions_do_not_wait_for_a_snapshot_and_are_counted_once() {
    for learnt in [false, true] {
        let house = House::new().await;
        let store = house.store();
        let ask = TrainRequest::default();
        let kept = house.decided(Split::Train).await.review.item_id;
        let over = house.decided(Split::Train).await.review.item_id;
        if learnt {
            let run = store.run_request(&house.ada, &ask, Trigger::Button).await;
            run.unwrap();
            house
                .sql("update training_runs set state = 'decided', finished_at = now()")
                .await;
        }
        let back = house.decided(Split::Validation).await.review;
        let again = house.decide(&house.ada, kept, "Violations: Puma.").await;
        let was_new = new(&house).await;
        assert_eq!(
            (was_new, unseen(&house).await),
            (if learnt { 2 } else { 3 }, was_new)
        );

        let owner = house.db.owner().await;
        let mut door = owner.begin().await.unwrap();
        sqlx::query(DOOR).execute(&mut *door).await.unwrap();
        let asking = tokio::spawn({
            let (store, ada) = (store.clone(), house.ada.clone());
            async move {
                let ask = TrainRequest::default();
                store.run_request(&ada, &ask, Trigger::Button).await
            }
        });
        house.waits(1, &asking).await;
        // One that is made, one that leaves, one that is decided anew and one that comes back.
        let meanwhile = async {
            house.decided(Split::Train).await;
            let undone = store.review_undo(&house.rob, back.item_id, back.id).await;
            undone.unwrap();
            house.decide(&house.ada, over, "Violations: Puma.").await;
            let undone = store.review_undo(&house.ada, kept, again.review.id).await;
            undone.unwrap();
        };
        timeout(LONG, meanwhile)
            .await
            .expect("nobody waits for the snapshot");
        assert!(!asking.is_finished());
        let now: DateTime<Utc> = sqlx::query_scalar("select clock_timestamp()")
            .fetch_one(&owner)
            .await
            .unwrap();
        door.commit().await.unwrap();
        let run = asking.await.unwrap().unwrap();
        assert!(run.created_at > now, "newer than what was meanwhile");
        // As it was when it was made: three, of which one was for validation.
        assert_eq!((run.snapshot.train, run.snapshot.validation), (2, 1));
        assert_eq!((new(&house).await, unseen(&house).await), (3, 3));
        // It gives back what it alone had.
        store.run_cancel(&house.ada, run.id).await.unwrap();
        assert_eq!(new(&house).await, unseen(&house).await, "learnt: {learnt}");
        owner.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn past_a_threshold_one_makes_the_snapshot_and_the_others_go_on() {
    let house = House::with(ProjectSettings {
        retrain_after: Some(3),
        ..ProjectSettings::default()
    })
    .await;
    for _ in 0..2 {
        assert!(!house.decided(Split::Train).await.training_queued);
    }
    let item = house.queued().await.id;
    let fence = house.claim(&house.rob, item).await.claim.fence;
    let owner = house.db.owner().await;
    let mut door = owner.begin().await.unwrap();
    sqlx::query(DOOR).execute(&mut *door).await.unwrap();
    let asking = tokio::spawn({
        let (store, rob) = (house.store().clone(), house.rob.clone());
        async move {
            let request = review(fence, Verdict::Correct, "Violations: Puma.");
            store.review_submit(&rob, item, &request).await
        }
    });
    house.waits(1, &asking).await;
    let meanwhile = async {
        for _ in 0..2 {
            let next = house.queued().await.id;
            let receipt = house.decide(&house.sue, next, "No violations.").await;
            assert!(!receipt.training_queued, "somebody asks already");
        }
    };
    timeout(LONG, meanwhile)
        .await
        .expect("nobody waits for the snapshot");
    assert!(!asking.is_finished());
    door.commit().await.unwrap();
    let receipt = asking.await.unwrap().unwrap();
    assert!(receipt.training_queued);
    let runs = house.store().run_list(&house.ada, None).await.unwrap();
    let told: Vec<_> = runs
        .iter()
        .map(|r| (r.trigger, r.snapshot.train, r.triplets_new))
        .collect();
    assert_eq!(told, [(Trigger::Threshold, 3, Some(3))]);
    assert_eq!((new(&house).await, unseen(&house).await), (2, 2));
    owner.close().await;
}

/// Whoever was to ask and could not leaves it to the sweep.
#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_asked_for_the_sweep_asks_for() {
    let house = House::with(ProjectSettings {
        retrain_after: Some(2),
        ..ProjectSettings::default()
    })
    .await;
    house.decided(Split::Train).await;
    let owner = house.db.owner().await;
    let mut door = owner.begin().await.unwrap();
    // As the one who asks holds it, until it is killed.
    sqlx::query(
        "select pg_advisory_xact_lock(hashtextextended('vitrine training ' || id::text, 0)) from projects",
    )
    .execute(&mut *door)
    .await
    .unwrap();
    assert!(!house.decided(Split::Train).await.training_queued);
    door.rollback().await.unwrap();
    let rule = vitrine_store::Member::rule("sweep", house.ada.project_id);
    let run = house.store().run_request_due(&rule).await.unwrap();
    assert_eq!(run.unwrap().snapshot.train, 2);
    assert_eq!(new(&house).await, 0);
    owner.close().await;
}
