//! A snapshot is its content: the same content, the same snapshot, the same bytes.

use crate::house::House;
use futures::TryStreamExt;
use vitrine_domain::{Split, Triplet};
use vitrine_store::StoreError;

async fn triplets(house: &House, id: vitrine_domain::SnapshotId) -> Vec<Triplet> {
    let rows = house.store().snapshot_triplets(&house.ada, id);
    rows.try_collect().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_content_gives_the_same_snapshot() {
    let house = House::new().await;
    for split in Split::ALL {
        house.decided(split).await;
    }
    let made =
        futures::future::join_all((0..4).map(|_| house.store().snapshot_make(&house.ada))).await;
    let made: Vec<_> = made.into_iter().map(Result::unwrap).collect();
    assert!(made.iter().all(|s| *s == made[0]), "{made:?}");
    assert_eq!(
        (made[0].train, made[0].validation, made[0].held_out),
        (1, 1, 1)
    );
    house.decided(Split::Train).await;
    let next = house.store().snapshot_make(&house.ada).await.unwrap();
    assert_ne!(next.hash, made[0].hash);
    assert_eq!(
        house
            .store()
            .snapshot_get(&house.ada, made[0].id)
            .await
            .unwrap(),
        made[0]
    );
    assert_eq!(
        house.store().snapshot_list(&house.ada).await.unwrap(),
        [next, made[0].clone()]
    );
}

#[tokio::test]
async fn of_nothing_there_is_none() {
    let house = House::new().await;
    house.queued().await;
    let refused = house.store().snapshot_make(&house.ada).await;
    assert!(
        matches!(&refused, Err(StoreError::Conflict(why)) if why.contains("decide items first")),
        "{refused:?}"
    );
    let kept = house.store().snapshot_list(&house.ada).await.unwrap();
    assert_eq!(kept, []);
    let made = "select count(*) from audit_events where action = 'snapshot.make'";
    assert_eq!(house.count(made).await, 0);
}

#[tokio::test]
async fn what_is_superseded_later_stays_in_the_old_one() {
    let house = House::new().await;
    let item = house.queued().await;
    let first = house.decide(&house.rob, item.id, "No violations.").await;
    let old = house.store().snapshot_make(&house.ada).await.unwrap();
    let before = triplets(&house, old.id).await;
    let second = house.decide(&house.ada, item.id, "Violations: Puma.").await;
    let new = house.store().snapshot_make(&house.ada).await.unwrap();
    let after = triplets(&house, old.id).await;
    assert_eq!(before[0].response, after[0].response);
    assert_eq!(Some(after[0].id), first.triplet_id);
    let current = triplets(&house, new.id).await;
    assert_eq!(current.len(), 1);
    assert_eq!(Some(current[0].id), second.triplet_id);
}

/// More than one fetch's worth, in the order of ids, each once.
#[tokio::test]
async fn a_long_snapshot_streams_whole() {
    let house = House::new().await;
    house.decided(Split::Train).await;
    // Copies of the first, as the owner: a thousand decisions by hand would take long.
    house
        .sql(
            "with n as (select generate_series(1, 1200) as n),
             c as (insert into clusters (id, project_id, split)
                select gen_random_uuid(), project_id, 'held_out' from clusters, n returning id, project_id),
             m as (insert into images (id, project_id, sha256, width, height, bytes, phash, cluster_id)
                select gen_random_uuid(), project_id, lpad(replace(id::text, '-', ''), 64, '0'), 1, 1, 1, 0::bigint::bit(64), id
                from c returning id, project_id),
             i as (insert into items (id, project_id, image_id, instruction, state, blind, fence)
                select gen_random_uuid(), project_id, id, 'x', 'decided', true, 1 from m returning id, project_id, image_id),
             r as (insert into reviews (id, project_id, item_id, reviewer_id, verdict, answer, correction, instruction, policy_id, fence)
                select gen_random_uuid(), i.project_id, i.id, o.reviewer_id, 'label', 'No violations.', false, 'x', o.policy_id, 1
                from i, reviews o returning id, project_id, item_id, policy_id)
             insert into triplets (id, project_id, item_id, image_id, review_id, blind, instruction, policy_id, response, split)
             select gen_random_uuid(), r.project_id, r.item_id, i.image_id, r.id, true, 'x', r.policy_id, 'No violations.', 'held_out'
             from r join i on i.id = r.item_id",
        )
        .await;
    let snapshot = house.store().snapshot_make(&house.ada).await.unwrap();
    assert_eq!((snapshot.train, snapshot.held_out), (1, 1200));
    let all = triplets(&house, snapshot.id).await;
    assert_eq!(all.len(), 1201);
    assert!(all.windows(2).all(|w| w[0].id < w[1].id));
}

#[tokio::test]
async fn a_snapshot_that_is_not_there_streams_not_found() {
    let house = House::new().await;
    let rows = house
        .store()
        .snapshot_triplets(&house.ada, vitrine_domain::SnapshotId::fresh());
    let got: Result<Vec<_>, _> = rows.try_collect().await;
    assert!(matches!(got, Err(StoreError::NotFound)), "{got:?}");
}
