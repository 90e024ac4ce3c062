//! Gold items come unmarked, to each reviewer once, and what is said of them changes nothing.

mod passed;
mod reports;
mod told;
mod truth;

use crate::house::{House, this};
use vitrine_domain::api::ItemFilter;
use vitrine_domain::{GoldRule, Item, ProjectSettings, Split, UserId};
use vitrine_store::{Member, StoreError};

/// Half of the claims seed one: as much as a project may ask.
fn often() -> ProjectSettings {
    ProjectSettings {
        gold: GoldRule {
            percent: 50.0,
            feedback: true,
        },
        ..ProjectSettings::default()
    }
}

fn id(who: &Member) -> UserId {
    who.actor.user_id.unwrap()
}

/// Decided by sue as “Violations: Puma.”, and gold.
async fn gold(house: &House, split: Split) -> Item {
    let item = match split {
        Split::HeldOut => house.item(split).await,
        _ => house.queued().await,
    };
    house.decide(&house.sue, item.id, "Violations: Puma.").await;
    house.store().gold_mark(&house.ada, item.id).await.unwrap();
    item
}

/// Claims until one is seeded; the queue is empty but for it.
async fn copy(house: &House, who: &Member) -> Item {
    let store = house.store();
    for _ in 0..200 {
        if let Some(desk) = house.offered(who).await {
            store
                .claim_release(who, desk.item.id, desk.claim.fence)
                .await
                .unwrap();
            return desk.item;
        }
        let waiting: Option<uuid::Uuid> =
            sqlx::query_scalar("select id from items where gold_for = $1 and state = 'waiting'")
                .bind(id(who).0)
                .fetch_optional(&house.db.owner().await)
                .await
                .unwrap();
        if let Some(item) = waiting {
            let champion = store.champion_get(&house.rule).await.unwrap().unwrap();
            house.propose(vitrine_domain::ItemId(item), &champion).await;
        }
    }
    panic!("nothing was seeded in 200 claims at 50 %");
}

#[tokio::test]
async fn a_gold_item_looks_like_any_other_and_changes_nothing() {
    let house = House::with(often()).await;
    let store = house.store();
    let plain = house.queued().await;
    let fence = house.claim(&house.rob, plain.id).await.claim.fence;
    let original = gold(&house, Split::Train).await;
    let before = store.project_counts(&house.ada).await.unwrap();
    let copy = copy(&house, &house.rob).await;
    assert_ne!(copy.id, original.id);
    // Field by field what an ordinary one is.
    let ordinary = store.item_get(&house.rob, plain.id).await.unwrap();
    assert_eq!(copy.state, ordinary.state);
    assert_eq!(copy.split, ordinary.split);
    assert_eq!(
        (
            copy.blind,
            copy.flagged,
            copy.held_by,
            copy.assignee_id,
            copy.decided_at
        ),
        (false, false, None, None, None)
    );
    let keys = |item: &Item| -> Vec<String> {
        let value = serde_json::to_value(item).unwrap();
        value.as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(keys(&copy), keys(&ordinary));
    assert_eq!(copy.created_at, original.created_at);
    // Its id is as old as the original's: nothing younger stands out in a list.
    let age = |item: &Item| item.id.0.get_timestamp().unwrap().to_unix().0;
    assert_eq!(age(&copy), age(&original));
    let desk = house.claim(&house.rob, copy.id).await;
    let other = house.claim(&house.rob, plain.id).await;
    assert!(desk.proposal.is_some() && desk.left_by.is_none());
    assert_eq!(desk.labels, other.labels);
    // While it waits, the original is not there for rob: not in lists, not by its address.
    let page = store
        .item_list(&house.rob, &ItemFilter::default())
        .await
        .unwrap();
    let ids: Vec<_> = page.rows.iter().map(|r| r.item.id).collect();
    assert!(
        ids.contains(&copy.id) && !ids.contains(&original.id),
        "{ids:?}"
    );
    let page = store
        .triplet_list(&house.rob, None, None, None)
        .await
        .unwrap();
    assert_eq!(page.rows, []);
    for gone in [
        store.item_history(&house.rob, original.id).await.map(drop),
        store.item_get(&house.rob, original.id).await.map(drop),
        store
            .item_claim(&house.rob, &this(original.id))
            .await
            .map(drop),
    ] {
        assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
    }
    let history = store.item_history(&house.rob, copy.id).await.unwrap();
    assert_eq!((history.reviews.len(), history.triplets.len()), (0, 0));
    // Nobody else sees the copy, nor is offered it.
    let tim = house.reviewer("tim").await;
    for who in [&tim, &house.sue] {
        let asked = store.item_claim(who, &this(copy.id)).await;
        assert!(matches!(asked, Err(StoreError::NotFound)), "{asked:?}");
        let page = store.item_list(who, &ItemFilter::default()).await.unwrap();
        assert!(page.rows.iter().all(|r| r.item.id != copy.id));
    }
    let receipt = house
        .submit(&house.rob, &desk, "No violations.")
        .await
        .unwrap();
    assert_eq!(receipt.triplet_id, None);
    let triplets = store
        .triplet_list(&house.ada, None, None, None)
        .await
        .unwrap();
    assert_eq!(triplets.rows.len(), 1);
    assert_eq!(triplets.rows[0].response, "Violations: Puma.");
    let after = store.project_counts(&house.ada).await.unwrap();
    assert_eq!(
        (
            after.items,
            after.decided,
            after.reviews,
            after.corrections,
            after.triplets_new
        ),
        (
            before.items,
            before.decided,
            before.reviews,
            before.corrections,
            before.triplets_new
        )
    );
    // Undone and decided again, what was said first is what counts.
    house.undo(&house.rob, &receipt.review).await;
    house.decide(&house.rob, copy.id, "Violations: Puma.").await;
    let report = store.gold_report(&house.rob).await.unwrap();
    assert_eq!((report.figures.len(), report.figures[0].n), (1, 1));
    assert_eq!(report.figures[0].right, None, "too few");
    assert_eq!(report.own.len(), 1);
    assert!(!report.own[0].right);
    assert_eq!(report.own[0].truth.answer, "Violations: Puma.");
    let listed = store.gold_list(&house.ada).await.unwrap();
    assert_eq!((listed[0].seen, listed[0].right), (1, 0));
    // Each reviewer once.
    store
        .claim_release(&house.rob, plain.id, other.claim.fence.max(fence))
        .await
        .unwrap();
    for _ in 0..40 {
        let desk = house.offered(&house.rob).await.unwrap();
        assert_eq!(desk.item.id, plain.id);
        store
            .claim_release(&house.rob, plain.id, desk.claim.fence)
            .await
            .unwrap();
    }
    let copies = "select count(*) from items where gold_of is not null";
    assert_eq!(house.count(copies).await, 1);
}

#[tokio::test]
async fn the_database_lets_no_copy_make_a_triplet() {
    let house = House::with(often()).await;
    gold(&house, Split::HeldOut).await;
    let copy = copy(&house, &house.rob).await;
    assert!(copy.blind, "blind items are seeded blind");
    house.decide(&house.rob, copy.id, "Violations: Puma.").await;
    let forged = sqlx::query(
        "insert into triplets (id, project_id, item_id, image_id, review_id, blind, instruction, policy_id, response, split)
         select gen_random_uuid(), r.project_id, i.id, i.image_id, r.id, true, i.instruction, r.policy_id, r.answer, i.split
         from reviews r join items i on i.id = r.item_id where i.gold_of is not null",
    )
    .execute(&house.db.owner().await)
    .await;
    assert!(forged.unwrap_err().to_string().contains("gold"));
}

#[tokio::test]
async fn whoever_decided_or_marked_it_is_not_given_it() {
    let house = House::with(often()).await;
    gold(&house, Split::HeldOut).await;
    for who in [&house.sue, &house.ada] {
        for _ in 0..60 {
            assert!(house.offered(who).await.is_none());
        }
    }
    assert_eq!(
        house
            .count("select count(*) from items where gold_of is not null")
            .await,
        0
    );
}

#[tokio::test]
async fn off_by_default() {
    let house = House::new().await;
    gold(&house, Split::HeldOut).await;
    for _ in 0..60 {
        let none = house.offered(&house.rob).await;
        assert!(none.is_none());
    }
}
