//! A lead who decides over what two said, or over an own first review, and takes that back: all is as before.

use crate::house::{House, always, review};
use vitrine_domain::rules::second::SecondRule;
use vitrine_domain::{ItemState, ProjectSettings, Verdict};

#[tokio::test]
async fn a_lead_goes_over_an_own_first_review_and_turning_the_rule_off_frees_it() {
    let house = House::with(always()).await;
    let store = house.store();
    let item = house.queued().await;
    house.decide(&house.ada, item.id, "No violations.").await;
    house.decide(&house.ada, item.id, "Violations: Puma.").await;
    assert_eq!(house.state(item.id).await, ItemState::SecondReview);
    store
        .settings_set(&house.ada, &ProjectSettings::default())
        .await
        .unwrap();
    let last = house.decide(&house.ada, item.id, "Violations: Puma.").await;
    assert!(last.triplet_id.is_some());
    assert_eq!(house.state(item.id).await, ItemState::Decided);
}

#[tokio::test]
async fn what_is_written_over_and_taken_back_is_as_before() {
    let house = House::with(always()).await;
    let store = house.store();
    // A lead's second thought on an own first review: that one still waits for its second.
    let item = house.queued().await;
    let first = house.decide(&house.ada, item.id, "Violations: Puma.").await;
    let over = house.decide(&house.ada, item.id, "No violations.").await;
    house.undo(&house.ada, &over.review).await;
    assert_eq!(house.state(item.id).await, ItemState::SecondReview);
    let second = house.decide(&house.sue, item.id, "Violations: Puma.").await;
    assert_eq!(second.review.beside, Some(first.review.id));
    assert_eq!(house.state(item.id).await, ItemState::Decided);
    // A lead's word on what two have agreed on: what they said holds again.
    let over = house.decide(&house.ada, item.id, "No violations.").await;
    house.undo(&house.ada, &over.review).await;
    assert_eq!(house.state(item.id).await, ItemState::Decided);
    let page = store.triplet_list(&house.ada, None, None, None).await;
    let current: Vec<_> = page.unwrap().rows.iter().map(|t| t.id).collect();
    assert_eq!(current, Vec::from_iter(second.triplet_id));
}

/// A first review waits for its second again, whatever its writer said over it.
#[tokio::test]
async fn an_own_first_review_waits_again_whatever_was_said_over_it() {
    let rejections = SecondRule {
        verdicts: vec![Verdict::Reject],
        ..SecondRule::default()
    };
    for (rule, first, over, then) in [
        (
            rejections,
            Verdict::Reject,
            Verdict::Correct,
            ItemState::Decided,
        ),
        (
            always().second,
            Verdict::Correct,
            Verdict::Escalate,
            ItemState::Escalated,
        ),
    ] {
        let house = House::with(ProjectSettings {
            second: rule,
            ..ProjectSettings::default()
        })
        .await;
        let store = house.store();
        let item = house.queued().await;
        let says = async |verdict| {
            let desk = house.claim(&house.ada, item.id).await;
            let request = review(desk.claim.fence, verdict, "Violations: Puma.");
            store
                .review_submit(&house.ada, item.id, &request)
                .await
                .unwrap()
                .review
        };
        let first = says(first).await;
        assert_eq!(house.state(item.id).await, ItemState::SecondReview);
        let over = says(over).await;
        assert_eq!(house.state(item.id).await, then);
        house.undo(&house.ada, &over).await;
        assert_eq!(house.state(item.id).await, ItemState::SecondReview);
        let second = house.decide(&house.sue, item.id, "Violations: Puma.").await;
        assert_eq!(second.review.beside, Some(first.id));
    }
}
