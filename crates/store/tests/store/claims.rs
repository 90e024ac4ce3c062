//! Claims: one item, one reviewer, one lease at a time.

use crate::house::{House, image, next, project, this};
use futures::future::join_all;
use std::collections::HashSet;
use vitrine_domain::api::ClaimRequest;
use vitrine_domain::{ItemId, ProjectSettings, Role};
use vitrine_store::{Member, StoreError};

async fn reviewers(house: &House, n: usize) -> Vec<Member> {
    let mut all = Vec::new();
    for i in 0..n {
        all.push(house.reviewer(&format!("reviewer-{i}")).await);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_race_for_one_item_one_wins() {
    let house = House::new().await;
    let item = house.queued().await;
    let people = reviewers(&house, 8).await;
    let ask = next();
    let next = join_all(people.iter().map(|p| house.store().item_claim(p, &ask))).await;
    let got = next.iter().filter(|r| matches!(r, Ok(Some(_)))).count();
    let none = next.iter().filter(|r| matches!(r, Ok(None))).count();
    assert_eq!((got, none), (1, 7), "{next:?}");

    house.expire_claims().await;
    let ask = this(item.id);
    let asked = join_all(people.iter().map(|p| house.store().item_claim(p, &ask))).await;
    let got = asked.iter().filter(|r| matches!(r, Ok(Some(_)))).count();
    let told = asked
        .iter()
        .filter(|r| matches!(r, Err(StoreError::ClaimLost(_))))
        .count();
    assert_eq!((got, told), (1, 7), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_who_claim_at_once_get_different_items() {
    let house = House::new().await;
    for _ in 0..8 {
        house.queued().await;
    }
    let people = reviewers(&house, 8).await;
    let ask = next();
    let desks = join_all(people.iter().map(|p| house.store().item_claim(p, &ask))).await;
    let items: HashSet<_> = desks
        .into_iter()
        .map(|d| d.unwrap().expect("there is an item for everybody").item.id)
        .collect();
    assert_eq!(items.len(), 8);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reviewer_holds_three_at_most() {
    let house = House::new().await;
    let mut items = Vec::new();
    for _ in 0..6 {
        items.push(house.queued().await.id);
    }
    let ask = next();
    let desks = join_all((0..5).map(|_| house.store().item_claim(&house.rob, &ask))).await;
    let held: HashSet<_> = desks
        .into_iter()
        .map(|d| d.unwrap().unwrap().item.id)
        .collect();
    assert_eq!(held.len(), 3);
    assert_eq!(house.count("select count(*) from claims").await, 3);
    let fourth = items.into_iter().find(|i| !held.contains(i)).unwrap();
    let refused = house.store().item_claim(&house.rob, &this(fourth)).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
}

/// Of three held two lie ahead, unopened.
async fn one_open_and_two_ahead(house: &House) -> Vec<ItemId> {
    let ahead = ClaimRequest {
        ahead: true,
        ..next()
    };
    let mut held = Vec::new();
    for ask in [next(), ahead.clone(), ahead] {
        house.queued().await;
        let desk = house.store().item_claim(&house.rob, &ask).await.unwrap();
        held.push(desk.unwrap().item.id);
    }
    held
}

async fn held_by_rob(house: &House) -> HashSet<ItemId> {
    let ids: Vec<uuid::Uuid> =
        sqlx::query_scalar("select item_id from claims where reviewer_id = $1")
            .bind(house.rob.actor.user_id.unwrap().0)
            .fetch_all(&house.db.owner().await)
            .await
            .unwrap();
    ids.into_iter().map(ItemId).collect()
}

#[tokio::test]
async fn a_decision_taken_back_is_had_again_while_three_are_held() {
    let house = House::new().await;
    let store = house.store();
    let held = one_open_and_two_ahead(&house).await;
    let receipt = house.decide(&house.rob, held[0], "No violations.").await;
    let fourth = house.queued().await.id;
    let ahead = ClaimRequest {
        ahead: true,
        ..next()
    };
    store.item_claim(&house.rob, &ahead).await.unwrap();
    house.claim(&house.rob, held[1]).await;
    assert_eq!(
        held_by_rob(&house).await,
        HashSet::from([held[1], held[2], fourth])
    );
    let undone = store.review_undo(&house.rob, held[0], receipt.review.id);
    undone.await.unwrap();
    house.claim(&house.rob, held[0]).await;
    let now = HashSet::from([held[0], held[1], fourth]);
    assert_eq!(held_by_rob(&house).await, now);
}

#[tokio::test]
async fn what_lies_ahead_gives_way_to_an_item_asked_for_by_name() {
    let house = House::new().await;
    let store = house.store();
    let held = one_open_and_two_ahead(&house).await;
    let mut others = Vec::new();
    for _ in 0..3 {
        others.push(house.queued().await.id);
    }
    // Refused for another reason, nothing is given up.
    let waiting = house.item(vitrine_domain::Split::Train).await;
    let refused = store.item_claim(&house.rob, &this(waiting.id)).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
    assert_eq!(
        held_by_rob(&house).await,
        held.iter().copied().collect::<HashSet<_>>()
    );
    house.claim(&house.rob, others[0]).await;
    let now = HashSet::from([held[0], held[2], others[0]]);
    assert_eq!(held_by_rob(&house).await, now, "the oldest of them went");
    // Opened, an item stays: nothing is left that may go once another has gone.
    house.claim(&house.rob, others[1]).await;
    let now = HashSet::from([held[0], others[0], others[1]]);
    assert_eq!(held_by_rob(&house).await, now);
    let refused = store.item_claim(&house.rob, &this(others[2])).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
    assert_eq!(held_by_rob(&house).await, now);
    // Another has what went; the desk that still shows it is told.
    house.claim(&house.sue, held[1]).await;
}

#[tokio::test]
async fn what_lies_ahead_gives_way_to_another_project() {
    let house = House::new().await;
    let store = house.store();
    let held = one_open_and_two_ahead(&house).await;
    let them = project(store, "other", ProjectSettings::default()).await;
    store
        .member_set(&them, "rob", Role::Reviewer)
        .await
        .unwrap();
    let rob = store.member(&house.rob.actor, "other").await.unwrap();
    let open = ClaimRequest {
        resume: true,
        ..next()
    };
    // Nothing is queued there: nothing is given up for it.
    for ask in [&open, &next()] {
        assert_eq!(store.item_claim(&rob, ask).await.unwrap(), None);
        assert_eq!(held_by_rob(&house).await.len(), 3);
    }
    let held_out = Some(vitrine_domain::Split::HeldOut);
    let added = store.item_add(&them, &image(), held_out).await.unwrap();
    // What would only lie ahead there takes nothing away here.
    let ahead = ClaimRequest {
        ahead: true,
        ..next()
    };
    assert_eq!(store.item_claim(&rob, &ahead).await.unwrap(), None);
    let desk = store.item_claim(&rob, &open).await.unwrap().unwrap();
    assert_eq!(desk.item.id, added.item.id);
    let now = HashSet::from([held[0], held[2], added.item.id]);
    assert_eq!(held_by_rob(&house).await, now);
}

/// Two tabs: one submits an item, the other asks for the next and waits for that item's lock.
#[tokio::test(flavor = "multi_thread")]
async fn an_item_decided_while_its_lock_was_waited_for_is_not_leased_again() {
    let house = House::new().await;
    let first = house.queued().await;
    house.claim(&house.rob, first.id).await;
    for _ in 0..2 {
        let other = house.queued().await;
        house.claim(&house.rob, other.id).await;
    }
    let owner = house.db.owner().await;
    let mut submit = owner.begin().await.unwrap();
    let decided = "update items set state = 'decided', decided_at = now() where id = $1";
    for sql in [decided, "delete from claims where item_id = $1"] {
        sqlx::query(sql)
            .bind(first.id.0)
            .execute(&mut *submit)
            .await
            .unwrap();
    }
    let (store, rob) = (house.store().clone(), house.rob.clone());
    let next = tokio::spawn(async move { store.item_claim(&rob, &next()).await });
    let waiting = "select count(*) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'";
    while house.count(waiting).await == 0 {
        assert!(!next.is_finished(), "it waits for the lock");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    submit.commit().await.unwrap();
    // Nothing else is queued, and what he holds besides is not the next.
    assert!(next.await.unwrap().unwrap().is_none());
    let held =
        "select count(*) from claims k join items i on i.id = k.item_id where i.state = 'decided'";
    assert_eq!(house.count(held).await, 0);
    owner.close().await;
}

#[tokio::test]
async fn an_expired_leases_submit_is_refused_and_stores_nothing() {
    let house = House::new().await;
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    house.expire_claims().await;
    let refused = house.submit(&house.rob, &desk, "No violations.").await;
    assert!(
        matches!(refused, Err(StoreError::ClaimLost(_))),
        "{refused:?}"
    );
    let renewed = house
        .store()
        .claim_renew(&house.rob, item.id, desk.claim.fence, false)
        .await;
    assert!(
        matches!(renewed, Err(StoreError::ClaimLost(_))),
        "{renewed:?}"
    );
    assert_eq!(house.count("select count(*) from reviews").await, 0);
}

#[tokio::test]
async fn a_stolen_fence_is_told_who_holds_the_item() {
    let house = House::new().await;
    let item = house.queued().await;
    let old = house.claim(&house.rob, item.id).await;
    house.expire_claims().await;
    let new = house.claim(&house.sue, item.id).await;
    assert!(new.claim.fence > old.claim.fence);
    match house.submit(&house.rob, &old, "No violations.").await {
        Err(StoreError::ClaimLost(what)) => assert!(what.contains("sue"), "{what}"),
        other => panic!("{other:?}"),
    }
    // Nor with the fence of the one who holds it.
    let refused = house.submit(&house.rob, &new, "No violations.").await;
    assert!(
        matches!(refused, Err(StoreError::ClaimLost(_))),
        "{refused:?}"
    );
    house
        .submit(&house.sue, &new, "No violations.")
        .await
        .unwrap();
    let late = house.submit(&house.rob, &new, "No violations.").await;
    assert!(matches!(late, Err(StoreError::ClaimLost(_))), "{late:?}");
    assert_eq!(house.count("select count(*) from reviews").await, 1);
}

#[tokio::test]
async fn ones_own_item_opened_again_fences_off_the_first() {
    let house = House::new().await;
    let item = house.queued().await;
    let first = house.claim(&house.rob, item.id).await;
    let second = house.claim(&house.rob, item.id).await;
    assert!(second.claim.fence > first.claim.fence);
    assert!(
        house
            .submit(&house.rob, &first, "No violations.")
            .await
            .is_err()
    );
    house
        .submit(&house.rob, &second, "No violations.")
        .await
        .unwrap();
}

#[tokio::test]
async fn released_is_offered_again_and_skipped_is_not() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    store
        .claim_release(&house.rob, item.id, desk.claim.fence)
        .await
        .unwrap();
    store
        .claim_release(&house.rob, item.id, desk.claim.fence)
        .await
        .unwrap();
    let again = store
        .item_claim(&house.rob, &next())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(again.item.id, item.id);
    store
        .item_skip(&house.rob, item.id, again.claim.fence, "too small")
        .await
        .unwrap();
    assert!(
        store
            .item_claim(&house.rob, &next())
            .await
            .unwrap()
            .is_none()
    );
    assert!(
        store
            .item_claim(&house.sue, &next())
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_heartbeat_moves_the_expiry() {
    let house = House::new().await;
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let renewed = house
        .store()
        .claim_renew(&house.rob, item.id, desk.claim.fence, false)
        .await
        .unwrap();
    assert!(renewed.expires_at > desk.claim.expires_at);
    assert_eq!(renewed.fence, desk.claim.fence);
}

#[tokio::test]
async fn a_waiting_item_cannot_be_claimed_and_a_decided_one_by_leads_alone() {
    let house = House::new().await;
    let store = house.store();
    let waiting = house.item(vitrine_domain::Split::Train).await;
    let refused = store.item_claim(&house.rob, &this(waiting.id)).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
    assert!(
        store
            .item_claim(&house.rob, &next())
            .await
            .unwrap()
            .is_none()
    );
    let decided = house.queued().await;
    house.decide(&house.rob, decided.id, "No violations.").await;
    let refused = store.item_claim(&house.sue, &this(decided.id)).await;
    assert!(
        matches!(refused, Err(StoreError::Conflict(_))),
        "{refused:?}"
    );
    house.claim(&house.ada, decided.id).await;
}

/// A failed call of somebody else's has the item's row locked until its rollback is through.
#[tokio::test(flavor = "multi_thread")]
async fn an_item_that_is_merely_touched_is_waited_for_not_overlooked() {
    let house = House::new().await;
    let (first, second) = (house.queued().await, house.queued().await);
    let owner = house.db.owner().await;
    let touch = "select 1 from items for no key update";
    let mut tx = owner.begin().await.unwrap();
    sqlx::query(touch).execute(&mut *tx).await.unwrap();
    let claim = {
        let (store, sue) = (house.store().clone(), house.sue.clone());
        tokio::spawn(async move { store.item_claim(&sue, &next()).await })
    };
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert!(!claim.is_finished(), "both items are locked, none is gone");
    tx.rollback().await.unwrap();
    let sues = claim.await.unwrap().unwrap().expect("two are queued");

    let other = match sues.item.id == first.id {
        true => second.id,
        false => first.id,
    };
    let mut tx = owner.begin().await.unwrap();
    sqlx::query("select 1 from items where id = $1 for no key update")
        .bind(other.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    house.queued().await;
    let robs = house.store().item_claim(&house.rob, &next()).await.unwrap();
    let robs = robs.expect("a free one is there, nobody waits").item.id;
    assert!(robs != other && robs != sues.item.id);
    tx.rollback().await.unwrap();
}

/// The tab of another device is closed without a word: its claims live on for a while.
#[tokio::test]
async fn a_page_opened_anew_resumes_what_its_reviewer_holds_and_no_poll_does() {
    let house = House::new().await;
    let item = house.queued().await;
    let first = house.claim(&house.rob, item.id).await;
    let polled = house.store().item_claim(&house.rob, &next()).await.unwrap();
    assert_eq!(polled, None);
    let open = ClaimRequest {
        resume: true,
        ..next()
    };
    assert_eq!(
        house.store().item_claim(&house.sue, &open).await.unwrap(),
        None
    );
    let again = house.store().item_claim(&house.rob, &open).await.unwrap();
    let again = again.expect("the item that rob holds").claim;
    assert_eq!(again.item_id, item.id);
    assert!(again.fence > first.claim.fence);
    // What is free comes first.
    let free = house.queued().await;
    let next = house.store().item_claim(&house.rob, &open).await.unwrap();
    assert_eq!(next.expect("one is free").item.id, free.id);
}
