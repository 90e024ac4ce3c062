//! What a training run goes by is stored whole when it starts, once.

use crate::house::House;
use serde_json::json;
use vitrine_domain::api::TrainRequest;
use vitrine_domain::{ProjectSettings, Split, Trigger};

#[tokio::test]
async fn the_configuration_is_stored_at_the_first_start_and_kept() {
    let house = House::with(ProjectSettings {
        training: json!({"train": {"epochs": 2}}),
        ..ProjectSettings::default()
    })
    .await;
    let store = house.store();
    house.decided(Split::Train).await;
    let run = store
        .run_request(&house.ada, &TrainRequest::default(), Trigger::Button)
        .await
        .unwrap();
    assert_eq!(run.config, json!({"train": {"epochs": 2}}));
    let whole = json!({"train": {"epochs": 2, "lr_adapter": 4e-4}, "replay": 0.15});
    let started = store
        .run_start(&house.rule, run.id, "base-hash", 10, &whole)
        .await
        .unwrap();
    assert_eq!(started.config, whole);
    // Another release's defaults, after a kill.
    let later = json!({"train": {"epochs": 2, "lr_adapter": 1e-3}, "replay": 0.3});
    let resumed = store
        .run_start(&house.rule, run.id, "base-hash", 10, &later)
        .await
        .unwrap();
    assert_eq!(resumed.config, whole);
    let stored = store.run_get(&house.ada, run.id).await.unwrap();
    assert_eq!(stored.config, whole);
}
