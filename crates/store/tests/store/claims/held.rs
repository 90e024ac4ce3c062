//! How many items one holds, and what gives way for another.

use crate::house::{House, image, next, project, this};
use futures::future::join_all;
use std::collections::HashSet;
use vitrine_domain::api::ClaimRequest;
use vitrine_domain::{ItemId, ProjectSettings, Role};
use vitrine_store::StoreError;

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
        matches!(refused, Err(StoreError::TooManyHeld(_))),
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
        matches!(refused, Err(StoreError::TooManyHeld(_))),
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

#[tokio::test]
async fn what_one_holds_is_told_wherever_it_lies() {
    let house = House::new().await;
    let held = one_open_and_two_ahead(&house).await;
    let own = house.store().claim_list(&house.rob.actor).await.unwrap();
    let ids: Vec<ItemId> = own.iter().map(|c| c.item_id).collect();
    assert_eq!(ids, held, "oldest first");
    let opened: Vec<bool> = own.iter().map(|c| c.opened).collect();
    assert_eq!(opened, [true, false, false]);
    assert!(own.iter().all(|c| c.slug == house.rob.slug));
    // By its fence each can be given back.
    let (first, store) = (&own[0], house.store());
    let released = store.claim_release(&house.rob, first.item_id, first.fence);
    released.await.unwrap();
    assert_eq!(store.claim_list(&house.rob.actor).await.unwrap().len(), 2);
    // Nobody else's, and none that has run out.
    assert!(store.claim_list(&house.sue.actor).await.unwrap().is_empty());
    house.expire_claims().await;
    assert!(store.claim_list(&house.rob.actor).await.unwrap().is_empty());
}
