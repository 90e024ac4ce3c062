//! A cluster keeps its first split, whatever is asked for and however an image comes back.

use crate::house::{House, image_like};
use vitrine_domain::limits::CLUSTER_DISTANCE;
use vitrine_domain::{ItemState, Split};
use vitrine_store::{Added, NewImage};

const HASH: u64 = 0x0123_4567_89ab_cdef;

/// `HASH` with its lowest `n` bits flipped.
fn away(n: u32) -> u64 {
    HASH ^ ((1 << n) - 1)
}

async fn add(house: &House, image: &NewImage, wanted: Split) -> Added {
    let added = house
        .store()
        .item_add(&house.ada, image, Some(wanted))
        .await;
    added.unwrap()
}

#[tokio::test]
async fn a_near_duplicate_of_a_held_out_image_never_reaches_training() {
    let house = House::new().await;
    let first = add(&house, &image_like(1, HASH), Split::HeldOut).await;
    house
        .decide(&house.rob, first.item.id, "No violations.")
        .await;
    // Re-encoded: other bytes, a perceptual hash as far away as a cluster reaches; asked for training.
    for (n, flipped) in [
        (2, 0),
        (3, 1),
        (4, away(CLUSTER_DISTANCE) ^ HASH),
        (5, 1 << 63),
    ] {
        let again = add(&house, &image_like(n, HASH ^ flipped), Split::Train).await;
        assert_eq!(again.item.split, Some(Split::HeldOut), "{flipped:b}");
        assert!(again.item.blind && !again.already_there);
        assert_eq!(again.item.image.cluster_id, first.item.image.cluster_id);
        house
            .decide(&house.rob, again.item.id, "No violations.")
            .await;
    }
    house.decided(Split::Train).await;
    let snapshot = house.store().snapshot_make(&house.ada).await.unwrap();
    assert_eq!((snapshot.train, snapshot.held_out), (1, 5));
}

#[tokio::test]
async fn one_bit_too_far_is_another_cluster() {
    let house = House::new().await;
    add(&house, &image_like(1, HASH), Split::HeldOut).await;
    let other = add(
        &house,
        &image_like(2, away(CLUSTER_DISTANCE + 1)),
        Split::Train,
    )
    .await;
    assert_eq!(other.item.split, Some(Split::Train));
    let report = house.store().cluster_report(&house.ada).await.unwrap();
    assert_eq!((report.train, report.held_out, report.images), (1, 1, 2));
}

#[tokio::test]
async fn a_bridge_between_splits_is_set_aside() {
    let house = House::new().await;
    add(&house, &image_like(1, HASH), Split::HeldOut).await;
    add(
        &house,
        &image_like(2, away(2 * CLUSTER_DISTANCE)),
        Split::Train,
    )
    .await;
    let bridge = add(&house, &image_like(3, away(CLUSTER_DISTANCE)), Split::Train).await;
    assert!(bridge.set_aside);
    assert_eq!(
        (bridge.item.state, bridge.item.split),
        (ItemState::SetAside, None)
    );
    // It pulls nothing after it: its neighbours are still judged by the clusters alone.
    let next = add(&house, &image_like(4, away(CLUSTER_DISTANCE)), Split::Train).await;
    assert!(next.set_aside);
    let report = house.store().cluster_report(&house.ada).await.unwrap();
    assert_eq!((report.set_aside, report.images), (2, 4));
}

#[tokio::test]
async fn the_same_bytes_again_are_the_same_item() {
    let house = House::new().await;
    let image = image_like(1, HASH);
    let first = add(&house, &image, Split::Train).await;
    let again = add(&house, &image, Split::HeldOut).await;
    assert!(again.already_there);
    assert_eq!(again.item, first.item);
    assert_eq!(
        house
            .count("select count(*) from apalis.jobs where job_type = 'propose'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn like_images_uploaded_at_once_fall_into_one_cluster() {
    let house = House::new().await;
    let images: Vec<_> = (0..6).map(|n| image_like(n + 1, HASH ^ (1 << n))).collect();
    let wanted = [Split::Train, Split::HeldOut, Split::Validation];
    let added = futures::future::join_all(
        images
            .iter()
            .enumerate()
            .map(|(n, image)| add(&house, image, wanted[n % 3])),
    )
    .await;
    assert!(
        added.iter().all(|a| a.item.split == added[0].item.split),
        "{added:?}"
    );
    assert_eq!(house.count("select count(*) from clusters").await, 1);
}

#[tokio::test]
async fn one_projects_clusters_are_nothing_to_another() {
    let house = House::new().await;
    add(&house, &image_like(1, HASH), Split::HeldOut).await;
    let other = crate::house::project(house.store(), "other", Default::default()).await;
    let same = house
        .store()
        .item_add(&other, &image_like(1, HASH), Some(Split::Train))
        .await
        .unwrap();
    assert_eq!(same.item.split, Some(Split::Train));
}
