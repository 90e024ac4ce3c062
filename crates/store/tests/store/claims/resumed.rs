//! What a page that is opened anew goes on with.

use crate::house::{House, next, review, this};
use vitrine_domain::api::{ClaimRequest, DeskItem, DraftRequest, ViewRequest};
use vitrine_domain::{DraftBody, ItemId, QueueFilter, Verdict};
use vitrine_store::Member;

fn opened() -> ClaimRequest {
    ClaimRequest {
        resume: true,
        ..next()
    }
}

/// As many as one may hold: one open, two ahead.
async fn full(house: &House, who: &Member) -> [ItemId; 3] {
    let ahead = ClaimRequest {
        ahead: true,
        ..next()
    };
    let mut held = [ItemId::fresh(); 3];
    for (place, ask) in held.iter_mut().zip([next(), ahead.clone(), ahead]) {
        house.queued().await;
        let desk = house.store().item_claim(who, &ask).await.unwrap();
        *place = desk.unwrap().item.id;
    }
    held
}

async fn asked(house: &House, who: &Member, ask: &ClaimRequest) -> DeskItem {
    let desk = house.store().item_claim(who, ask).await.unwrap();
    desk.expect("an item")
}

#[tokio::test]
async fn however_often_it_is_the_item_that_lay_open() {
    let house = House::new().await;
    let held = full(&house, &house.rob).await;
    for _ in 0..4 {
        let desk = asked(&house, &house.rob, &opened()).await;
        assert_eq!(desk.item.id, held[0], "not one that was only prefetched");
    }
    // Decided, the next is one of those that lay ahead; which of them is opened stays.
    house.decide(&house.rob, held[0], "No violations.").await;
    let first = asked(&house, &house.rob, &opened()).await.item.id;
    for _ in 0..3 {
        assert_eq!(asked(&house, &house.rob, &opened()).await.item.id, first);
    }
}

#[tokio::test]
async fn of_several_open_it_is_the_last_one_and_before_it_one_with_a_draft() {
    let house = House::new().await;
    let mut items = Vec::new();
    for _ in 0..3 {
        let item = house.queued().await.id;
        house.claim(&house.rob, item).await;
        items.push(item);
    }
    for _ in 0..3 {
        let desk = asked(&house, &house.rob, &opened()).await;
        assert_eq!(desk.item.id, items[2]);
    }
    let draft = DraftRequest {
        version: 0,
        fence: None,
        unheard: None,
        body: DraftBody {
            answer: "Violations: Pu".into(),
            ..DraftBody::default()
        },
    };
    let saved = house.store().draft_save(&house.rob, items[1], &draft);
    saved.await.unwrap();
    for _ in 0..2 {
        let desk = asked(&house, &house.rob, &opened()).await;
        assert_eq!(desk.item.id, items[1]);
        assert!(desk.draft.is_some());
    }
}

/// Another window of the same person, with another part of the queue.
#[tokio::test]
async fn a_part_of_the_queue_resumes_what_is_in_it_alone() {
    let house = House::new().await;
    let store = house.store();
    let left = house.queued().await.id;
    let desk = house.claim(&house.rob, left).await;
    let request = review(desk.claim.fence, Verdict::Escalate, "");
    store
        .review_submit(&house.rob, left, &request)
        .await
        .unwrap();
    let held = full(&house, &house.ada).await;
    let escalated = ClaimRequest {
        escalated: true,
        ..opened()
    };
    for _ in 0..2 {
        let desk = asked(&house, &house.ada, &escalated).await;
        assert_eq!(desk.item.id, left);
    }
    // The oldest that nobody had opened gave way; what lies open in the other window stays.
    let mine = "select count(*) from claims where opened_at is not null";
    assert_eq!(house.count(mine).await, 2);
    house.claim(&house.sue, held[1]).await;
    let other = store.item_claim(&house.sue, &this(held[0])).await;
    assert!(other.is_err(), "{other:?}");
}

#[tokio::test]
async fn a_view_that_lets_nothing_through_takes_nothing_away() {
    let house = House::new().await;
    let store = house.store();
    full(&house, &house.rob).await;
    let new = ViewRequest {
        name: "flagged".into(),
        filter: QueueFilter {
            flagged: Some(true),
            ..QueueFilter::default()
        },
        shared: false,
    };
    let view = store.view_add(&house.rob, &new).await.unwrap();
    for resume in [true, false] {
        let ask = ClaimRequest {
            view_id: Some(view.id),
            resume,
            ..next()
        };
        assert_eq!(store.item_claim(&house.rob, &ask).await.unwrap(), None);
    }
    assert_eq!(house.count("select count(*) from claims").await, 3);
    // One's own is resumed where it is in the view, though it was only prefetched.
    house
        .sql("update items set flagged = true where id in (select item_id from claims where opened_at is null)")
        .await;
    let ask = ClaimRequest {
        view_id: Some(view.id),
        ..opened()
    };
    let first = asked(&house, &house.rob, &ask).await;
    assert!(first.item.flagged);
    let again = asked(&house, &house.rob, &ask).await;
    assert_eq!(again.item.id, first.item.id);
    assert_eq!(house.count("select count(*) from claims").await, 3);
}
