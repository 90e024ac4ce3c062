//! The queue in the order that a lead weights, page by page, and what looking at it holds.

mod persons;
mod views;

use crate::house::{House, next, proposal, review};
use vitrine_domain::api::{ClaimRequest, QueueOrder, QueueQuery, ViewRequest};
use vitrine_domain::rules::priority::Weights;
use vitrine_domain::{Item, ItemId, ProjectSettings, QueueFilter, Split, Verdict, ViewId};
use vitrine_store::{Member, NewProposal, StoreError};

/// An item of the train split, answered like this.
async fn answered(house: &House, answer: &str, confidence: f32) -> Item {
    let item = house.item(Split::Train).await;
    let new = NewProposal {
        answer: answer.into(),
        confidence,
        regions: vec![],
        ..proposal(item.id, &house.base)
    };
    house.store().proposal_add(&house.rule, &new).await.unwrap();
    house.store().item_get(&house.ada, item.id).await.unwrap()
}

async fn view(house: &House, who: &Member, name: &str, filter: QueueFilter) -> ViewId {
    let new = ViewRequest {
        name: name.into(),
        filter,
        shared: false,
    };
    house.store().view_add(who, &new).await.unwrap().id
}

async fn seen(house: &House, who: &Member, view: Option<ViewId>) -> Vec<ItemId> {
    let query = QueueQuery {
        view,
        ..QueueQuery::default()
    };
    let page = house.store().queue_list(who, &query).await.unwrap();
    page.rows.into_iter().map(|r| r.item.id).collect()
}

#[tokio::test]
async fn a_lead_weights_the_order_and_it_is_in_the_trail() {
    let house = House::new().await;
    let store = house.store();
    let grave = answered(&house, "Violations: Nike.", 0.95).await.id;
    let unsure = answered(&house, "No violations.", 0.2).await.id;
    assert_eq!(seen(&house, &house.rob, None).await, [unsure, grave]);
    let mut settings = ProjectSettings {
        queue: Weights {
            severities: [("Nike".to_owned(), 1.0)].into(),
            ..Weights::default()
        },
        ..ProjectSettings::default()
    };
    store.settings_set(&house.ada, &settings).await.unwrap();
    assert_eq!(seen(&house, &house.rob, None).await, [grave, unsure]);
    // What comes later is placed by the same weights.
    let mild = answered(&house, "Violations: Puma.", 0.7).await.id;
    assert_eq!(seen(&house, &house.rob, None).await, [grave, unsure, mild]);
    // Age alone: the oldest first.
    settings.queue = Weights {
        uncertainty: 0.0,
        severity: 0.0,
        age: 1.0,
        ..Weights::default()
    };
    house
        .sql(
            "update items set created_at = created_at - interval '3 days' where priority =
            (select min(priority) from items)",
        )
        .await;
    store.settings_set(&house.ada, &settings).await.unwrap();
    assert_eq!(seen(&house, &house.rob, None).await.first(), Some(&mild));
    let told = "select count(*) from audit_events where action = 'settings.set'
        and (detail -> 'queue.age' ->> 'to')::real = 1";
    assert_eq!(house.count(told).await, 1);
    settings.queue.age = -1.0;
    let refused = store.settings_set(&house.ada, &settings).await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_easy_end_shows_no_blind_item() {
    let house = House::new().await;
    let sure = answered(&house, "No violations.", 0.99).await.id;
    let unsure = answered(&house, "No violations.", 0.4).await.id;
    house.item(Split::HeldOut).await;
    let query = QueueQuery {
        order: QueueOrder::Easy,
        ..QueueQuery::default()
    };
    let page = house.store().queue_list(&house.rob, &query).await.unwrap();
    let ids: Vec<_> = page.rows.iter().map(|r| r.item.id).collect();
    assert_eq!(ids, [sure, unsure]);
    assert_eq!(page.policy_version, 1);
    assert!(page.rows.iter().all(|r| r.proposal.is_some()));
}

#[tokio::test]
async fn the_queue_is_looked_through_page_by_page_as_the_desk_would_give_it() {
    let house = House::new().await;
    let store = house.store();
    for n in 0..7 {
        answered(&house, "No violations.", 0.1 * n as f32).await;
    }
    // Two of them wait for a second review, which come first.
    house
        .sql(
            "update items set state = 'second_review', second_of = (select id from users where name = 'rob')
             where id in (select id from items order by id limit 2)",
        )
        .await;
    let mine = view(&house, &house.sue, "all", QueueFilter::default()).await;
    for view in [None, Some(mine)] {
        let all = seen(&house, &house.sue, view).await;
        assert_eq!(all.len(), 7);
        let mut pages = Vec::new();
        for offset in [0, 3, 6, 9] {
            let query = QueueQuery {
                view,
                offset,
                limit: Some(3),
                ..QueueQuery::default()
            };
            let page = store.queue_list(&house.sue, &query).await.unwrap();
            pages.extend(page.rows.into_iter().map(|r| r.item.id));
        }
        assert_eq!(pages, all, "{view:?}");
    }
}

#[tokio::test]
async fn what_was_escalated_waits_for_leads_without_a_view() {
    let house = House::new().await;
    let store = house.store();
    let (left, open) = (
        answered(&house, "No violations.", 0.5).await.id,
        answered(&house, "No violations.", 0.6).await.id,
    );
    let desk = house.claim(&house.rob, left).await;
    let escalated = review(desk.claim.fence, Verdict::Escalate, "");
    store
        .review_submit(&house.rob, left, &escalated)
        .await
        .unwrap();
    let look = QueueQuery {
        escalated: true,
        ..QueueQuery::default()
    };
    let page = store.queue_list(&house.ada, &look).await.unwrap();
    let ids: Vec<_> = page.rows.iter().map(|r| r.item.id).collect();
    assert_eq!(ids, [left]);
    let ask = ClaimRequest {
        escalated: true,
        ..next()
    };
    let given = store.item_claim(&house.ada, &ask).await.unwrap().unwrap();
    assert_eq!(given.item.id, left);
    assert_eq!(seen(&house, &house.sue, None).await, [open]);
    for refused in [
        store.queue_list(&house.sue, &look).await.err(),
        store.item_claim(&house.sue, &ask).await.err(),
    ] {
        assert!(
            matches!(refused, Some(StoreError::Forbidden(_))),
            "{refused:?}"
        );
    }
}
