//! Below its bar a rule accepts nothing.

use super::{accepted, carried, decide, items, made, refused, rule, stated};
use vitrine_domain::*;

#[tokio::test]
async fn below_the_bar_nothing_is_accepted_and_everything_is_offered_again() {
    let (house, run) = made(30).await;
    let store = house.store();
    stated(&house, &run).await;
    let drawn = items(&house, "drawn").await;
    // What is decided beside the sample does not count, however good.
    for item in &items(&house, "undrawn").await[..4] {
        decide(&house, &house.ada, *item, Verdict::Accept).await;
    }
    assert_eq!(rule(&house, &run).await.reviewed, 0);
    for item in &drawn[..5] {
        decide(&house, &house.rob, *item, Verdict::Accept).await;
    }
    let last = decide(&house, &house.sue, drawn[5], Verdict::Reject).await;
    let found = rule(&house, &run).await;
    assert_eq!(
        (found.reviewed, found.accepted, found.passes()),
        (6, 5, Some(false))
    );
    refused(
        store.sampling_rule_apply(&house.ada, run.id).await,
        "5 of 6",
    );
    // Taken back, the last word has not been spoken.
    house.undo(&house.sue, &last).await;
    assert_eq!(rule(&house, &run).await.passes(), None);
    refused(
        store.sampling_rule_apply(&house.ada, run.id).await,
        "5 of the sample's 6",
    );
    decide(&house, &house.sue, drawn[5], Verdict::Correct).await;
    // Within the grace it may still be taken back.
    assert_eq!(store.sampling_rules_settle(&house.rule).await.unwrap(), 0);
    assert!(house.offered(&house.rob).await.is_none());
    house.reviews_age().await;
    assert_eq!(store.sampling_rules_settle(&house.rule).await.unwrap(), 1);
    assert_eq!(store.sampling_rules_settle(&house.rule).await.unwrap(), 0);
    let found = rule(&house, &run).await;
    assert_eq!(
        (found.state, found.accepted, found.written),
        (SamplingState::Failed, 5, 0)
    );
    refused(
        store.sampling_rule_apply(&house.ada, run.id).await,
        "failed",
    );
    assert_eq!(carried(&house, &run).await, 0);
    assert!(house.offered(&house.rob).await.is_some());
    let left =
        "select count(*) from items where state = 'queued' and sampling is null and priority < 10";
    assert_eq!(house.count(left).await, 20);
}

#[tokio::test]
async fn what_had_to_go_of_the_sample_counts_against_it() {
    let (house, run) = made(30).await;
    let store = house.store();
    stated(&house, &run).await;
    let drawn = items(&house, "drawn").await;
    accepted(&house).await;
    assert_eq!(rule(&house, &run).await.passes(), Some(true));
    store
        .item_purge(&house.ada, drawn[0], "asked for")
        .await
        .unwrap();
    let found = rule(&house, &run).await;
    assert_eq!((found.reviewed, found.accepted), (6, 5));
    refused(
        store.sampling_rule_apply(&house.ada, run.id).await,
        "5 of 6",
    );
}
