//! Two who differ are settled by a lead, by another than the two where there is one.

use super::once;
use crate::house::{House, always, send, this};
use vitrine_domain::api::PolicyRequest;
use vitrine_domain::{ItemState, Role, Round};
use vitrine_store::StoreError;

#[tokio::test]
async fn two_who_differ_are_settled_by_a_lead_who_is_neither() {
    let house = House::with(always()).await;
    let store = house.store();
    let lena = house.lead("lena").await;
    let (item, first) = once(&house).await;
    let second = house.decide(&lena, item.id, "No violations.").await;
    assert_eq!(second.triplet_id, None);
    assert_eq!(house.state(item.id).await, ItemState::Adjudication);
    for who in [&house.rob, &house.sue] {
        assert!(house.offered(who).await.is_none());
        let asked = store.item_claim(who, &this(item.id)).await;
        assert!(matches!(asked, Err(StoreError::Conflict(_))), "{asked:?}");
        let listed = store.differing_list(who).await;
        assert!(
            matches!(listed, Err(StoreError::Forbidden(_))),
            "{listed:?}"
        );
    }
    // One of the two leads wrote the second; the other settles it.
    let own = store.item_claim(&lena, &this(item.id)).await;
    assert!(matches!(own, Err(StoreError::Conflict(_))), "{own:?}");
    let listed = store.differing_list(&house.ada).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].first.id, first.review.id);
    assert_eq!(listed[0].second.id, second.review.id);
    assert!(!listed[0].policies_differ);
    let desk = house.claim(&house.ada, item.id).await;
    let both: Vec<_> = desk.differing.iter().map(|r| r.id).collect();
    assert_eq!(both, [first.review.id, second.review.id]);
    let settled = house
        .submit(&house.ada, &desk, "Violations: Nike, Puma.")
        .await
        .unwrap();
    assert!(settled.triplet_id.is_some());
    assert_eq!(settled.review.round, Round::Adjudication);
    assert_eq!(settled.review.supersedes, Some(second.review.id));
    assert_eq!(house.state(item.id).await, ItemState::Decided);
    assert!(store.differing_list(&house.ada).await.unwrap().is_empty());
    // Taken back, both lie before a lead again.
    house.undo(&house.ada, &settled.review).await;
    assert_eq!(house.state(item.id).await, ItemState::Adjudication);
    let again = house.claim(&house.ada, item.id).await;
    assert_eq!(again.differing.len(), 2);
    let page = store.triplet_list(&house.ada, None, None, None).await;
    assert_eq!(page.unwrap().rows, []);
}

#[tokio::test]
async fn where_there_is_no_other_lead_one_of_the_two_settles_it() {
    let house = House::with(always()).await;
    let (item, _) = once(&house).await;
    house.decide(&house.ada, item.id, "No violations.").await;
    assert_eq!(house.state(item.id).await, ItemState::Adjudication);
    let settled = house.decide(&house.ada, item.id, "No violations.").await;
    assert_eq!(settled.review.round, Round::Adjudication);
}

/// Leads alone settle: sent to one who is none any more, it is every lead's again.
#[tokio::test]
async fn what_was_sent_to_a_lead_to_settle_is_freed_when_the_lead_is_one_no_longer() {
    let house = House::with(always()).await;
    let store = house.store();
    let item = house.queued().await;
    house.decide(&house.rob, item.id, "Violations: Puma.").await;
    house.decide(&house.sue, item.id, "No violations.").await;
    assert_eq!(house.state(item.id).await, ItemState::Adjudication);
    house.lead("tom").await;
    store
        .item_send(&house.ada, item.id, &send("tom"))
        .await
        .unwrap();
    for (role, freed) in [(Role::Admin, false), (Role::Reviewer, true)] {
        store.member_set(&house.ada, "tom", role).await.unwrap();
        let item = store.item_get(&house.ada, item.id).await.unwrap();
        assert_eq!(item.assignee_id.is_none(), freed, "{role:?}");
    }
}

#[tokio::test]
async fn a_second_under_another_policy_settles_it_and_says_so_where_they_differ() {
    let house = House::with(always()).await;
    let store = house.store();
    let (item, _) = once(&house).await;
    let open = house.claim(&house.sue, item.id).await;
    let policy = PolicyRequest {
        text: "No Puma.".into(),
    };
    store.policy_set(&house.ada, &policy).await.unwrap();
    let late = house.submit(&house.sue, &open, "No violations.").await;
    assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
    house.decide(&house.sue, item.id, "No violations.").await;
    let listed = store.differing_list(&house.ada).await.unwrap();
    assert!(listed[0].policies_differ);
}
