//! Items put on hold, sent to a person, passed over: who is offered them then.

use crate::house::{House, member, this};
use vitrine_domain::Role;
use vitrine_domain::api::{ItemFilter, ItemMark, SendRequest};
use vitrine_store::{Member, StoreError};

fn send(to: &str, fence: Option<i64>) -> SendRequest {
    SendRequest {
        to: to.into(),
        reason: "you know these shoes".into(),
        fence,
    }
}

/// How many items this person finds that were passed over.
async fn listed(house: &House, who: &Member) -> usize {
    let passed = ItemFilter {
        mark: Some(ItemMark::Passed),
        ..ItemFilter::default()
    };
    let page = house.store().item_list(who, &passed).await.unwrap();
    page.rows.len()
}

#[tokio::test]
async fn what_is_on_hold_is_offered_to_nobody_until_it_is_taken_up() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let fence = desk.claim.fence;
    let silent = store.item_hold(&house.rob, item.id, fence, " ").await;
    assert!(matches!(silent, Err(StoreError::Invalid(_))), "{silent:?}");
    store
        .item_hold(&house.rob, item.id, fence, "asked legal")
        .await
        .unwrap();
    for who in [&house.rob, &house.sue, &house.ada] {
        assert!(house.offered(who).await.is_none());
    }
    let by_sue = store.item_claim(&house.sue, &this(item.id)).await;
    assert!(matches!(by_sue, Err(StoreError::Conflict(_))), "{by_sue:?}");
    let by_sue = store.item_resume(&house.sue, item.id).await;
    assert!(
        matches!(by_sue, Err(StoreError::Forbidden(_))),
        "{by_sue:?}"
    );
    // Its holder may open it, and looking at it changes nothing.
    let own = house.claim(&house.rob, item.id).await;
    store
        .claim_release(&house.rob, item.id, own.claim.fence)
        .await
        .unwrap();
    assert!(house.offered(&house.sue).await.is_none());
    store.item_resume(&house.ada, item.id).await.unwrap();
    let twice = store.item_resume(&house.ada, item.id).await;
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    assert!(house.offered(&house.sue).await.is_some());
    let acts = "select count(*) from audit_events where action in ('item.hold', 'item.resume')";
    assert_eq!(house.count(acts).await, 2);
}

#[tokio::test]
async fn what_is_sent_to_a_person_comes_to_that_person_first_and_to_nobody_else() {
    let house = House::new().await;
    let store = house.store();
    let (item, other) = (house.queued().await, house.queued().await);
    let desk = house.claim(&house.rob, item.id).await;
    let fence = Some(desk.claim.fence);
    let nobody = store
        .item_send(&house.rob, item.id, &send("nobody", fence))
        .await;
    assert!(matches!(nobody, Err(StoreError::Invalid(_))), "{nobody:?}");
    member(store, &house.ada, "eve", Role::Engineer).await;
    let engineer = store
        .item_send(&house.rob, item.id, &send("eve", fence))
        .await;
    assert!(
        matches!(engineer, Err(StoreError::Invalid(_))),
        "{engineer:?}"
    );
    store
        .item_send(&house.rob, item.id, &send("sue", fence))
        .await
        .unwrap();
    let robs = house.offered(&house.rob).await.unwrap();
    assert_eq!(robs.item.id, other.id);
    let asked = store.item_claim(&house.rob, &this(item.id)).await;
    assert!(matches!(asked, Err(StoreError::Conflict(_))), "{asked:?}");
    store
        .claim_release(&house.rob, other.id, robs.claim.fence)
        .await
        .unwrap();
    house
        .sql("update items set priority = 9 where assignee_id is null")
        .await;
    let sues = house.offered(&house.sue).await.unwrap();
    assert_eq!(sues.item.id, item.id, "before all others");
    assert_eq!(sues.item.assignee.as_deref(), Some("sue"));
    // A lead takes it from her only once she has let it go.
    let open = store.item_send(&house.ada, item.id, &send("", None)).await;
    assert!(matches!(open, Err(StoreError::Conflict(_))), "{open:?}");
    house.expire_claims().await;
    let robs = store.item_send(&house.rob, item.id, &send("", None)).await;
    assert!(matches!(robs, Err(StoreError::Forbidden(_))), "{robs:?}");
    store
        .item_send(&house.ada, item.id, &send("", None))
        .await
        .unwrap();
    house.claim(&house.rob, item.id).await;
    // Whoever leaves the project leaves nothing behind that is theirs alone.
    house.expire_claims().await;
    store
        .item_send(&house.ada, item.id, &send("sue", None))
        .await
        .unwrap();
    store.member_remove(&house.ada, "sue").await.unwrap();
    house.claim(&house.rob, item.id).await;
}

#[tokio::test]
async fn what_was_sent_is_everybodys_again_once_its_addressee_will_not_decide_it() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let sent = send("sue", None);
    store.item_send(&house.ada, item.id, &sent).await.unwrap();
    let fence = house.claim(&house.sue, item.id).await.claim.fence;
    store
        .item_skip(&house.sue, item.id, fence, "not my subject")
        .await
        .unwrap();
    let robs = house.offered(&house.rob).await;
    assert_eq!(robs.expect("it was passed over").item.id, item.id);
    house.expire_claims().await;
    store.item_send(&house.ada, item.id, &sent).await.unwrap();
    // Another role that reviews changes nothing; one that does not, does.
    for (role, offered) in [(Role::Lead, false), (Role::Engineer, true)] {
        store.member_set(&house.ada, "sue", role).await.unwrap();
        let robs = house.offered(&house.rob).await;
        assert_eq!(robs.is_some(), offered, "{role:?}");
    }
}

#[tokio::test]
async fn what_all_passed_over_is_found_by_leads_and_taken_back_by_who_passed_it() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await.id;
    assert_eq!(listed(&house, &house.ada).await, 0);
    for (who, why) in [(&house.rob, "not my subject"), (&house.sue, "")] {
        let fence = house.claim(who, item).await.claim.fence;
        store.item_skip(who, item, fence, why).await.unwrap();
        assert!(house.offered(who).await.is_none());
    }
    let all = store.skip_list(&house.ada, item).await.unwrap();
    let said: Vec<_> = all.iter().map(|s| (&*s.reviewer, &*s.reason)).collect();
    assert_eq!(said, [("rob", "not my subject"), ("sue", "")]);
    // Who does not lead sees what they did themselves.
    let robs = store.skip_list(&house.rob, item).await.unwrap();
    assert_eq!(robs, all[..1]);
    assert_eq!(listed(&house, &house.ada).await, 1);
    assert_eq!(listed(&house, &house.rob).await, 1);

    store.skip_remove(&house.rob, item).await.unwrap();
    let told = "select count(*) from audit_events where action = 'item.unskip'";
    assert_eq!(house.count(told).await, 1);
    let again = house.offered(&house.rob).await;
    assert_eq!(again.expect("it is offered again").item.id, item);
    assert!(house.offered(&house.sue).await.is_none());
    assert_eq!(listed(&house, &house.rob).await, 0);
    let twice = store.skip_remove(&house.rob, item).await;
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    // Decided, it is passed over no more.
    house.decide(&house.rob, item, "No violations.").await;
    assert_eq!(listed(&house, &house.ada).await, 0);
}

#[tokio::test]
async fn a_lost_claim_neither_holds_nor_sends() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let old = house.claim(&house.rob, item.id).await.claim.fence;
    house.expire_claims().await;
    house.claim(&house.sue, item.id).await;
    let held = store.item_hold(&house.rob, item.id, old, "x").await;
    assert!(matches!(held, Err(StoreError::ClaimLost(_))), "{held:?}");
    let sent = store
        .item_send(&house.rob, item.id, &send("rob", Some(old)))
        .await;
    assert!(matches!(sent, Err(StoreError::ClaimLost(_))), "{sent:?}");
    let skipped = store.item_skip(&house.rob, item.id, old, "x").await;
    assert!(
        matches!(skipped, Err(StoreError::ClaimLost(_))),
        "{skipped:?}"
    );
    assert_eq!(house.count("select count(*) from comments").await, 0);
    let item = store.item_get(&house.rob, item.id).await.unwrap();
    assert_eq!((item.held_by, item.assignee_id), (None, None));
}

/// The answer to the first was lost on its way.
#[tokio::test]
async fn the_same_move_once_more_under_its_fence_is_done_once_and_answered_as_the_first() {
    let house = House::new().await;
    let (store, rob) = (house.store(), &house.rob);
    let lost = |refused: Result<(), StoreError>| {
        assert!(
            matches!(refused, Err(StoreError::ClaimLost(_))),
            "{refused:?}"
        );
    };
    let said = "select count(*) from comments";
    let held = "select count(*) from claims";

    let skipped = house.queued().await.id;
    let fence = house.claim(rob, skipped).await.claim.fence;
    let skip = async |reason| store.item_skip(rob, skipped, fence, reason).await;
    skip("too small").await.unwrap();
    skip(" too small").await.unwrap();
    lost(skip("not my subject").await);
    // Others have it by now, and keep it.
    let sues = house.claim(&house.sue, skipped).await.claim.fence;
    skip("too small").await.unwrap();
    let skips = store.skip_list(&house.ada, skipped).await.unwrap();
    assert_eq!(skips.len(), 1);
    assert_eq!(skips[0].reason, "too small");
    assert_eq!(house.count(held).await, 1);
    assert_eq!(house.count(said).await, 1);
    // Under another's fence it is no repeat, nor is another's under this.
    lost(store.item_skip(rob, skipped, sues, "too small").await);
    lost(
        store
            .item_skip(&house.sue, skipped, fence, "too small")
            .await,
    );
    // What was skipped is neither on hold nor sent.
    lost(store.item_hold(rob, skipped, fence, "too small").await);

    let held = house.queued().await.id;
    let fence = house.claim(rob, held).await.claim.fence;
    for _ in 0..2 {
        store.item_hold(rob, held, fence, "legal").await.unwrap();
    }
    lost(store.item_hold(rob, held, fence, "lunch").await);
    assert_eq!(house.count(said).await, 2);
    // Taken up again, it is not put back on hold.
    store.item_resume(rob, held).await.unwrap();
    store.item_hold(rob, held, fence, "legal").await.unwrap();
    let item = store.item_get(rob, held).await.unwrap();
    assert_eq!(item.held_by, None);
    // The same words under a later claim that is lost are no repeat.
    let later = house.claim(rob, held).await.claim.fence;
    store.claim_release(rob, held, later).await.unwrap();
    lost(store.item_hold(rob, held, later, "legal").await);
    assert_eq!(house.count(said).await, 3);

    let sent = house.queued().await.id;
    let fence = Some(house.claim(rob, sent).await.claim.fence);
    for _ in 0..2 {
        let to_sue = send("sue", fence);
        store.item_send(rob, sent, &to_sue).await.unwrap();
    }
    for other in [send("", fence), send("admin-brands", fence)] {
        lost(store.item_send(rob, sent, &other).await);
    }
    let item = store.item_get(rob, sent).await.unwrap();
    assert_eq!(item.assignee.as_deref(), Some("sue"));
    assert_eq!(house.count(said).await, 4);
}

#[tokio::test]
async fn a_decision_ends_hold_and_address() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let fence = house.claim(&house.rob, item.id).await.claim.fence;
    store
        .item_send(&house.rob, item.id, &send("rob", Some(fence)))
        .await
        .unwrap();
    let fence = house.claim(&house.rob, item.id).await.claim.fence;
    store
        .item_hold(&house.rob, item.id, fence, "lunch")
        .await
        .unwrap();
    let receipt = house.decide(&house.rob, item.id, "No violations.").await;
    let now = store.item_get(&house.rob, item.id).await.unwrap();
    assert_eq!((now.held_by, now.assignee_id), (None, None));
    // Taken back, it is so again.
    house.undo(&house.rob, &receipt.review).await;
    let now = store.item_get(&house.rob, item.id).await.unwrap();
    let rob = house.rob.actor.user_id;
    assert_eq!((now.held_by, now.assignee_id), (rob, rob));
    let offered = house.offered(&house.sue).await;
    assert!(offered.is_none());
}
