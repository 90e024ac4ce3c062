//! Claims that race: for one item, for the next one, with a decision, with whoever has an item locked.

use crate::house::{House, next, this};
use futures::future::join_all;
use std::collections::HashSet;
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

/// Two tabs: one submits an item, the other asks for the next and waits for that item's lock.
#[tokio::test(flavor = "multi_thread")]
async fn an_item_decided_while_its_lock_was_waited_for_is_not_leased_again() {
    let house = House::new().await;
    for _ in 0..2 {
        let other = house.queued().await;
        house.claim(&house.rob, other.id).await;
    }
    // The one that was opened last is gone on with.
    let first = house.queued().await;
    house.claim(&house.rob, first.id).await;
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
    house.waits(1, &next).await;
    submit.commit().await.unwrap();
    // Nothing else is queued, and what he holds besides is not the next.
    assert!(next.await.unwrap().unwrap().is_none());
    let held =
        "select count(*) from claims k join items i on i.id = k.item_id where i.state = 'decided'";
    assert_eq!(house.count(held).await, 0);
    owner.close().await;
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
    let robs = house.offered(&house.rob).await;
    let robs = robs.expect("a free one is there, nobody waits").item.id;
    assert!(robs != other && robs != sues.item.id);
    tx.rollback().await.unwrap();
}
