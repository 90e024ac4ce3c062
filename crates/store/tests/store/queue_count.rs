//! The desk's number is that of the items it would be given.

use crate::house::{House, always, member, next};
use vitrine_domain::api::{ClaimRequest, QueueCount, QueueOrder, QueueQuery, ViewRequest};
use vitrine_domain::limits::QUEUE_COUNTED;
use vitrine_domain::{Assignee, ItemId, QueueFilter, Role, Split};
use vitrine_store::{Member, StoreError};

async fn waiting(house: &House, who: &Member) -> i64 {
    let counted = house.store().queue_waiting(who, None, None).await.unwrap();
    assert!(!counted.more);
    counted.waiting
}

async fn send(house: &House, item: ItemId, to: &str) {
    let request = crate::house::send(to);
    let sent = house.store().item_send(&house.ada, item, &request);
    sent.await.unwrap();
}

#[tokio::test]
async fn as_many_wait_as_a_claim_would_give() {
    let house = House::with(always()).await;
    let store = house.store();
    let (rob, sue) = (&house.rob, &house.sue);
    // Each waits for the second review of another.
    for who in [rob, sue] {
        let item = house.queued().await.id;
        house.decide(who, item, "Violations: Puma.").await;
    }
    house.queued().await;
    send(&house, house.queued().await.id, "sue").await;
    let passed = house.queued().await.id;
    let fence = house.claim(rob, passed).await.claim.fence;
    store.item_skip(rob, passed, fence, "").await.unwrap();
    let put_off = house.queued().await.id;
    let fence = house.claim(sue, put_off).await.claim.fence;
    store
        .item_hold(sue, put_off, fence, "asked legal")
        .await
        .unwrap();
    // Not drawn: nobody's, until it is sent to somebody.
    let undrawn = house.queued().await.id;
    house.item(Split::HeldOut).await;
    send(&house, undrawn, "rob").await;
    house
        .sql(
            "update items set sampling = 'undrawn'
             where blind or assignee_id = (select id from users where name = 'rob')",
        )
        .await;
    let open = house.queued().await.id;
    assert_eq!(
        (waiting(&house, rob).await, waiting(&house, sue).await),
        (4, 5)
    );
    // What anybody holds is offered to nobody.
    house.claim(sue, open).await;
    let mut left = waiting(&house, rob).await;
    assert_eq!((left, waiting(&house, sue).await), (3, 4));
    let ahead = ClaimRequest {
        ahead: true,
        ..next()
    };
    while store.item_claim(rob, &ahead).await.unwrap().is_some() {
        left -= 1;
        assert_eq!(waiting(&house, rob).await, left);
    }
    assert_eq!(left, 0, "all that was counted is given");
}

#[tokio::test]
async fn past_a_thousand_there_are_more() {
    let house = House::new().await;
    house.item(Split::HeldOut).await;
    house
        .sql(
            "insert into items (id, project_id, image_id, instruction, state, blind, split)
             select gen_random_uuid(), i.project_id, i.image_id, i.instruction || n, 'queued', i.blind, i.split
             from items i cross join generate_series(1, 999) n",
        )
        .await;
    let counted = |more| QueueCount {
        waiting: QUEUE_COUNTED,
        more,
        unproposed: 0,
    };
    let told = house
        .store()
        .queue_waiting(&house.rob, None, None)
        .await
        .unwrap();
    assert_eq!(told, counted(false));
    house.item(Split::HeldOut).await;
    let told = house
        .store()
        .queue_waiting(&house.rob, None, None)
        .await
        .unwrap();
    assert_eq!(told, counted(true));
}

/// As many before the one item that is there as are looked through, without a proposal.
async fn many_before(house: &House) {
    house
        .sql(
            "insert into items (id, project_id, image_id, instruction, state, blind, split, priority)
             select gen_random_uuid(), i.project_id, i.image_id, i.instruction || n, 'queued', i.blind, i.split, i.priority + 1000000
             from items i cross join generate_series(1, 20000) n",
        )
        .await;
}

/// A desk that rests on a view that lets few through asks again and again: it is given what is counted, and no more is
/// looked through.
#[tokio::test]
async fn a_view_gives_what_is_among_the_first() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let of = async |filter: serde_json::Value| {
        let view = serde_json::json!({"name": filter.to_string(), "filter": filter});
        let view = serde_json::from_value(view).unwrap();
        let view = store.view_add(&house.rob, &view).await.unwrap();
        ClaimRequest {
            view_id: Some(view.id),
            ..next()
        }
    };
    let nike = of(serde_json::json!({"label": "Nike"})).await;
    let mine = of(serde_json::json!({"label": "Nike", "assignee": "me"})).await;
    many_before(&house).await;
    let claimed = store.item_claim(&house.rob, &nike).await.unwrap();
    assert!(claimed.is_none(), "it lies behind those");
    // One fewer before it, and it is the last of them.
    house
        .sql(
            "update items set state = 'waiting' where id = (select id from items where priority > 1000 limit 1)",
        )
        .await;
    let claimed = store.item_claim(&house.rob, &nike).await.unwrap();
    let desk = claimed.expect("it is among the first");
    assert_eq!(desk.item.id, item.id);
    store
        .claim_release(&house.rob, item.id, desk.claim.fence)
        .await
        .unwrap();
    house
        .sql("update items set state = 'queued' where state = 'waiting'")
        .await;
    let claimed = store.item_claim(&house.rob, &nike).await.unwrap();
    assert!(claimed.is_none());
    // What an index leads to is found everywhere.
    send(&house, item.id, "rob").await;
    let claimed = store.item_claim(&house.rob, &mine).await.unwrap();
    assert_eq!(claimed.unwrap().item.id, item.id);
}

/// The list of a view is what the desk would give under it.
#[tokio::test]
async fn a_view_lists_what_it_gives() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let view = async |name: &str, filter: QueueFilter| {
        let new = ViewRequest {
            name: name.into(),
            filter,
            shared: false,
        };
        store.view_add(&house.rob, &new).await.unwrap().id
    };
    let filter = QueueFilter {
        label: Some("Nike".into()),
        ..QueueFilter::default()
    };
    let nike = view("nike", filter.clone()).await;
    let mine = QueueFilter {
        assignee: Some(Assignee::Me),
        ..filter
    };
    let mine = view("mine", mine).await;
    let listed = async |view, order, offset| {
        let ask = QueueQuery {
            view: Some(view),
            order,
            offset,
            ..QueueQuery::default()
        };
        let page = store.queue_list(&house.rob, &ask).await.unwrap();
        let ids: Vec<ItemId> = page.rows.iter().map(|r| r.item.id).collect();
        (ids, page.more)
    };
    let first = QueueOrder::Priority;
    assert_eq!(listed(nike, first, 0).await, (vec![item.id], false));
    assert_eq!(listed(nike, first, 1).await, (vec![], false));
    many_before(&house).await;
    assert_eq!(listed(nike, first, 0).await, (vec![], true));
    assert_eq!(listed(nike, first, 1).await, (vec![], true));
    // From the other end it is the first.
    let easy = listed(nike, QueueOrder::Easy, 0).await;
    assert_eq!(easy, (vec![item.id], true));
    // One fewer before it, and it is the last of them.
    house
        .sql(
            "update items set state = 'waiting' where id = (select id from items where priority > 1000 limit 1)",
        )
        .await;
    assert_eq!(listed(nike, first, 0).await, (vec![item.id], false));
    house
        .sql("update items set state = 'queued' where state = 'waiting'")
        .await;
    // What an index leads to is listed from everywhere.
    send(&house, item.id, "rob").await;
    assert_eq!(listed(mine, first, 0).await, (vec![item.id], false));
    // At the easy end no blind item is looked through, nor does one lie behind.
    house
        .sql(
            "update items set state = 'waiting' where id = (select id from items where priority > 1000 limit 1)",
        )
        .await;
    house.item(Split::HeldOut).await;
    let easy = listed(nike, QueueOrder::Easy, 0).await;
    assert_eq!(easy, (vec![item.id], false));
    // Without a view nothing is looked for.
    let all = store.queue_list(&house.rob, &QueueQuery::default()).await;
    let all = all.unwrap();
    assert_eq!((all.rows.len(), all.more), (24, false));
}

/// A view that lets few through is not looked for in all of the queue.
#[tokio::test]
async fn a_view_counts_what_is_among_the_first_and_says_that_there_may_be_more() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let filter = QueueFilter {
        label: Some("Nike".into()),
        ..QueueFilter::default()
    };
    let found = store.queue_count(&house.rob, &filter, 9).await.unwrap();
    assert_eq!((found.waiting, found.more), (1, false));
    many_before(&house).await;
    let found = store.queue_count(&house.rob, &filter, 9).await.unwrap();
    assert_eq!((found.waiting, found.more), (0, true));
    // What an index leads to is looked for everywhere.
    send(&house, item.id, "rob").await;
    let sent = QueueFilter {
        assignee: Some(Assignee::Me),
        ..filter
    };
    let found = store.queue_count(&house.rob, &sent, 9).await.unwrap();
    assert_eq!((found.waiting, found.more), (1, false));
}

#[tokio::test]
async fn where_none_waits_it_is_said_how_many_a_worker_has_not_proposed_for() {
    let house = House::new().await;
    house.item(Split::Train).await;
    house.item(Split::Train).await;
    let told = async || {
        let asked = house.store().queue_waiting(&house.rob, None, None).await;
        asked.unwrap()
    };
    let none = told().await;
    assert_eq!((none.waiting, none.unproposed), (0, 2));
    house.queued().await;
    let one = told().await;
    assert_eq!((one.waiting, one.unproposed), (1, 0));
}

#[tokio::test]
async fn nothing_waits_for_who_does_not_review() {
    let house = House::new().await;
    let eve = member(house.store(), &house.ada, "eve", Role::Engineer).await;
    let refused = house.store().queue_waiting(&eve, None, None).await;
    assert!(
        matches!(refused, Err(StoreError::Forbidden(_))),
        "{refused:?}"
    );
}
