//! Rules of learning that cannot work are refused where a lead sets them and where a run is asked for.

use crate::house::House;
use serde_json::{Value, json};
use vitrine_domain::api::{SettingsPatch, TrainRequest};
use vitrine_domain::{Split, Trigger};
use vitrine_store::{Result, StoreError};

async fn set(house: &House, now: Value) -> Result<()> {
    let patch = SettingsPatch {
        before: serde_json::Map::new(),
        now: now.as_object().cloned().unwrap(),
    };
    let changed = house.store().settings_change(&house.ada, &patch).await;
    changed.map(drop)
}

async fn refused(house: &House, now: Value) -> String {
    match set(house, now.clone()).await {
        Err(StoreError::Invalid(why)) => why.to_string(),
        other => panic!("{now}: {other:?}"),
    }
}

#[tokio::test]
async fn what_cannot_be_trained_with_is_refused_when_it_is_set() {
    let house = House::new().await;
    for (settings, words) in [
        (json!({"epochs": -1}), "train.epochs"),
        (json!({"foo": 1}), "no training setting foo"),
        (json!({"train": {"epochs": "x"}}), "from 1 to 1000"),
        (json!({"train": {"batch": 0}}), "from 1 to 1024"),
    ] {
        let why = refused(&house, json!({ "training": settings })).await;
        assert!(why.contains(words), "{why}");
    }
    set(&house, json!({"training": {"train": {"epochs": 3}}}))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_gate_is_not_disarmed_by_a_tolerance_beyond_all_bounds() {
    let house = House::new().await;
    for gate in [
        json!({"decision_tolerance": 5}),
        json!({"loss_tolerance": 1e300}),
        json!({"benchmarks": {"scienceqa": 101}}),
    ] {
        let why = refused(&house, json!({ "gate": gate })).await;
        assert!(why.contains("lies between 0 and"), "{why}");
    }
}

#[tokio::test]
async fn a_schedule_that_never_comes_is_refused() {
    let house = House::new().await;
    let why = refused(&house, json!({"retrain_cron": "0 3 31 2 *"})).await;
    assert!(why.contains("never comes"), "{why}");
    // By seconds the clock does not look.
    let why = refused(&house, json!({"retrain_cron": "30 0 3 * * *"})).await;
    assert!(why.contains("five-field"), "{why}");
    for cron in ["0 3 29 2 *", "*/15 * * * 1"] {
        set(&house, json!({ "retrain_cron": cron })).await.unwrap();
    }
}

/// From before they were measured: other rules may be changed beside them, and a run says what is wrong.
#[tokio::test]
async fn settings_that_stand_broken_stop_runs_that_are_asked_for_and_nothing_else() {
    let house = House::new().await;
    house.decided(Split::Train).await;
    house
        .sql(
            r#"update projects set settings = settings || '{"training": {"epochs": -1}, "retrain_cron": "0 3 31 2 *",
                "gate": {"loss_tolerance": 99}}'"#,
        )
        .await;
    set(&house, json!({"phrases": ["as seen"]})).await.unwrap();
    let ask = async |settings: Value| {
        let request = TrainRequest {
            seed: None,
            settings,
        };
        let run = house
            .store()
            .run_request(&house.ada, &request, Trigger::Button);
        run.await.map(drop)
    };
    let run = ask(Value::Null).await;
    assert!(
        matches!(&run, Err(StoreError::Invalid(why)) if why.to_string().contains("train.epochs")),
        "{run:?}"
    );
    set(&house, json!({"training": {}})).await.unwrap();
    let run = ask(json!({"train": {"batch": 0}})).await;
    assert!(
        matches!(&run, Err(StoreError::Invalid(why)) if why.to_string().contains("train.batch")),
        "{run:?}"
    );
    ask(json!({"train": {"batch": 1}})).await.unwrap();
}

/// Nobody is there to read a refusal where a decision starts a run: the decision stands, and the run's end says it.
#[tokio::test]
async fn a_decision_is_not_refused_for_settings_that_stand_broken() {
    let house = House::new().await;
    house
        .sql(r#"update projects set settings = settings || '{"training": {"epochs": -1}, "retrain_after": 1}'"#)
        .await;
    assert!(house.decided(Split::Train).await.training_queued);
}
