//! Counting a project takes all of its rows: many who watch it share a count, and none is told what no longer holds.

use crate::house::House;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use vitrine_domain::Split;

#[tokio::test]
async fn one_count_of_a_project_runs_at_a_time() {
    let house = House::new().await;
    house.queued().await;
    let owner = house.db.owner().await;
    let mut door = owner.begin().await.unwrap();
    sqlx::query("lock table items in access exclusive mode")
        .execute(&mut *door)
        .await
        .unwrap();
    let mut asking = JoinSet::new();
    for _ in 0..8 {
        let (store, member) = (house.store().clone(), house.rob.clone());
        asking.spawn(async move { store.project_counts(&member).await.unwrap().items });
    }
    let at_the_door = || {
        house.count(
            "select count(*) from pg_locks where relation = 'items'::regclass and not granted
             and database = (select oid from pg_database where datname = current_database())",
        )
    };
    let came = async {
        while at_the_door().await == 0 {
            sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(Duration::from_secs(20), came)
        .await
        .expect("one counts");
    sleep(Duration::from_millis(300)).await;
    assert_eq!(at_the_door().await, 1);
    door.rollback().await.unwrap();
    assert_eq!(asking.join_all().await, [1; 8]);
}

#[tokio::test]
async fn a_count_is_told_again_until_a_change_is_heard_of() {
    let house = House::new().await;
    let store = house.store();
    let one = house.queued().await;
    let queued = async || store.project_counts(&house.rob).await.unwrap().queued;
    // Nobody listens: what nobody tells of is seen too.
    assert_eq!(queued().await, 1);
    house
        .sql("update items set state = 'set_aside' where state = 'queued'")
        .await;
    assert_eq!(queued().await, 0);
    house
        .sql("update items set state = 'queued' where state = 'set_aside'")
        .await;
    let mut changes = store.changes();
    while timeout(Duration::from_millis(300), changes.recv())
        .await
        .is_err()
    {
        house.item(Split::Train).await;
    }
    // Past the store, nothing is told. A slow machine may take longer than the counts hold.
    let mut shared = false;
    for _ in 0..20 {
        let before = queued().await;
        house
            .sql(
                "update items set state = case state when 'queued' then 'set_aside' else 'queued' end
                 where state in ('queued', 'set_aside')",
            )
            .await;
        shared |= queued().await == before;
        if shared {
            break;
        }
        sleep(Duration::from_millis(500)).await;
    }
    assert!(shared, "each is counted anew");
    // What this process does is seen at once.
    house
        .sql("update items set state = 'queued' where state = 'set_aside'")
        .await;
    let desk = house.claim(&house.rob, one.id).await;
    assert_eq!(queued().await, 1);
    house
        .submit(&house.rob, &desk, "No violations.")
        .await
        .unwrap();
    assert_eq!(queued().await, 0);
}

#[tokio::test]
async fn an_item_counts_once_however_often_it_was_proposed_for() {
    let house = House::new().await;
    let store = house.store();
    let one = house.queued().await;
    let v1 = house.promoted().await;
    house.propose(one.id, &v1).await;
    house.decided(Split::HeldOut).await;
    let counts = store.project_counts(&house.ada).await.unwrap();
    assert_eq!((counts.items, counts.proposed, counts.proposals), (3, 2, 3));
    assert_eq!((counts.answered_blind, counts.flagged), (1, 0));
}
