//! What the desk is told with an item of how it came there, and of how much was said about it.

use crate::house::{House, always, send};
use vitrine_domain::api::{Moved, SendRequest};
use vitrine_domain::limits::COMMENTS_COUNTED;
use vitrine_store::Member;

fn by(who: &str, text: &str) -> Option<Moved> {
    Some(Moved {
        by: who.into(),
        text: text.into(),
    })
}

#[tokio::test]
async fn who_is_sent_an_item_is_told_by_whom_and_why() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await.id;
    let desk = house.claim(&house.rob, item).await;
    assert_eq!((desk.sent, desk.held, desk.comments), (None, None, 0));
    let request = SendRequest {
        to: "sue".into(),
        reason: "you know these shoes".into(),
        fence: Some(desk.claim.fence),
    };
    store.item_send(&house.rob, item, &request).await.unwrap();
    let desk = house.offered(&house.sue).await.unwrap();
    assert_eq!(desk.sent, by("rob", "you know these shoes"));
    assert_eq!(desk.comments, 1);
    store
        .claim_release(&house.sue, item, desk.claim.fence)
        .await
        .unwrap();
    // It was not sent to the lead who looks at it.
    let desk = house.claim(&house.ada, item).await;
    assert_eq!((desk.sent, desk.comments), (None, 1));
    store
        .claim_release(&house.ada, item, desk.claim.fence)
        .await
        .unwrap();
    // The last one counts, without a word too.
    store
        .item_send(&house.ada, item, &send("sue"))
        .await
        .unwrap();
    let desk = house.claim(&house.sue, item).await;
    assert_eq!(desk.sent, by("admin-brands", ""));
    store
        .claim_release(&house.sue, item, desk.claim.fence)
        .await
        .unwrap();
    store.item_send(&house.ada, item, &send("")).await.unwrap();
    let desk = house.claim(&house.sue, item).await;
    assert_eq!((desk.sent, desk.comments), (None, 3));
}

#[tokio::test]
async fn what_an_item_on_hold_waits_for_is_told_to_whom_it_is_opened_by() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await.id;
    for (reason, again) in [("asked legal", true), ("waits for May", false)] {
        let fence = house.claim(&house.rob, item).await.claim.fence;
        store
            .item_hold(&house.rob, item, fence, reason)
            .await
            .unwrap();
        for who in [&house.rob, &house.ada] {
            let desk = house.claim(who, item).await;
            assert_eq!(desk.held, by("rob", reason));
            let fence = desk.claim.fence;
            store.claim_release(who, item, fence).await.unwrap();
        }
        if again {
            store.item_resume(&house.rob, item).await.unwrap();
            let desk = house.claim(&house.rob, item).await;
            assert_eq!(desk.held, None, "it waits no more");
        }
    }
}

/// Of a hold that may not be read, one from before the first review says nothing.
#[tokio::test]
async fn what_a_second_review_on_hold_waits_for_is_told_to_its_holder_alone() {
    let house = House::with(always()).await;
    let store = house.store();
    let tim = house.reviewer("tim").await;
    let item = house.queued().await.id;
    let hold = async |who: &Member, reason: &str| {
        let fence = house.claim(who, item).await.claim.fence;
        store.item_hold(who, item, fence, reason).await.unwrap();
    };
    hold(&tim, "asked legal").await;
    store.item_resume(&tim, item).await.unwrap();
    house.decide(&house.rob, item, "Violations: Puma.").await;
    hold(&house.sue, "waits for May").await;
    for (who, told) in [(&house.sue, by("sue", "waits for May")), (&house.ada, None)] {
        let desk = house.claim(who, item).await;
        assert_eq!(desk.held, told);
        let fence = desk.claim.fence;
        store.claim_release(who, item, fence).await.unwrap();
    }
}

#[tokio::test]
async fn comments_are_counted_as_they_may_be_read_and_no_further_than_is_told() {
    let house = House::with(always()).await;
    let store = house.store();
    let tim = house.reviewer("tim").await;
    let item = house.queued().await.id;
    let say = async |who: &Member, text: &str| {
        store.comment_add(who, item, None, text).await.unwrap();
    };
    say(&tim, "Is it a mark?").await;
    house.decide(&house.rob, item, "Violations: Puma.").await;
    say(&house.rob, "It is").await;
    say(&tim, "So it is").await;
    for (who, readable) in [(&house.sue, 1), (&tim, 2), (&house.ada, 1)] {
        let desk = house.claim(who, item).await;
        let list = store.comment_list(who, item).await.unwrap();
        assert_eq!((desk.comments, list.len() as i64), (readable, readable));
        let fence = desk.claim.fence;
        store.claim_release(who, item, fence).await.unwrap();
    }
    let other = house.queued().await.id;
    for n in 0..=COMMENTS_COUNTED {
        let text = format!("{n}");
        store.comment_add(&tim, other, None, &text).await.unwrap();
    }
    let desk = house.claim(&house.sue, other).await;
    assert_eq!(desk.comments, COMMENTS_COUNTED);
}
