//! What a day allows, whose day it is, and what may still be decided past it.

use super::{back, spent, veiled};
use crate::house::{House, image, next, this};
use chrono::Timelike;
use vitrine_domain::api::{BatchItem, Preferences, SettingsPatch};
use vitrine_domain::{DayLeft, ItemId, Split};
use vitrine_store::StoreError;

#[tokio::test]
async fn past_the_limit_nothing_more_is_revealed_or_claimed() {
    let house = House::with(veiled(Some(7.0))).await;
    let store = house.store();
    let mut items = Vec::new();
    for _ in 0..4 {
        items.push(house.queued().await.id);
    }
    store.reveal_add(&house.rob, items[0]).await.unwrap();
    store.reveal_add(&house.rob, items[1]).await.unwrap();
    // 6 of 7: another of 3 does not fit; a light one would, so the queue is still open.
    let refused = store.reveal_add(&house.rob, items[2]).await;
    let Err(StoreError::EnoughToday(why)) = refused else {
        panic!("{refused:?}");
    };
    assert!(
        why.contains("1.0 of 7.0 are left") && why.contains("00:00 UTC"),
        "{why}"
    );
    assert_eq!(spent(&house, &house.rob).await, 6.0);
    let held = house.offered(&house.rob).await.unwrap();
    assert!(held.veiled);
    // What is clear stays clear, and costs nothing.
    store.reveal_add(&house.rob, items[1]).await.unwrap();
    // Others have their own day.
    store.reveal_add(&house.sue, items[2]).await.unwrap();

    let light = house.item(Split::Train).await;
    let proposal = vitrine_store::NewProposal {
        answer: "No violations.".into(),
        regions: vec![],
        ..crate::house::proposal(light.id, &house.base)
    };
    store.proposal_add(&house.rule, &proposal).await.unwrap();
    let last = store.reveal_add(&house.rob, light.id).await.unwrap();
    assert_eq!((last.exposure, spent(&house, &house.rob).await), (1.0, 7.0));
    for request in [next(), this(items[3])] {
        let refused = store.item_claim(&house.rob, &request).await;
        assert!(
            matches!(&refused, Err(StoreError::EnoughToday(why)) if why.contains("7.0 of 7.0")),
            "{refused:?}"
        );
    }
    // What is held can be had again and decided, unseen.
    let again = house.claim(&house.rob, held.item.id).await;
    house
        .submit(&house.rob, &again, "No violations.")
        .await
        .unwrap();
    // The next day it begins anew.
    back(&house, "1 day").await;
    assert_eq!(spent(&house, &house.rob).await, 0.0);
    store.reveal_add(&house.rob, items[3]).await.unwrap();
}

#[tokio::test]
async fn two_reveals_at_once_do_not_pass_the_limit_together() {
    let house = House::with(veiled(Some(3.0))).await;
    let (a, b) = (house.queued().await.id, house.queued().await.id);
    let store = house.store();
    let (one, two) = tokio::join!(
        store.reveal_add(&house.rob, a),
        store.reveal_add(&house.rob, b)
    );
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert_eq!(spent(&house, &house.rob).await, 3.0);
}

#[tokio::test]
async fn the_lesser_limit_holds_and_eyes_have_one_day_in_all_projects() {
    let house = House::with(veiled(Some(7.0))).await;
    let store = house.store();
    let own = Preferences {
        exposure_limit: Some(4.0),
        ..Preferences::default()
    };
    store.preferences_set(&house.rob.actor, &own).await.unwrap();
    let (a, b) = (house.queued().await, house.queued().await);
    store.reveal_add(&house.rob, a.id).await.unwrap();
    let refused = store.reveal_add(&house.rob, b.id).await;
    assert!(
        matches!(refused, Err(StoreError::EnoughToday(_))),
        "{refused:?}"
    );

    let elsewhere = crate::house::project(store, "other", veiled(None)).await;
    store
        .member_set(&elsewhere, "rob", vitrine_domain::Role::Reviewer)
        .await
        .unwrap();
    let rob = store.member(&house.rob.actor, "other").await.unwrap();
    let there = store.exposure_get(&rob).await.unwrap();
    assert_eq!((there.spent, there.limit), (3.0, Some(4.0)));
    assert_eq!(spent(&house, &house.sue).await, 0.0);
    for limit in [0.0, -3.0, f32::INFINITY] {
        let wrong = Preferences {
            exposure_limit: Some(limit),
            ..Preferences::default()
        };
        let set = store.preferences_set(&house.rob.actor, &wrong).await;
        assert!(matches!(set, Err(StoreError::Invalid(_))), "{set:?}");
    }
}

#[tokio::test]
async fn past_the_limit_a_batch_takes_what_was_looked_at_alone() {
    let house = House::with(veiled(Some(3.0))).await;
    let store = house.store();
    let of = async |id: ItemId| {
        let history = store.item_history(&house.ada, id).await.unwrap();
        BatchItem {
            item_id: id,
            proposal_id: history.proposals[0].id,
            seconds: None,
        }
    };
    let early = of(house.queued().await.id).await;
    let (seen, unseen) = (house.queued().await.id, house.queued().await.id);
    let (seen, unseen) = (of(seen).await, of(unseen).await);
    store.proposal_accept(&house.rob, &early, 1).await.unwrap();
    assert_eq!(store.exposure_enough(&house.rob).await.unwrap(), None);
    store.reveal_add(&house.rob, seen.item_id).await.unwrap();
    let refused = store.proposal_accept(&house.rob, &unseen, 1).await;
    let Err(StoreError::EnoughToday(why)) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("3.0 of 3.0"), "{why}");
    // As the desk and the batch's page say it.
    let said = store.exposure_enough(&house.rob).await.unwrap();
    assert_eq!(said.as_deref(), Some(&*why));
    assert_eq!(house.count("select count(*) from claims").await, 0);
    store.proposal_accept(&house.rob, &seen, 1).await.unwrap();
    // Others have their own day.
    assert_eq!(store.exposure_enough(&house.sue).await.unwrap(), None);
    store.proposal_accept(&house.sue, &unseen, 1).await.unwrap();
    assert_eq!(house.count("select count(*) from reviews").await, 3);
}

#[tokio::test]
async fn what_was_looked_at_yesterday_is_not_accepted_past_the_limit() {
    let hour = chrono::Utc::now().hour() as u8;
    let mut settings = veiled(Some(3.0));
    settings.care.day_begins = hour;
    let house = House::with(settings).await;
    let store = house.store();
    let own = Preferences {
        day_begins: hour,
        ..Preferences::default()
    };
    store.preferences_set(&house.rob.actor, &own).await.unwrap();
    let (yesterday, today) = (house.queued().await.id, house.queued().await.id);
    let accept = async |id: ItemId| {
        let history = store.item_history(&house.ada, id).await.unwrap();
        let of = BatchItem {
            item_id: id,
            proposal_id: history.proposals[0].id,
            seconds: None,
        };
        store.proposal_accept(&house.rob, &of, 1).await
    };
    store.reveal_add(&house.rob, yesterday).await.unwrap();
    // The day began within the hour.
    back(&house, "2 hours").await;
    store.reveal_add(&house.rob, today).await.unwrap();
    let refused = accept(yesterday).await;
    assert!(
        matches!(refused, Err(StoreError::EnoughToday(_))),
        "{refused:?}"
    );
    accept(today).await.unwrap();
}

#[tokio::test]
async fn a_limit_that_shuts_an_image_away_is_refused_and_one_from_before_lets_it_be_the_days_first()
{
    let house = House::with(veiled(Some(7.0))).await;
    let store = house.store();
    let refused = store.settings_set(&house.ada, &veiled(Some(2.0))).await;
    assert!(
        matches!(&refused, Err(StoreError::Invalid(why)) if why.0.contains("less than 3.0")),
        "{refused:?}"
    );
    // Nor can labels be made graver than the limit.
    let mut graver = veiled(Some(4.0));
    graver.queue.severities.insert("Puma".into(), 1.0);
    let refused = store.settings_set(&house.ada, &graver).await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );

    house
        .sql("update projects set settings = jsonb_set(settings, '{care,daily_limit}', '2')")
        .await;
    // It is no hindrance to what has nothing to do with it.
    let phrases = serde_json::json!({"phrases": ["as seen"]});
    let patch = SettingsPatch {
        now: phrases.as_object().cloned().unwrap(),
        ..SettingsPatch::default()
    };
    store.settings_change(&house.ada, &patch).await.unwrap();
    let (one, two) = (house.queued().await.id, house.queued().await.id);
    let reveal = store.reveal_add(&house.rob, one).await.unwrap();
    assert_eq!(reveal.exposure, 3.0);
    let refused = store.reveal_add(&house.rob, two).await;
    assert!(
        matches!(&refused, Err(StoreError::EnoughToday(why)) if why.contains("as the first of one")),
        "{refused:?}"
    );
    // As it promised.
    back(&house, "1 day").await;
    store.reveal_add(&house.rob, two).await.unwrap();
}

#[tokio::test]
async fn ones_own_day_is_one_whatever_hours_projects_have() {
    let hour = chrono::Utc::now().hour() as u8;
    let begins = |hour: u8| {
        let mut settings = veiled(None);
        settings.care.day_begins = hour % 24;
        settings
    };
    // Here a day has only begun.
    let house = House::with(begins(hour)).await;
    let store = house.store();
    let elsewhere = crate::house::project(store, "other", begins(hour + 2)).await;
    store
        .member_set(&elsewhere, "rob", vitrine_domain::Role::Reviewer)
        .await
        .unwrap();
    let own = Preferences {
        exposure_limit: Some(4.0),
        day_begins: (hour + 2) % 24,
        ..Preferences::default()
    };
    store.preferences_set(&house.rob.actor, &own).await.unwrap();
    let rob = store.member(&house.rob.actor, "other").await.unwrap();
    let there = store
        .item_add(&elsewhere, &image(), Some(Split::Train))
        .await;
    store
        .reveal_add(&rob, there.unwrap().item.id)
        .await
        .unwrap();
    back(&house, "2 hours").await;
    let item = house.queued().await;
    let refused = store.reveal_add(&house.rob, item.id).await;
    assert!(
        matches!(&refused, Err(StoreError::EnoughToday(why)) if why.contains("1.0 of 4.0 are left")),
        "{refused:?}"
    );
    let today = store.exposure_get(&house.rob).await.unwrap();
    assert_eq!((today.spent, today.limit), (3.0, Some(4.0)));
    for hour in [24, 255] {
        let wrong = Preferences {
            day_begins: hour,
            ..Preferences::default()
        };
        let set = store.preferences_set(&house.rob.actor, &wrong).await;
        assert!(matches!(set, Err(StoreError::Invalid(_))), "{set:?}");
    }
}

#[tokio::test]
async fn a_claim_and_a_reveal_tell_what_is_left_of_the_day() {
    let house = House::with(veiled(Some(7.0))).await;
    let store = house.store();
    let item = house.queued().await.id;
    let left = |left| Some(DayLeft { left, limit: 7.0 });
    assert_eq!(house.claim(&house.rob, item).await.today, left(7.0));
    let reveal = store.reveal_add(&house.rob, item).await.unwrap();
    assert_eq!(reveal.today, left(4.0));
    // Asked for again, it has cost nothing more.
    let again = store.reveal_add(&house.rob, item).await.unwrap();
    assert_eq!((again.id, again.today), (reveal.id, left(4.0)));
    assert_eq!(house.claim(&house.rob, item).await.today, left(4.0));
    store.settings_set(&house.ada, &veiled(None)).await.unwrap();
    assert_eq!(house.claim(&house.rob, item).await.today, None);
}
