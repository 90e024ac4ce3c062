//! Proposals: one an item and version; after a promotion only what nobody holds or has decided is proposed anew.

use crate::house::{House, proposal};
use futures::future::join_all;
use vitrine_domain::api::TrainRequest;
use vitrine_domain::{ItemState, ModelVersion, Split, Trigger};
use vitrine_store::NewVersion;

async fn v1(house: &House) -> ModelVersion {
    let store = house.store();
    let ask = TrainRequest::default();
    let run = store
        .run_request(&house.ada, &ask, Trigger::Button)
        .await
        .unwrap();
    let new = NewVersion {
        training_run_id: run.id,
        base_hash: "base-hash".into(),
        artefact_hash: "artefact".into(),
    };
    store.version_add(&house.rule, &new).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_added_twice_leaves_one() {
    let house = House::new().await;
    let item = house.item(Split::Train).await;
    assert_eq!(item.state, ItemState::Waiting);
    let work = house
        .store()
        .proposal_wanted(&house.rule, item.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((work.champion.id, work.labels.len()), (house.base.id, 2));
    let new = proposal(item.id, &house.base);
    let added = join_all((0..5).map(|_| house.store().proposal_add(&house.rule, &new))).await;
    let stored = added.into_iter().filter_map(Result::unwrap).count();
    assert_eq!(stored, 1);
    let history = house
        .store()
        .item_history(&house.rob, item.id)
        .await
        .unwrap();
    assert_eq!(history.proposals.len(), 1);
    assert_eq!(history.item.state, ItemState::Queued);
    assert!((history.item.priority - 0.3).abs() < 1e-6);
    assert!(
        house
            .store()
            .proposal_wanted(&house.rule, item.id)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn after_a_promotion_only_free_and_undecided_items_are_proposed_anew() {
    let house = House::new().await;
    let store = house.store();
    house.decided(Split::Train).await;
    let claimed = house.queued().await;
    house.claim(&house.rob, claimed.id).await;
    let free = house.queued().await;
    house.item(Split::HeldOut).await;
    let v1 = v1(&house).await;
    house.sql("delete from apalis.jobs").await;
    store
        .champion_set(&house.ada, v1.id, "better")
        .await
        .unwrap();
    let jobs: Vec<String> = sqlx::query_scalar(
        "select convert_from(job, 'UTF8')::jsonb ->> 'item_id' from apalis.jobs where job_type = 'propose'",
    )
    .fetch_all(&house.db.owner().await)
    .await
    .unwrap();
    assert_eq!(jobs, [free.id.to_string()]);
    // The sweep adds no second job while the first waits.
    assert_eq!(
        store
            .proposals_enqueue_all(&house.rule, "base-hash")
            .await
            .unwrap(),
        0
    );
    // The old version's late proposal, and one on a claimed item, are not wanted.
    assert!(
        store
            .proposal_add(&house.rule, &proposal(free.id, &house.base))
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store
            .proposal_add(&house.rule, &proposal(claimed.id, &v1))
            .await
            .unwrap()
            .is_none()
    );
    house.propose(free.id, &v1).await;
    let desk = house.claim(&house.sue, free.id).await;
    assert_eq!(desk.proposal.unwrap().author(), "v1");
}

#[tokio::test]
async fn a_lost_job_is_enqueued_again_by_the_sweep() {
    let house = House::new().await;
    house.item(Split::Train).await;
    let swept = async || {
        let store = house.store();
        store
            .proposals_enqueue_all(&house.rule, "base-hash")
            .await
            .unwrap()
    };
    assert_eq!(swept().await, 0);
    // A worker has it in hand.
    house
        .sql("update apalis.jobs set status = 'Running', lock_at = now()")
        .await;
    assert_eq!(swept().await, 0);
    // Given up: asked for again an hour later, not each minute.
    house
        .sql("update apalis.jobs set status = 'Killed', attempts = max_attempts, done_at = now()")
        .await;
    assert_eq!(swept().await, 0);
    house
        .sql("update apalis.jobs set done_at = now() - interval '61 minutes'")
        .await;
    assert_eq!(swept().await, 1);
    house.sql("delete from apalis.jobs").await;
    let elsewhere = house
        .store()
        .proposals_enqueue_all(&house.rule, "another-hash")
        .await;
    assert_eq!(
        elsewhere.unwrap(),
        0,
        "it could not propose for this champion"
    );
    assert_eq!(swept().await, 1);
}

#[tokio::test]
async fn the_base_is_registered_once_and_stays_champion() {
    let house = House::new().await;
    let store = house.store();
    let again = store
        .version_base_ensure(&house.rule, "base-hash")
        .await
        .unwrap();
    assert_eq!(again, house.base);
    let other = store
        .version_base_ensure(&house.rule, "another-hash")
        .await
        .unwrap();
    assert_ne!(other.id, house.base.id);
    assert_eq!(
        store.champion_get(&house.ada).await.unwrap().unwrap().id,
        house.base.id
    );
    assert_eq!(store.version_list(&house.ada).await.unwrap().len(), 2);
}
