//! A form says what it changes and what it saw: nothing that somebody else has set meanwhile is put back.

use crate::house::House;
use serde_json::{Map, Value, json};
use vitrine_domain::ProjectSettings;
use vitrine_domain::api::{Preferences, SettingsPatch};
use vitrine_domain::keymap::{Action, Keymap};
use vitrine_store::StoreError;

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap()
}

/// As a form of these settings sends it: what it shows as it was drawn, and as it is sent.
fn patch(before: Value, now: Value) -> SettingsPatch {
    SettingsPatch {
        before: map(before),
        now: map(now),
    }
}

async fn now(house: &House) -> ProjectSettings {
    house
        .store()
        .project_get(&house.ada)
        .await
        .unwrap()
        .settings
}

#[tokio::test]
async fn a_page_from_before_turns_no_veil_off() {
    let house = House::new().await;
    let store = house.store();
    let drawn = serde_json::to_value(now(&house).await).unwrap();
    let veil = patch(
        json!({"care": drawn["care"]}),
        json!({"care": {"veil": true}}),
    );
    store.settings_change(&house.ada, &veil).await.unwrap();
    // Another form of the page from before leaves it alone.
    let phrases = patch(
        json!({"phrases": drawn["phrases"], "mode": drawn["mode"]}),
        json!({"phrases": ["as seen"], "mode": "advisory"}),
    );
    store.settings_change(&house.ada, &phrases).await.unwrap();
    let settings = now(&house).await;
    assert!(settings.care.veil);
    assert_eq!(settings.phrases, ["as seen"]);
    // The very form from before is refused, with what to do.
    let longer = patch(
        json!({"care": drawn["care"]}),
        json!({"care": {"veil": false, "reveal_minutes": 30}}),
    );
    let refused = store.settings_change(&house.ada, &longer).await;
    let Err(StoreError::Conflict(why)) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("load it anew"), "{why}");
    assert_eq!(now(&house).await, settings);
    // Whoever looks again may.
    let seen = serde_json::to_value(&settings).unwrap();
    let longer = patch(
        json!({"care": seen["care"]}),
        json!({"care": {"veil": true, "reveal_minutes": 30}}),
    );
    let set = store.settings_change(&house.ada, &longer).await.unwrap();
    assert_eq!((set.care.veil, set.care.reveal_minutes), (true, 30));
    assert_eq!(set.phrases, ["as seen"]);
    // The trail tells what changed, and from what.
    let told = "select count(*) from audit_events where action = 'settings.set'
        and detail = '{\"care.veil\": {\"from\": false, \"to\": true}}'";
    assert_eq!(house.count(told).await, 1);
    let told = "select count(*) from audit_events where action = 'settings.set'
        and detail = '{\"care.reveal_minutes\": {\"from\": 10, \"to\": 30}}'";
    assert_eq!(house.count(told).await, 1);
}

#[tokio::test]
async fn two_leads_at_once_lose_nothing_of_each_other() {
    let house = House::new().await;
    let store = house.store();
    let veil = patch(json!({}), json!({"care": {"veil": true}}));
    let phrases = patch(json!({}), json!({"phrases": ["as seen"]}));
    let (one, two) = tokio::join!(
        store.settings_change(&house.ada, &veil),
        store.settings_change(&house.ada, &phrases)
    );
    one.unwrap();
    two.unwrap();
    let settings = now(&house).await;
    assert!(settings.care.veil);
    assert_eq!(settings.phrases, ["as seen"]);
}

#[tokio::test]
async fn a_patch_is_a_leads_and_must_make_sense() {
    let house = House::new().await;
    let store = house.store();
    let before = now(&house).await;
    let veil = patch(json!({}), json!({"care": {"veil": true}}));
    let refused = store.settings_change(&house.rob, &veil).await;
    assert!(
        matches!(refused, Err(StoreError::Forbidden(_))),
        "{refused:?}"
    );
    for wrong in [
        json!({"cares": {}}),
        json!({"retrain_cron": "whenever"}),
        json!({"care": {"veil": "yes"}}),
        json!({"gold": {"percnt": 7}}),
        json!({"second": {"labels": ["Nkie"]}}),
        json!({"queue": {"severities": {"Nkie": 1.0}}}),
    ] {
        let refused = store
            .settings_change(&house.ada, &patch(json!({}), wrong))
            .await;
        assert!(
            matches!(refused, Err(StoreError::Invalid(_))),
            "{refused:?}"
        );
    }
    assert_eq!(now(&house).await, before);
}

#[tokio::test]
async fn what_a_patch_leaves_out_of_a_setting_stays() {
    let house = House::new().await;
    let store = house.store();
    let gold = patch(
        json!({}),
        json!({"gold": {"percent": 5.0, "feedback": true}}),
    );
    store.settings_change(&house.ada, &gold).await.unwrap();
    let less = patch(
        json!({"gold": {"percent": 5.0}}),
        json!({"gold": {"percent": 2.0}}),
    );
    let set = store.settings_change(&house.ada, &less).await.unwrap();
    assert_eq!((set.gold.percent, set.gold.feedback), (2.0, true));
    let stale = store.settings_change(&house.ada, &less).await;
    assert!(matches!(stale, Err(StoreError::Conflict(_))), "{stale:?}");
    // What was there is held to its names too: passed over, a misspelt one would guard nothing.
    let misspelt = patch(
        json!({"gold": {"percnt": 5.0}}),
        json!({"gold": {"percent": 1.0}}),
    );
    let refused = store.settings_change(&house.ada, &misspelt).await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_setting_of_a_label_that_went_before_this_was_asked_stands_in_nobodys_way() {
    let house = House::new().await;
    house
        .sql("update projects set settings = jsonb_set(settings, '{second,labels}', '[\"Gone\"]')")
        .await;
    let phrases = patch(json!({}), json!({"phrases": ["as seen"]}));
    let set = house.store().settings_change(&house.ada, &phrases).await;
    assert_eq!(set.unwrap().second.labels, ["Gone"]);
}

#[tokio::test]
async fn a_preference_is_set_beside_those_that_another_page_has_set() {
    let house = House::new().await;
    let store = house.store();
    let actor = &house.rob.actor;
    let keys = map(json!({"keys": {"skip": "x"}}));
    store.preferences_change(actor, &keys).await.unwrap();
    let limit = map(json!({"break_minutes": null, "exposure_limit": 12.5}));
    let set = store.preferences_change(actor, &limit).await.unwrap();
    assert_eq!((set.break_minutes, set.exposure_limit), (None, Some(12.5)));
    assert_ne!(set.keys, Preferences::default().keys);
    assert_eq!(store.preferences_get(actor).await.unwrap(), set);
    // Keys of one letter are switched off beside the keys themselves, of which one may have none.
    let off = map(json!({"single_keys": false}));
    let quiet = store.preferences_change(actor, &off).await.unwrap();
    assert_eq!((quiet.single_keys, &quiet.keys), (false, &set.keys));
    let none = map(json!({"keys": {"skip": null}}));
    let set = store.preferences_change(actor, &none).await.unwrap();
    assert!(!set.single_keys);
    assert_eq!(set.keys, Keymap::default().without(Action::Skip));
    assert_eq!(store.preferences_get(actor).await.unwrap(), set);
    let wrong = map(json!({"exposure_limit": 0.5}));
    let refused = store.preferences_change(actor, &wrong).await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
    assert_eq!(store.preferences_get(actor).await.unwrap(), set);
}
