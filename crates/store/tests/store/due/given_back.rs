//! A run that fails or is cancelled gives back what it took of the count of new triplets: no more and no less.

use crate::house::{House, review, threshold};
use futures::future::join_all;
use vitrine_domain::api::TrainRequest;
use vitrine_domain::{Split, Trigger, Verdict};

/// How many are new, as it is kept.
pub async fn new(house: &House) -> i64 {
    house
        .count("select triplets_new::bigint from projects")
        .await
}

/// A run that a person starts and cancels does not put off the one that the threshold starts.
#[tokio::test]
async fn a_cancelled_run_gives_its_triplets_back() {
    let house = House::with(threshold(4)).await;
    let store = house.store();
    house.decided(Split::Train).await;
    house.decided(Split::HeldOut).await;
    let ask = TrainRequest::default();
    let learnt = store.run_request(&house.ada, &ask, Trigger::Button).await;
    house.decided(Split::Train).await;
    house.decided(Split::Validation).await;
    assert_eq!(new(&house).await, 2, "since the run that is under way");
    // That one ends well: what it saw stays seen, whatever becomes of the next.
    house
        .sql("update training_runs set state = 'decided', finished_at = now()")
        .await;
    let learnt = learnt.unwrap().id;
    let run = store.run_request(&house.ada, &ask, Trigger::Button).await;
    assert_eq!(new(&house).await, 0);
    store.run_cancel(&house.ada, run.unwrap().id).await.unwrap();
    assert_eq!(new(&house).await, 2);
    // Cancelled by its worker, it gives them back likewise, and those that came meanwhile stay.
    let run = store.run_request(&house.ada, &ask, Trigger::Button).await;
    let run = run.unwrap().id;
    house.decided(Split::Train).await;
    let config = serde_json::json!({});
    let started = store.run_start(&house.rule, run, "base-hash", 1, &config);
    started.await.unwrap();
    store.run_cancel(&house.ada, run).await.unwrap();
    assert_eq!(new(&house).await, 1, "it is under way still");
    store.run_cancelled(&house.rule, run).await.unwrap();
    assert_eq!(new(&house).await, 3);
    // A run that is over gives nothing back again.
    store.run_cancelled(&house.rule, learnt).await.unwrap();
    assert_eq!(new(&house).await, 3);
    assert!(house.decided(Split::Train).await.training_queued);
    assert_eq!(new(&house).await, 0);
}

/// What is given back leaves the count as any other new triplet does.
#[tokio::test]
async fn a_triplet_given_back_and_taken_back_is_not_new() {
    let house = House::new().await;
    let store = house.store();
    let receipt = house.decided(Split::Train).await;
    let ask = TrainRequest::default();
    let run = store.run_request(&house.ada, &ask, Trigger::Button).await;
    store.run_cancel(&house.ada, run.unwrap().id).await.unwrap();
    assert_eq!(new(&house).await, 1);
    let item = receipt.review.item_id;
    let undone = store.review_undo(&house.rob, item, receipt.review.id).await;
    undone.unwrap();
    assert_eq!(new(&house).await, 0);
}

/// The same, counted one by one: what is current and in the snapshot of no run that is under way or was decided last.
pub async fn unseen(house: &House) -> i64 {
    house
        .count(
            "select count(*) from triplets t where t.superseded_at is null and t.split <> 'held_out'
                and not exists (select from snapshot_triplets s where s.triplet_id = t.id and s.snapshot_id =
                    (select snapshot_id from training_runs where state not in ('failed', 'cancelled')
                     order by created_at desc, id desc limit 1))",
        )
        .await
}

/// A run's end lies before a decision that supersedes what the run had seen, and was not there when that decision began.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_superseded_while_its_run_fails_is_not_given_back() {
    let house = House::new().await;
    let item = house.decided(Split::Train).await.review.item_id;
    let ask = TrainRequest::default();
    let (store, rule, ada) = (house.store().clone(), house.rule.clone(), house.ada.clone());
    let run = store.run_request(&ada, &ask, Trigger::Button).await;
    let run = run.unwrap().id;
    let fence = house.claim(&ada, item).await.claim.fence;
    let owner = house.db.owner().await;
    let mut door = owner.begin().await.unwrap();
    sqlx::query("select 1 from projects for no key update")
        .execute(&mut *door)
        .await
        .unwrap();
    let fails = tokio::spawn({
        let store = store.clone();
        async move { store.run_fail(&rule, run, "no memory").await }
    });
    house.waits(1, &fails).await;
    let over = tokio::spawn(async move {
        let request = review(fence, Verdict::Correct, "Violations: Puma.");
        store.review_submit(&ada, item, &request).await
    });
    house.waits(2, &over).await;
    door.rollback().await.unwrap();
    fails.await.unwrap().unwrap();
    over.await.unwrap().unwrap();
    assert_eq!((new(&house).await, unseen(&house).await), (1, 1));
    owner.close().await;
}

/// Whatever is decided, decided again and taken back around a run's end, in whichever order.
#[tokio::test(flavor = "multi_thread")]
async fn the_count_is_right_after_a_run_that_fails_while_people_decide() {
    let house = House::new().await;
    let store = house.store();
    let mut people = Vec::new();
    for n in 0..4 {
        people.push(house.reviewer(&format!("p{n}")).await);
    }
    let ask = TrainRequest::default();
    // What this one saw stays seen.
    house.decided(Split::Train).await;
    let learnt = store.run_request(&house.ada, &ask, Trigger::Button).await;
    learnt.unwrap();
    house
        .sql("update training_runs set state = 'decided', finished_at = now()")
        .await;
    for round in 0..4 {
        let over = house.decided(Split::Train).await.review.item_id;
        let back = house.decided(Split::Validation).await.review;
        let run = store.run_request(&house.ada, &ask, Trigger::Button).await;
        let run = run.unwrap().id;
        assert_eq!(new(&house).await, 0);
        // Before its end as well: over what it has seen, and beside it.
        house.decided(Split::Train).await;
        let mut open = Vec::new();
        for who in &people {
            let item = house.queued().await;
            open.push((who, house.claim(who, item.id).await));
        }
        open.push((&house.ada, house.claim(&house.ada, over).await));
        let said = open
            .iter()
            .map(|(who, desk)| house.submit(who, desk, "Violations: Puma."));
        let (fails, undone, said) = tokio::join!(
            store.run_fail(&house.rule, run, "no memory"),
            store.review_undo(&house.rob, back.item_id, back.id),
            join_all(said),
        );
        fails.unwrap();
        undone.unwrap();
        assert!(said.iter().all(Result::is_ok), "{said:?}");
        assert_eq!(new(&house).await, unseen(&house).await, "round {round}");
        // Over what it had seen, once it has failed.
        house.decide(&house.ada, over, "No violations.").await;
        assert_eq!(new(&house).await, unseen(&house).await, "round {round}");
    }
    // Of what a run that was decided had seen nothing was ever new.
    assert_eq!(unseen(&house).await, 4 * 6);
}

/// Taken back after the run that saw what it had superseded: that is new to the next run, and if that fails it is not.
#[tokio::test]
async fn what_an_older_run_has_seen_is_never_given_back() {
    let house = House::new().await;
    let store = house.store();
    let item = house.decided(Split::Train).await.review.item_id;
    house.decided(Split::Train).await;
    let ask = TrainRequest::default();
    let learnt = store.run_request(&house.ada, &ask, Trigger::Button).await;
    learnt.unwrap();
    house
        .sql("update training_runs set state = 'decided', finished_at = now()")
        .await;
    let over = house.decide(&house.ada, item, "Violations: Puma.").await;
    assert_eq!(new(&house).await, 1);
    let run = store.run_request(&house.ada, &ask, Trigger::Button).await;
    assert_eq!(new(&house).await, 0);
    house.undo(&house.ada, &over.review).await;
    assert_eq!((new(&house).await, unseen(&house).await), (1, 1));
    store.run_cancel(&house.ada, run.unwrap().id).await.unwrap();
    assert_eq!((new(&house).await, unseen(&house).await), (0, 0));
}

/// A server from before asks for a run and keeps nothing: it gives back what it took, less what has left since.
#[tokio::test]
async fn a_run_that_an_older_server_asks_for_gives_back_what_it_took() {
    let house = House::new().await;
    let store = house.store();
    let item = house.decided(Split::Train).await.review.item_id;
    house.decided(Split::Train).await;
    let ask = TrainRequest::default();
    for over in [false, true] {
        let run = store.run_request(&house.ada, &ask, Trigger::Button).await;
        house
            .sql("update training_runs set gives_back = default")
            .await;
        if over {
            house.decide(&house.ada, item, "Violations: Puma.").await;
        }
        store.run_cancel(&house.ada, run.unwrap().id).await.unwrap();
        assert_eq!((new(&house).await, unseen(&house).await), (2, 2));
    }
}
