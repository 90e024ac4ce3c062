//! The gate's decision, its promotion and the run's end are one; the champion is one pointer.

use crate::house::House;
use vitrine_domain::api::{AuditQuery, TrainRequest};
use vitrine_domain::rules::bootstrap::Interval;
use vitrine_domain::rules::gate::{GateOutcome, GateVerdict};
use vitrine_domain::rules::scores::Scores;
use vitrine_domain::{
    EvaluationItem, ModelVersion, ModelVersionState, RunState, Split, TrainingRun, Trigger,
};
use vitrine_store::{NewEvaluation, NewVersion, StoreError};

fn outcome(decision: GateVerdict) -> GateOutcome {
    let interval = Interval {
        delta: 0.4,
        low: 0.3,
        high: 0.5,
        n: 150,
    };
    GateOutcome {
        decision,
        metric: "decision_accuracy".into(),
        interval,
        against_commonest: interval,
        reasons: vec!["because".into()],
    }
}

async fn candidate(house: &House) -> (TrainingRun, ModelVersion) {
    let store = house.store();
    house.decided(Split::Train).await;
    let ask = TrainRequest::default();
    let run = store
        .run_request(&house.ada, &ask, Trigger::Button)
        .await
        .unwrap();
    store
        .run_start(&house.rule, run.id, "base-hash", 1, &serde_json::json!({}))
        .await
        .unwrap();
    let new = NewVersion {
        training_run_id: run.id,
        base_hash: "base-hash".into(),
        artefact_hash: format!("artefact of {}", run.id),
    };
    let version = store.version_add(&house.rule, &new).await.unwrap();
    (run, version)
}

#[tokio::test]
async fn a_promotion_moves_the_pointer_once() {
    let house = House::new().await;
    let store = house.store();
    let (run, v1) = candidate(&house).await;
    assert_eq!(v1.state, ModelVersionState::Candidate);
    let promote = outcome(GateVerdict::Promote);
    let first = store
        .gate_apply(&house.rule, run.id, v1.id, house.base.id, &promote)
        .await
        .unwrap();
    let again = store
        .gate_apply(&house.rule, run.id, v1.id, house.base.id, &promote)
        .await
        .unwrap();
    assert_eq!(first, again);
    let champion = store.champion_get(&house.ada).await.unwrap().unwrap();
    assert_eq!(
        (champion.id, champion.state),
        (v1.id, ModelVersionState::Champion)
    );
    let run = store.run_get(&house.ada, run.id).await.unwrap();
    assert_eq!(
        (run.state, run.reason.as_deref()),
        (RunState::Decided, Some("because"))
    );
    assert_eq!(run.decision, Some(GateVerdict::Promote));
    let promotions = "select count(*) from audit_events where action = 'model_version.promote' and subject_id = (select model_version_id::text from champions)";
    assert_eq!(house.count(promotions).await, 1);

    // Rollback, by name, with its reason in the trail.
    let back = store
        .champion_set(&house.ada, house.base.id, "worse on Mondays")
        .await
        .unwrap();
    assert_eq!(back.state, ModelVersionState::Champion);
    let v1 = store.version_get(&house.ada, v1.id).await.unwrap();
    assert_eq!(v1.state, ModelVersionState::Retired);
    let events = store
        .audit_list(&house.ada, &AuditQuery::default())
        .await
        .unwrap();
    assert_eq!(events.rows[0].action, "model_version.roll_back");
    assert_eq!(events.rows[0].actor_id, house.ada.actor.user_id);
    assert_eq!(events.rows[0].detail["reason"], "worse on Mondays");
}

#[tokio::test]
async fn a_refusal_leaves_the_champion() {
    let house = House::new().await;
    let (run, v1) = candidate(&house).await;
    let refuse = outcome(GateVerdict::Refuse);
    let store = house.store();
    store
        .gate_apply(&house.rule, run.id, v1.id, house.base.id, &refuse)
        .await
        .unwrap();
    assert_eq!(
        store.champion_get(&house.ada).await.unwrap().unwrap().id,
        house.base.id
    );
    let detail = store.run_detail(&house.ada, run.id).await.unwrap();
    assert_eq!(
        (detail.run.state, detail.run.decision),
        (RunState::Decided, Some(GateVerdict::Refuse))
    );
    assert_eq!(detail.gate.unwrap().outcome, refuse);
}

#[tokio::test]
async fn a_champion_changed_meanwhile_is_not_overruled() {
    let house = House::new().await;
    let store = house.store();
    let (first, v1) = candidate(&house).await;
    let promote = outcome(GateVerdict::Promote);
    store
        .gate_apply(&house.rule, first.id, v1.id, house.base.id, &promote)
        .await
        .unwrap();
    let (run, v2) = candidate(&house).await;
    store
        .champion_set(&house.ada, house.base.id, "back")
        .await
        .unwrap();
    let decision = store
        .gate_apply(&house.rule, run.id, v2.id, v1.id, &promote)
        .await
        .unwrap();
    assert_eq!(decision.outcome.decision, GateVerdict::Refuse);
    assert_eq!(
        store.champion_get(&house.ada).await.unwrap().unwrap().id,
        house.base.id
    );
}

#[tokio::test]
async fn a_cancelled_run_is_judged_no_more() {
    let house = House::new().await;
    let (run, v1) = candidate(&house).await;
    house
        .store()
        .run_cancelled(&house.rule, run.id)
        .await
        .unwrap();
    let promote = outcome(GateVerdict::Promote);
    let late = house
        .store()
        .gate_apply(&house.rule, run.id, v1.id, house.base.id, &promote)
        .await;
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
}

#[tokio::test]
async fn a_cancel_that_comes_before_the_decision_holds() {
    let house = House::new().await;
    let store = house.store();
    let (run, v1) = candidate(&house).await;
    store
        .run_finish(&house.rule, run.id, &Default::default())
        .await
        .unwrap();
    store.run_cancel(&house.ada, run.id).await.unwrap();
    let promote = outcome(GateVerdict::Promote);
    let late = store
        .gate_apply(&house.rule, run.id, v1.id, house.base.id, &promote)
        .await;
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
    let detail = store.run_detail(&house.ada, run.id).await.unwrap();
    assert_eq!((detail.run.state, detail.gate), (RunState::Cancelled, None));
    let champion = store.champion_get(&house.ada).await.unwrap().unwrap();
    assert_eq!(champion.id, house.base.id);
}

#[tokio::test]
async fn an_evaluation_added_twice_is_one_and_whole() {
    let house = House::new().await;
    let store = house.store();
    let held_out = house.decided(Split::HeldOut).await;
    let train = house.decided(Split::Train).await;
    let snapshot = store.snapshot_make(&house.ada).await.unwrap();
    let item = |triplet_id| EvaluationItem {
        triplet_id,
        item_id: held_out.review.item_id,
        answer: "No violations.".into(),
        regions: vec![],
        decision_correct: true,
        head_decision_correct: false,
        malformed: false,
        answer_chrf: 100.0,
        loss_sum: 1.0,
        loss_tokens: 4,
    };
    let new = |items| NewEvaluation {
        model_version_id: house.base.id,
        snapshot_id: snapshot.id,
        scores: Scores::default(),
        items,
    };
    // A training triplet among the held-out ones: nothing of it is stored.
    let mixed = new(vec![
        item(held_out.triplet_id.unwrap()),
        item(train.triplet_id.unwrap()),
    ]);
    assert!(store.evaluation_add(&house.rule, &mixed).await.is_err());
    assert_eq!(house.count("select count(*) from evaluations").await, 0);
    let good = new(vec![item(held_out.triplet_id.unwrap())]);
    let first = store.evaluation_add(&house.rule, &good).await.unwrap();
    assert_eq!(
        store.evaluation_add(&house.rule, &good).await.unwrap(),
        first
    );
    assert_eq!(
        store.evaluation_items(&house.ada, first.id).await.unwrap(),
        good.items
    );
    let found = store
        .evaluation_find(&house.ada, house.base.id, snapshot.id)
        .await
        .unwrap();
    assert_eq!(found.as_ref(), Some(&first));
    assert_eq!(store.evaluation_list(&house.ada).await.unwrap(), [first]);
}
