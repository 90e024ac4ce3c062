//! An image that had to go: a tombstone, out of the queue and of every later snapshot.

use crate::house::{House, image, image_like};
use futures::TryStreamExt;
use vitrine_domain::{ItemState, Split};
use vitrine_store::StoreError;

#[tokio::test]
async fn it_leaves_the_curated_set_and_old_snapshots_say_so() {
    let house = House::new().await;
    let store = house.store();
    let gone = house.decided(Split::Train).await;
    house.decided(Split::Train).await;
    let old = store.snapshot_make(&house.ada).await.unwrap();
    assert_eq!((old.train, old.purged), (2, 0));
    let purged = store
        .item_purge(&house.ada, gone.review.item_id, "a face")
        .await
        .unwrap();
    assert!(purged.bytes_unused);
    assert_eq!(
        store
            .item_purge(&house.ada, gone.review.item_id, "a face")
            .await
            .unwrap(),
        purged
    );
    let old = store.snapshot_get(&house.ada, old.id).await.unwrap();
    assert_eq!((old.train, old.purged), (2, 1));
    let rows: Vec<_> = store
        .snapshot_triplets(&house.ada, old.id)
        .try_collect()
        .await
        .unwrap();
    let tombstones: Vec<_> = rows
        .iter()
        .filter(|t| t.image.purged)
        .map(|t| t.id)
        .collect();
    assert_eq!(tombstones, [gone.triplet_id.unwrap()]);
    let new = store.snapshot_make(&house.ada).await.unwrap();
    assert_eq!((new.train, new.purged), (1, 0));
    let history = store
        .item_history(&house.ada, gone.review.item_id)
        .await
        .unwrap();
    assert_eq!(history.item.state, ItemState::Purged);
    assert!(history.item.image.purged);
    assert_eq!((history.reviews.len(), history.triplets.len()), (1, 1));
}

#[tokio::test]
async fn it_ends_the_claim_and_is_not_taken_in_again() {
    let house = House::new().await;
    let store = house.store();
    let image = image();
    let item = store
        .item_add(&house.ada, &image, Some(Split::Train))
        .await
        .unwrap()
        .item;
    house.propose(item.id, &house.base).await;
    let desk = house.claim(&house.rob, item.id).await;
    let by_rob = store.item_purge(&house.rob, item.id, "a face").await;
    assert!(
        matches!(by_rob, Err(StoreError::Forbidden(_))),
        "{by_rob:?}"
    );
    store
        .item_purge(&house.ada, item.id, "a face")
        .await
        .unwrap();
    let refused = house.submit(&house.rob, &desk, "No violations.").await;
    assert!(
        matches!(refused, Err(StoreError::ClaimLost(_))),
        "{refused:?}"
    );
    let again = store.item_add(&house.ada, &image, None).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    assert!(house.offered(&house.sue).await.is_none());
}

#[tokio::test]
async fn bytes_that_another_project_holds_stay() {
    let house = House::new().await;
    let store = house.store();
    let other = crate::house::project(store, "other", Default::default()).await;
    let image = image_like(1, 1);
    let ours = store.item_add(&house.ada, &image, None).await.unwrap().item;
    let theirs = store.item_add(&other, &image, None).await.unwrap().item;
    assert!(
        !store
            .item_purge(&house.ada, ours.id, "a face")
            .await
            .unwrap()
            .bytes_unused
    );
    assert!(
        store
            .item_purge(&other, theirs.id, "a face")
            .await
            .unwrap()
            .bytes_unused
    );
}
