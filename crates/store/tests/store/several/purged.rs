//! An item about several images is gone with any of them.

use super::{ASKED, accepted, compared, house};
use crate::house::review;
use crate::synthesis::{captioned, next, pairs, replied, send, start};
use vitrine_domain::*;
use vitrine_store::{MaySend, StoreError};

#[tokio::test]
async fn a_purge_of_the_second_image_takes_the_item_and_leaves_the_first_image() {
    let (house, _, item) = compared().await;
    let store = house.store();
    let second = item.further_images[0].clone();
    accepted(&house, &item).await;
    let old = store.snapshot_make(&house.ada).await.unwrap();
    // Which of the two has to be said, and nothing but the item's own can be.
    let which = store.item_purge(&house.ada, item.id, "a face").await;
    assert!(
        matches!(&which, Err(StoreError::Invalid(why)) if why.0.contains("2 images")),
        "{which:?}"
    );
    let other = house.item(Split::Train).await.image.id;
    let purge = |image| store.item_image_purge(&house.ada, item.id, image, "a face");
    assert!(matches!(purge(other).await, Err(StoreError::NotFound)));
    let purged = purge(second.id).await.unwrap();
    assert_eq!(
        (purged.image_id, &purged.sha256),
        (second.id, &second.sha256)
    );
    assert_eq!(
        purge(second.id).await.unwrap(),
        purged,
        "repeated, it is the same"
    );

    let history = store.item_history(&house.ada, item.id).await.unwrap();
    assert_eq!(history.item.state, ItemState::Purged);
    assert!(history.item.purged() && !history.item.image.purged);
    assert!(history.triplets[0].purged());
    let current = store.triplet_list(&house.ada, None, None, None).await;
    assert_eq!(current.unwrap().rows, []);
    let snapshots = store.snapshot_list(&house.ada).await.unwrap();
    let was = snapshots.iter().find(|s| s.id == old.id).unwrap();
    assert_eq!((was.train, was.purged), (1, 1));
    let none = store.snapshot_make(&house.ada).await;
    assert!(matches!(none, Err(StoreError::Conflict(_))), "{none:?}");
    // The first image's own item goes on; the second's is gone with it.
    let state = |image: ImageId| {
        let store = store.clone();
        let ada = house.ada.clone();
        async move {
            let rows = store.item_list(&ada, &Default::default()).await.unwrap();
            let own = |r: &&ItemRow| r.item.image.id == image && r.item.further_images.is_empty();
            rows.rows.iter().find(own).map(|r| r.item.state)
        }
    };
    assert_eq!(state(item.image.id).await, Some(ItemState::Waiting));
    assert_eq!(state(second.id).await, Some(ItemState::Purged));
}

#[tokio::test]
async fn whoever_purges_the_second_image_by_its_own_item_ends_claims_on_the_other() {
    let (house, _, item) = compared().await;
    let store = house.store();
    let desk = house.claim(&house.rob, item.id).await;
    let rows = store.item_list(&house.ada, &Default::default()).await;
    let rows = rows.unwrap().rows;
    let second = item.further_images[0].id;
    let own = rows.iter().find(|r| r.item.image.id == second).unwrap();
    let purged = store.item_purge(&house.ada, own.item.id, "a face").await;
    assert_eq!(purged.unwrap().image_id, second);
    let request = review(desk.claim.fence, Verdict::Accept, "In nothing.");
    let late = store.review_submit(&house.rob, item.id, &request).await;
    assert!(matches!(late, Err(StoreError::ClaimLost(_))), "{late:?}");
    assert!(house.offered(&house.sue).await.is_none());
}

#[tokio::test]
async fn what_is_in_flight_about_a_purged_second_image_makes_no_item_and_is_not_asked_again() {
    let house = house(2).await;
    for _ in 0..2 {
        captioned(&house, Split::Train).await;
    }
    let store = house.store();
    let mut run = start(&house, &[("compare", 3)], 1_000_000).await;
    run.teacher.idempotent = true;
    let work = next(&house, &run).await;
    for w in &work[..2] {
        assert_eq!(send(&house, w, 100).await, MaySend::Yes);
    }
    // Two images: each is in every sample, so that the second one of the first sample is in all.
    let gone = &work[0].further_image_sha256[0];
    sqlx::query("update images set purged_at = now() where sha256 = $1")
        .bind(gone)
        .execute(&house.db.owner().await)
        .await
        .unwrap();
    replied(&house, &work[0], &pairs(&[(ASKED, "In nothing.")])).await;
    store.synthesis_recover(&house.rule, &run).await.unwrap();
    let totals = store
        .synthesis_get(&house.ada, run.id)
        .await
        .unwrap()
        .totals;
    assert_eq!((totals.pairs, totals.items), (1, 0));
    assert_eq!((totals.lost, totals.planned), (1, 1));
    let left = next(&house, &run).await;
    assert!(left.iter().all(|w| w.purged));
}
