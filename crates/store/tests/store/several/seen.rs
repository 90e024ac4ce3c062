//! Each of an item's images is shown, weighs as one that is seen, and is in the item's gold copy.

use super::{accepted, compared};
use vitrine_domain::Split;
use vitrine_domain::rules::exposure::CareRule;
use vitrine_store::StoreError;

#[tokio::test]
async fn a_reveal_shows_every_image_and_each_weighs() {
    let (house, _, item) = compared().await;
    let store = house.store();
    let mut settings = store.project_get(&house.ada).await.unwrap().settings;
    settings.care = CareRule {
        veil: true,
        ..CareRule::default()
    };
    store.settings_set(&house.ada, &settings).await.unwrap();
    for image in item.images() {
        assert!(store.image_look(&house.rob, image.id).await.unwrap().1);
    }
    let reveal = store.reveal_add(&house.rob, item.id).await.unwrap();
    assert_eq!(reveal.exposure, 2.0);
    for (image, position) in item.images().zip(1..) {
        let seen = store.reveal_image(&house.rob, reveal.id, position).await;
        assert_eq!(seen.unwrap().id, image.id);
        let theirs = store.reveal_image(&house.sue, reveal.id, position).await;
        assert!(matches!(theirs, Err(StoreError::NotFound)));
    }
    for position in [-1, 0, 3] {
        let none = store.reveal_image(&house.rob, reveal.id, position).await;
        assert!(matches!(none, Err(StoreError::NotFound)), "{position}");
    }
}

#[tokio::test]
async fn images_that_weigh_more_than_a_day_together_may_be_its_first() {
    let (house, _, item) = compared().await;
    let store = house.store();
    let mut settings = store.project_get(&house.ada).await.unwrap().settings;
    settings.care = CareRule {
        veil: true,
        daily_limit: Some(1.0),
        ..CareRule::default()
    };
    store.settings_set(&house.ada, &settings).await.unwrap();
    let reveal = store.reveal_add(&house.rob, item.id).await.unwrap();
    assert_eq!(reveal.exposure, 2.0);
    let other = house.item(Split::Train).await;
    store.reveal_add(&house.sue, other.id).await.unwrap();
    let refused = store.reveal_add(&house.sue, item.id).await;
    assert!(
        matches!(refused, Err(StoreError::EnoughToday(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_gold_copy_is_about_the_same_images() {
    let (house, _, item) = compared().await;
    let store = house.store();
    accepted(&house, &item).await;
    let mut settings = store.project_get(&house.ada).await.unwrap().settings;
    settings.gold.percent = 50.0;
    store.settings_set(&house.ada, &settings).await.unwrap();
    store.gold_mark(&house.ada, item.id).await.unwrap();
    let copied = "select count(*) from items c join items o on o.id = c.gold_of
        join item_images x on x.item_id = c.id join item_images y on y.item_id = o.id and y.image_id = x.image_id
        where c.further_images = o.further_images";
    for _ in 0..200 {
        if let Some(desk) = house.offered(&house.sue).await {
            let (id, fence) = (desk.item.id, desk.claim.fence);
            store.claim_release(&house.sue, id, fence).await.unwrap();
        }
        if house.count(copied).await == 1 {
            return;
        }
    }
    panic!("nothing was seeded in 200 claims at 50 %");
}
