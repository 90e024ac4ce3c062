//! Reveals are for one person, for a while, within a day's limit, and logged; nobody else learns of them.

mod limits;

use crate::house::House;
use vitrine_domain::rules::exposure::CareRule;
use vitrine_domain::rules::priority::Weights;
use vitrine_domain::{ProjectSettings, Reveal, Split};
use vitrine_store::{Member, StoreError};

/// Veiled; Nike is of severity 0.5, so that `house.queued()`, which proposes it, weighs 1 + 4 × 0.5 = 3.
fn veiled(daily_limit: Option<f32>) -> ProjectSettings {
    ProjectSettings {
        care: CareRule {
            veil: true,
            daily_limit,
            ..CareRule::default()
        },
        queue: Weights {
            severities: [("Nike".to_owned(), 0.5)].into(),
            ..Weights::default()
        },
        ..ProjectSettings::default()
    }
}

async fn spent(house: &House, who: &Member) -> f32 {
    house.store().exposure_get(who).await.unwrap().spent
}

/// As if so much time had gone by since this reveal, or its person's last veiling.
async fn back(house: &House, interval: &str) {
    let sql = format!(
        "update reveals set revealed_at = revealed_at - interval '{interval}',
            expires_at = expires_at - interval '{interval}', veiled_at = veiled_at - interval '{interval}'"
    );
    sqlx::query(sqlx::AssertSqlSafe(sql))
        .execute(&house.db.owner().await)
        .await
        .unwrap();
}

fn over<T: std::fmt::Debug>(result: Result<T, StoreError>) {
    assert!(matches!(result, Err(StoreError::Conflict(_))), "{result:?}");
}

#[tokio::test]
async fn a_reveal_shows_one_image_to_one_person_for_a_while() {
    let house = House::with(veiled(None)).await;
    let store = house.store();
    let (item, other) = (house.queued().await, house.queued().await);
    let reveal = store.reveal_add(&house.rob, item.id).await.unwrap();
    assert_eq!((reveal.severity, reveal.exposure), (0.5, 3.0));
    assert!((590.0..=600.0).contains(&reveal.seconds_left));
    let image = store.reveal_image(&house.rob, reveal.id, 1).await.unwrap();
    assert_eq!(image.id, item.image.id);
    // Another's reveal is not there, be it a lead who asks.
    for who in [&house.sue, &house.ada] {
        let asked = store.reveal_image(who, reveal.id, 1).await;
        assert!(matches!(asked, Err(StoreError::NotFound)), "{asked:?}");
    }
    // Nor is it in another project of the same person's.
    let elsewhere = crate::house::project(store, "other", veiled(None)).await;
    store
        .member_set(&elsewhere, "rob", vitrine_domain::Role::Reviewer)
        .await
        .unwrap();
    let rob = store.member(&house.rob.actor, "other").await.unwrap();
    let asked = store.reveal_image(&rob, reveal.id, 1).await;
    assert!(matches!(asked, Err(StoreError::NotFound)), "{asked:?}");
    let asked = store.reveal_add(&rob, item.id).await;
    assert!(matches!(asked, Err(StoreError::NotFound)), "{asked:?}");
    // Time ends it.
    back(&house, "11 minutes").await;
    over(store.reveal_image(&house.rob, reveal.id, 1).await);
    // A reveal of one item shows no other.
    let second = store.reveal_add(&house.rob, other.id).await.unwrap();
    let image = store.reveal_image(&house.rob, second.id, 1).await.unwrap();
    assert_eq!(image.id, other.image.id);
    over(store.reveal_image(&house.rob, reveal.id, 1).await);
}

#[tokio::test]
async fn one_who_looks_away_is_veiled_at_once_and_looks_again_for_nothing() {
    let house = House::with(veiled(None)).await;
    let store = house.store();
    let item = house.queued().await;
    let first = store.reveal_add(&house.rob, item.id).await.unwrap();
    // Asked for twice, it is one.
    let same = store.reveal_add(&house.rob, item.id).await.unwrap();
    assert_eq!((same.id, spent(&house, &house.rob).await), (first.id, 3.0));
    // Another's looking away changes nothing.
    store.reveal_end(&house.sue, item.id).await.unwrap();
    store.reveal_image(&house.rob, first.id, 1).await.unwrap();
    store.reveal_end(&house.rob, item.id).await.unwrap();
    over(store.reveal_image(&house.rob, first.id, 1).await);
    store.reveal_end(&house.rob, item.id).await.unwrap();

    let again = store.reveal_add(&house.rob, item.id).await.unwrap();
    assert_ne!(again.id, first.id);
    assert_eq!(
        (again.exposure, spent(&house, &house.rob).await),
        (0.0, 3.0)
    );
    store.reveal_image(&house.rob, again.id, 1).await.unwrap();
    // Past the time of the first it weighs what it weighs.
    store.reveal_end(&house.rob, item.id).await.unwrap();
    back(&house, "11 minutes").await;
    let later = store.reveal_add(&house.rob, item.id).await.unwrap();
    assert_eq!(later.exposure, 3.0);

    // The log has all of it, with how long, for rob alone.
    let log = store
        .reveal_list(&house.rob, None, None)
        .await
        .unwrap()
        .rows;
    let ids: Vec<_> = log.iter().map(|r| r.id).collect();
    assert_eq!(ids, [later.id, again.id, first.id]);
    let ended = |r: &Reveal| r.veiled_at.is_some_and(|at| at >= r.revealed_at);
    assert!(
        !ended(&log[0]) && ended(&log[1]) && ended(&log[2]),
        "{log:?}"
    );
    for who in [&house.sue, &house.ada] {
        assert_eq!(store.reveal_list(who, None, None).await.unwrap().rows, []);
    }
}

#[tokio::test]
async fn a_blind_items_weight_tells_nothing_before_it_is_decided() {
    let house = House::with(veiled(None)).await;
    let store = house.store();
    let item = house.item(Split::HeldOut).await;
    let reveal = store.reveal_add(&house.rob, item.id).await.unwrap();
    assert_eq!((reveal.severity, reveal.exposure), (0.5, 3.0));
    house.decide(&house.rob, item.id, "No violations.").await;
    let after = store.reveal_add(&house.sue, item.id).await.unwrap();
    assert_eq!((after.severity, after.exposure), (0.0, 1.0));
}

#[tokio::test]
async fn leads_see_what_days_come_to_and_never_whose() {
    let house = House::with(veiled(Some(3.0))).await;
    let store = house.store();
    let item = house.queued().await.id;
    let mut people = vec![house.rob.clone(), house.sue.clone()];
    for name in ["tom", "uma"] {
        people.push(house.reviewer(name).await);
    }
    for who in &people {
        store.reveal_add(who, item).await.unwrap();
        let asked = store.exposure_spread(who).await;
        assert!(matches!(asked, Err(StoreError::Forbidden(_))), "{asked:?}");
    }
    let spread = store.exposure_spread(&house.ada).await.unwrap();
    assert_eq!((spread.people, spread.figures), (4, None));
    store
        .reveal_add(&house.reviewer("vic").await, item)
        .await
        .unwrap();
    let figures = store.exposure_spread(&house.ada).await.unwrap().figures;
    let figures = figures.unwrap();
    assert_eq!((figures.person_days, figures.full), (5, 5));
    assert_eq!((figures.median, figures.ninetieth), (3.0, 3.0));
    // Nothing of it is in the trail that leads read.
    let trail = store.audit_list(&house.ada, &Default::default()).await;
    let told = trail
        .unwrap()
        .rows
        .into_iter()
        .filter(|e| e.action.contains("reveal"));
    assert_eq!(told.count(), 0);
}

#[tokio::test]
async fn the_log_of_reveals_is_only_added_to() {
    let house = House::with(veiled(None)).await;
    let item = house.queued().await.id;
    house.store().reveal_add(&house.rob, item).await.unwrap();
    for sql in [
        "delete from reveals",
        "update reveals set exposure = 0",
        "update reveals set expires_at = now() + interval '1 day'",
        "update reveals set reviewer_id = reviewer_id",
    ] {
        assert!(
            sqlx::query(sql).execute(house.db.app()).await.is_err(),
            "{sql}"
        );
    }
    let owner = house.db.owner().await;
    for sql in ["delete from reveals", "truncate reveals"] {
        assert!(sqlx::query(sql).execute(&owner).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn nothing_is_revealed_where_nothing_is_veiled_or_the_image_had_to_go() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    over(store.reveal_add(&house.rob, item.id).await);
    assert!(!store.image_look(&house.rob, item.image.id).await.unwrap().1);
    store.settings_set(&house.ada, &veiled(None)).await.unwrap();
    assert!(store.image_look(&house.rob, item.image.id).await.unwrap().1);
    let reveal = store.reveal_add(&house.rob, item.id).await.unwrap();
    store
        .item_purge(&house.ada, item.id, "must go")
        .await
        .unwrap();
    over(store.reveal_add(&house.rob, item.id).await);
    let image = store.reveal_image(&house.rob, reveal.id, 1).await.unwrap();
    assert!(image.purged);
}
