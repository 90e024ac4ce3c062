//! Two who differ are settled by a lead, by another than the two where there is one.

use super::once;
use crate::audit::called;
use crate::house::{House, always, next, send, this, user};
use vitrine_domain::api::{ClaimRequest, NewUser, PolicyRequest, QueueQuery};
use vitrine_domain::{ForLeads, ItemState, Role, Round};
use vitrine_store::{Actor, Member, StoreError};

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
    assert!(listed[0].left_to.is_empty());
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

/// Of namesakes it is told which.
#[tokio::test]
async fn a_lead_of_the_two_is_told_who_may_settle_it_instead() {
    let house = House::with(always()).await;
    let store = house.store();
    let lena = house.lead("lena").await;
    let tom = NewUser {
        display_name: "lena".into(),
        ..user("tom", false)
    };
    store.user_add(&Actor::rule("test"), &tom).await.unwrap();
    store
        .member_set(&house.ada, "tom", Role::Lead)
        .await
        .unwrap();
    let (item, _) = once(&house).await;
    let left_to = async |who: &Member| store.settling_left_to(who, item.id).await.unwrap();
    assert!(left_to(&lena).await.is_empty(), "two do not differ yet");
    house.decide(&lena, item.id, "No violations.").await;
    let others = ["admin-brands", "lena (tom)"];
    assert_eq!(left_to(&lena).await, others);
    let listed = store.differing_list(&lena).await.unwrap();
    assert_eq!(listed[0].left_to, others);
    assert!(left_to(&house.ada).await.is_empty());
    let asked = store.settling_left_to(&house.rob, item.id).await;
    assert!(matches!(asked, Err(StoreError::Forbidden(_))), "{asked:?}");
    store
        .member_set(&house.ada, "tom", Role::Reviewer)
        .await
        .unwrap();
    assert_eq!(left_to(&lena).await, ["admin-brands"]);
}

#[tokio::test]
async fn where_there_is_no_other_lead_one_of_the_two_settles_it() {
    let house = House::with(always()).await;
    let (item, _) = once(&house).await;
    house.decide(&house.ada, item.id, "No violations.").await;
    assert_eq!(house.state(item.id).await, ItemState::Adjudication);
    let listed = house.store().differing_list(&house.ada).await.unwrap();
    assert!(listed[0].left_to.is_empty(), "it is left to nobody else");
    let settled = house.decide(&house.ada, item.id, "No violations.").await;
    assert_eq!(settled.review.round, Round::Adjudication);
}

/// What waits to be settled, one after another.
fn settling() -> ClaimRequest {
    ClaimRequest {
        adjudication: true,
        ..next()
    }
}

#[tokio::test]
async fn leads_work_through_what_they_may_settle_and_nobody_else_does() {
    let house = House::with(always()).await;
    let store = house.store();
    let lena = house.lead("lena").await;
    let mut items = Vec::new();
    for second in [&house.sue, &lena] {
        let (item, _) = once(&house).await;
        house.decide(second, item.id, "No violations.").await;
        items.push(item.id);
    }
    let settle = Some(ForLeads::Adjudication);
    let seen = async |who: &Member| {
        let query = QueueQuery {
            adjudication: true,
            ..QueueQuery::default()
        };
        let page = store.queue_list(who, &query).await.unwrap();
        let counted = store.queue_waiting(who, None, settle).await.unwrap();
        assert_eq!(counted.waiting, page.rows.len() as i64);
        assert!(!page.more && !counted.more);
        page.rows.iter().map(|r| r.item.id).collect::<Vec<_>>()
    };
    assert_eq!(seen(&house.ada).await, items);
    assert_eq!(seen(&lena).await, items[..1], "of the other one is hers");
    for refused in [
        store.item_claim(&house.rob, &settling()).await.map(drop),
        store
            .queue_waiting(&house.rob, None, settle)
            .await
            .map(drop),
    ] {
        assert!(
            matches!(refused, Err(StoreError::Forbidden(_))),
            "{refused:?}"
        );
    }
    // What waits in the queue is none of it.
    house.queued().await;
    for item in items {
        let desk = store.item_claim(&house.ada, &settling()).await.unwrap();
        let desk = desk.unwrap();
        assert_eq!((desk.item.id, desk.differing.len()), (item, 2));
        // Held, it is offered to nobody else.
        assert!(!seen(&lena).await.contains(&item));
        house
            .submit(&house.ada, &desk, "Violations: Puma.")
            .await
            .unwrap();
    }
    assert_eq!(
        store.item_claim(&house.ada, &settling()).await.unwrap(),
        None
    );
    assert_eq!(seen(&lena).await, []);
}

#[tokio::test]
async fn a_page_opened_anew_goes_on_with_what_lies_open_to_be_settled() {
    let house = House::with(always()).await;
    let store = house.store();
    let (item, _) = once(&house).await;
    // Ada is the only lead: hers is no hindrance.
    house.decide(&house.ada, item.id, "No violations.").await;
    house.queued().await;
    house.offered(&house.ada).await.unwrap();
    for _ in 0..3 {
        let open = ClaimRequest {
            resume: true,
            ..settling()
        };
        let desk = store.item_claim(&house.ada, &open).await.unwrap();
        assert_eq!(desk.unwrap().item.id, item.id);
    }
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

#[tokio::test]
async fn namesakes_who_differ_are_told_apart() {
    let house = House::with(always()).await;
    let second = called(&house, "rob2", "rob").await;
    let (item, _) = once(&house).await;
    house.decide(&second, item.id, "No violations.").await;
    let listed = house.store().differing_list(&house.ada).await.unwrap();
    let by = [&listed[0].first, &listed[0].second].map(|r| r.reviewer.as_str());
    assert_eq!(by, ["rob (rob)", "rob (rob2)"]);
}
