//! What was sent to a person, as leads look through it.

use super::{answered, seen, view};
use crate::house::{House, next, project, send};
use serde_json::json;
use vitrine_domain::api::{ClaimRequest, QueueQuery, ViewPatch, ViewRequest};
use vitrine_domain::{Assignee, ProjectSettings, QueueFilter, UserId, View};
use vitrine_store::{Member, StoreError};

fn sent_to(who: &Member) -> QueueFilter {
    QueueFilter {
        assignee: who.actor.user_id.map(Assignee::Person),
        ..QueueFilter::default()
    }
}

#[tokio::test]
async fn leads_look_through_what_was_sent_to_a_person_and_nobody_else_does() {
    let house = House::new().await;
    let store = house.store();
    let sent = answered(&house, "Violations: Nike.", 0.5).await.id;
    let free = answered(&house, "No violations.", 0.5).await.id;
    let robs = answered(&house, "Violations: Puma.", 0.5).await.id;
    for (item, who) in [(sent, "sue"), (robs, "rob")] {
        store.item_send(&house.ada, item, &send(who)).await.unwrap();
    }
    let to_sue = sent_to(&house.sue);
    for who in [&house.ada, &house.sue] {
        let id = view(&house, who, "sue's", to_sue.clone()).await;
        assert_eq!(seen(&house, who, Some(id)).await, [sent]);
        let waiting = store.queue_waiting(who, Some(id), None).await.unwrap();
        assert_eq!((waiting.waiting, waiting.more), (1, false));
        let ask = ClaimRequest {
            view_id: Some(id),
            ..next()
        };
        let desk = store.item_claim(who, &ask).await.unwrap().unwrap();
        assert_eq!(desk.item.id, sent);
        assert_eq!(store.item_claim(who, &ask).await.unwrap(), None);
        store
            .claim_release(who, sent, desk.claim.fence)
            .await
            .unwrap();
    }
    // Nobody is offered it in the queue itself for all that.
    assert_eq!(seen(&house, &house.ada, None).await, [free]);
    let id = view(&house, &house.rob, "sue's", to_sue.clone()).await;
    let query = QueueQuery {
        view: Some(id),
        ..QueueQuery::default()
    };
    let ask = ClaimRequest {
        view_id: Some(id),
        ..next()
    };
    for refused in [
        store.queue_list(&house.rob, &query).await.map(drop),
        store
            .queue_waiting(&house.rob, Some(id), None)
            .await
            .map(drop),
        store.queue_count(&house.rob, &to_sue, 9).await.map(drop),
        store.item_claim(&house.rob, &ask).await.map(drop),
    ] {
        assert!(
            matches!(refused, Err(StoreError::Forbidden(_))),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn a_view_of_a_person_who_has_left_says_whose_it_was() {
    let house = House::new().await;
    let store = house.store();
    let sent = answered(&house, "Violations: Nike.", 0.5).await.id;
    store
        .item_send(&house.ada, sent, &send("sue"))
        .await
        .unwrap();
    let id = view(&house, &house.ada, "hers", sent_to(&house.sue)).await;
    let named = |view: &View| view.person.clone();
    let before = store.view_get(&house.ada, id).await.unwrap();
    assert_eq!(named(&before).as_deref(), Some("sue"));
    store.member_remove(&house.ada, "sue").await.unwrap();
    let after = store.view_get(&house.ada, id).await.unwrap();
    assert_eq!(after, before);
    // It is everybody's again, and so in hers no more.
    assert_eq!(seen(&house, &house.ada, Some(id)).await, []);
    assert_eq!(seen(&house, &house.ada, None).await, [sent]);
    // It is changed otherwise; whom it names is, to one who is here.
    let change = async |body: serde_json::Value| {
        let patch: ViewPatch = serde_json::from_value(body).unwrap();
        store.view_change(&house.ada, id, &patch).await
    };
    let renamed = change(json!({"name": "what was hers"})).await.unwrap();
    assert_eq!(named(&renamed).as_deref(), Some("sue"));
    let robs = json!({"filter": {"assignee": house.rob.actor.user_id}});
    let changed = change(robs).await.unwrap();
    assert_eq!(named(&changed).as_deref(), Some("rob"));
    assert_eq!(store.view_get(&house.ada, id).await.unwrap(), changed);
    let nobodys = change(json!({"filter": {"assignee": "nobody"}})).await;
    assert_eq!(named(&nobodys.unwrap()), None);
    let back = change(json!({"filter": {"assignee": house.sue.actor.user_id}})).await;
    assert!(matches!(back, Err(StoreError::Invalid(_))), "{back:?}");
}

#[tokio::test]
async fn a_view_names_members_alone() {
    let house = House::new().await;
    let store = house.store();
    let them = project(store, "other", ProjectSettings::default()).await;
    for stranger in [them.actor.user_id.unwrap(), UserId::fresh()] {
        let new = ViewRequest {
            name: "theirs".into(),
            filter: QueueFilter {
                assignee: Some(Assignee::Person(stranger)),
                ..QueueFilter::default()
            },
            shared: false,
        };
        let refused = store.view_add(&house.ada, &new).await;
        assert!(
            matches!(refused, Err(StoreError::Invalid(_))),
            "{refused:?}"
        );
    }
}
