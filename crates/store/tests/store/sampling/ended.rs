//! A rule that ends before it is through: taken back, or outlived by its policy.

use super::{ASKED, accepted, items, made, refused, rule, stated};
use vitrine_domain::api::{PolicyRequest, SamplingRequest};
use vitrine_domain::*;

#[tokio::test]
async fn another_policy_and_a_second_thought_end_it() {
    let (house, run) = made(30).await;
    let store = house.store();
    // Taken back before anybody saw anything, it never was; the same sample is drawn again.
    stated(&house, &run).await;
    let first = items(&house, "drawn").await;
    store
        .sampling_rule_withdraw(&house.ada, run.id)
        .await
        .unwrap();
    assert_eq!(
        store.sampling_rule_get(&house.ada, run.id).await.unwrap(),
        None
    );
    assert_eq!(items(&house, "undrawn").await, []);
    stated(&house, &run).await;
    assert_eq!(items(&house, "drawn").await, first);
    accepted(&house).await;
    let policy = PolicyRequest {
        text: "Other words.".into(),
    };
    store.policy_set(&house.ada, &policy).await.unwrap();
    assert!(rule(&house, &run).await.policy_changed);
    refused(
        store.sampling_rule_apply(&house.ada, run.id).await,
        "policy has changed",
    );
    store
        .sampling_rule_withdraw(&house.ada, run.id)
        .await
        .unwrap();
    let found = rule(&house, &run).await;
    assert_eq!((found.state, found.written), (SamplingState::Withdrawn, 0));
    // Its sample has been seen: there is no second one.
    refused(
        store.sampling_rule_state(&house.ada, run.id, &ASKED).await,
        "has a sampling rule",
    );
    refused(
        store.sampling_rule_withdraw(&house.ada, run.id).await,
        "withdrawn",
    );
    assert!(house.offered(&house.rob).await.is_some());
}

#[tokio::test]
async fn a_rule_that_is_taken_back_at_work_stops_and_its_job_is_not_lost() {
    let (house, run) = made(100).await;
    let store = house.store();
    let asked = SamplingRequest {
        review_percent: 1.0,
        bar_percent: 60.0,
        least_reviews: 6,
    };
    store
        .sampling_rule_state(&house.ada, run.id, &asked)
        .await
        .unwrap();
    accepted(&house).await;
    store.sampling_rule_apply(&house.ada, run.id).await.unwrap();
    assert_eq!(
        store
            .sampling_rules_enqueue_lost(&house.rule)
            .await
            .unwrap(),
        0
    );
    house.sql("delete from apalis.jobs").await;
    assert_eq!(
        store
            .sampling_rules_enqueue_lost(&house.rule)
            .await
            .unwrap(),
        1
    );
    let last = store
        .sampling_rule_accept(&house.rule, run.id, None)
        .await
        .unwrap();
    assert!(last.is_some());
    let at_work = rule(&house, &run).await;
    assert_eq!((at_work.written, at_work.open), (50, 44));
    store
        .sampling_rule_withdraw(&house.ada, run.id)
        .await
        .unwrap();
    assert_eq!(
        store
            .sampling_rule_accept(&house.rule, run.id, last)
            .await
            .unwrap(),
        None
    );
    let found = rule(&house, &run).await;
    assert_eq!((found.state, found.written), (SamplingState::Withdrawn, 50));
    assert_eq!(
        store
            .sampling_rules_enqueue_lost(&house.rule)
            .await
            .unwrap(),
        0
    );
}
