//! Training runs: enough new triplets make one, exactly one; its worker may be killed and repeat itself.

use crate::house::{House, threshold};
use futures::future::join_all;
use serde_json::json;
use vitrine_domain::api::TrainRequest;
use vitrine_domain::{RunState, Split, TrainFigures, TrainingPoint, TrainingRunId, Trigger};
use vitrine_store::{NewVersion, RunProgress, StoreError};

fn asked(settings: serde_json::Value) -> TrainRequest {
    TrainRequest {
        seed: Some(7),
        settings,
    }
}

async fn requested(house: &House) -> TrainingRunId {
    let run = house
        .store()
        .run_request(&house.ada, &asked(json!({"first": 9})), Trigger::Button)
        .await
        .unwrap();
    assert_eq!((run.seed, run.state), (7, RunState::Queued));
    assert_eq!(run.config, json!({"first": 9}));
    run.id
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_of_a_run_s_own_must_be_an_object() {
    let house = House::new().await;
    let (store, wrong) = (house.store(), asked(json!("fast")));
    let run = store.run_request(&house.ada, &wrong, Trigger::Button).await;
    assert!(matches!(run, Err(StoreError::Invalid(why)) if why.to_string().contains("epochs")));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_submits_at_once_past_the_threshold_one_asks() {
    let house = House::with(threshold(3)).await;
    let mut desks = Vec::new();
    for n in 0..8 {
        let who = house.reviewer(&format!("reviewer-{n}")).await;
        let item = house.queued().await;
        desks.push((house.claim(&who, item.id).await, who));
    }
    let receipts = join_all(
        desks
            .iter()
            .map(|(d, who)| house.submit(who, d, "No violations.")),
    )
    .await;
    let asked = receipts
        .into_iter()
        .filter(|r| r.as_ref().unwrap().training_queued)
        .count();
    assert_eq!(asked, 1);
    let runs = house.store().run_list(&house.ada, None).await.unwrap();
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].trigger, Trigger::Threshold);
    assert_eq!(runs[0].requested_by, "rule: threshold");
    assert_eq!(
        house
            .count("select count(*) from apalis.jobs where job_type = 'train'")
            .await,
        1
    );
    // Every triplet is either in the run's snapshot or counted as new; some may have come while it was made.
    let counts = house.store().project_counts(&house.ada).await.unwrap();
    let train = runs[0].snapshot.train;
    assert_eq!(train + counts.triplets_new, 8);
    assert!(train >= 3, "{train}");
    assert_eq!(runs[0].triplets_new.map(i64::from), Some(train));
}

#[tokio::test]
async fn held_out_triplets_are_not_counted_and_validation_ones_are() {
    let house = House::with(threshold(2)).await;
    house.decided(Split::Train).await;
    for _ in 0..3 {
        assert!(!house.decided(Split::HeldOut).await.training_queued);
    }
    assert!(house.decided(Split::Validation).await.training_queued);
    let counts = house.store().project_counts(&house.ada).await.unwrap();
    assert_eq!(counts.triplets_new, 0);
}

#[tokio::test]
async fn one_run_at_a_time_and_none_on_nothing() {
    let house = House::new().await;
    let (store, ask) = (house.store(), TrainRequest::default());
    let nothing = store.run_request(&house.ada, &ask, Trigger::Button).await;
    assert!(
        matches!(nothing, Err(StoreError::Conflict(_))),
        "{nothing:?}"
    );
    house.decided(Split::Train).await;
    let run = requested(&house).await;
    let second = store.run_request(&house.ada, &ask, Trigger::Button).await;
    assert!(matches!(second, Err(StoreError::Conflict(_))), "{second:?}");
    let by_rob = store.run_request(&house.rob, &ask, Trigger::Button).await;
    assert!(
        matches!(by_rob, Err(StoreError::Forbidden(_))),
        "{by_rob:?}"
    );
    store.run_fail(&house.rule, run, "no memory").await.unwrap();
    let failed = store.run_get(&house.ada, run).await.unwrap();
    assert_eq!(
        (failed.state, failed.reason.as_deref()),
        (RunState::Failed, Some("no memory"))
    );
    let second = requested(&house).await;
    let newest = store.run_list(&house.ada, Some(1)).await.unwrap();
    assert_eq!(newest.iter().map(|r| r.id).collect::<Vec<_>>(), [second]);
    assert_eq!(store.run_list(&house.ada, None).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_run_without_a_job_gets_one_again_while_it_is_under_way() {
    let house = House::new().await;
    let store = house.store();
    house.decided(Split::Train).await;
    let run = requested(&house).await;
    let lost = async || store.runs_enqueue_lost(&house.rule).await.unwrap();
    assert_eq!(lost().await, 0);
    // Tried again later, or in hand: it still stands.
    for sql in [
        "update apalis.jobs set status = 'Failed', attempts = 9 where job_type = 'train'",
        "update apalis.jobs set status = 'Running' where job_type = 'train'",
    ] {
        house.sql(sql).await;
        assert_eq!(lost().await, 0, "{sql}");
    }
    house
        .sql("update apalis.jobs set status = 'Failed', attempts = max_attempts where job_type = 'train'")
        .await;
    assert_eq!((lost().await, lost().await), (1, 0));
    store.run_cancel(&house.ada, run).await.unwrap();
    house.sql("delete from apalis.jobs").await;
    assert_eq!(lost().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tick_makes_one_run_however_many_clocks_there_are() {
    let house = House::new().await;
    house.decided(Split::Train).await;
    let ticks = join_all((0..4).map(|_| {
        house
            .store()
            .run_request_tick(&house.rule, "2026-01-01T03:00")
    }))
    .await;
    let made: Vec<_> = ticks.into_iter().filter_map(Result::unwrap).collect();
    assert_eq!(made.len(), 1);
    house
        .store()
        .run_cancel(&house.ada, made[0].id)
        .await
        .unwrap();
    let again = house
        .store()
        .run_request_tick(&house.rule, "2026-01-01T03:00")
        .await
        .unwrap();
    assert!(again.is_none());
    let next = house
        .store()
        .run_request_tick(&house.rule, "2026-01-02T03:00")
        .await
        .unwrap();
    assert_eq!(next.unwrap().trigger, Trigger::Cron);
}

#[tokio::test]
async fn a_run_told_twice_is_told_once() {
    let house = House::new().await;
    let store = house.store();
    house.decided(Split::Train).await;
    let run = requested(&house).await;
    let point = |step, loss| TrainingPoint {
        step,
        loss,
        validation_loss: None,
        learning_rate: 1e-4,
        grad_norm: 1.0,
        tokens_per_second: 100.0,
        visual_share: Some(0.5),
        memory_mb: Some(900.0),
        preference_loss: (step > 1).then_some(0.6),
    };
    for loss in [2.0, 1.5] {
        store
            .run_start(&house.rule, run, "base-hash", 10, &serde_json::json!({}))
            .await
            .unwrap();
        let progress = RunProgress {
            step: 2,
            steps: 10,
            eta_seconds: Some(8.0),
            points: vec![point(1, loss), point(2, loss / 2.0)],
        };
        store
            .run_progress(&house.rule, run, &progress)
            .await
            .unwrap();
    }
    store
        .run_finish(&house.rule, run, &TrainFigures::default())
        .await
        .unwrap();
    let new = NewVersion {
        training_run_id: run,
        base_hash: "base-hash".into(),
        artefact_hash: "artefact".into(),
    };
    let version = store.version_add(&house.rule, &new).await.unwrap();
    assert_eq!(store.version_add(&house.rule, &new).await.unwrap(), version);
    assert_eq!(
        (version.name.as_str(), version.compared_with),
        ("v1", Some(house.base.id))
    );
    let detail = store.run_detail(&house.ada, run).await.unwrap();
    assert_eq!(detail.run.state, RunState::Evaluating);
    assert_eq!(detail.run.candidate, Some(version));
    let losses: Vec<f32> = detail.points.iter().map(|p| p.loss).collect();
    assert_eq!(losses, [1.5, 0.75]);
}

#[tokio::test]
async fn a_queued_run_is_cancelled_at_once_and_a_running_one_by_its_worker() {
    let house = House::new().await;
    let store = house.store();
    house.decided(Split::Train).await;
    let queued = requested(&house).await;
    store.run_cancel(&house.ada, queued).await.unwrap();
    let refused = store
        .run_start(&house.rule, queued, "base-hash", 1, &serde_json::json!({}))
        .await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
    let running = requested(&house).await;
    store
        .run_start(&house.rule, running, "base-hash", 1, &serde_json::json!({}))
        .await
        .unwrap();
    assert!(
        !store
            .run_cancel_requested(&house.rule, running)
            .await
            .unwrap()
    );
    store.run_cancel(&house.ada, running).await.unwrap();
    assert!(
        store
            .run_cancel_requested(&house.rule, running)
            .await
            .unwrap()
    );
    assert_eq!(
        store.run_get(&house.ada, running).await.unwrap().state,
        RunState::Training
    );
    store.run_cancelled(&house.rule, running).await.unwrap();
    assert_eq!(
        store.run_get(&house.ada, running).await.unwrap().state,
        RunState::Cancelled
    );
    // Over is over.
    store.run_fail(&house.rule, running, "late").await.unwrap();
    assert_eq!(
        store.run_get(&house.ada, running).await.unwrap().state,
        RunState::Cancelled
    );
}
