//! What falls together with a deactivation comes before it, and is undone by it, or after it, and is refused.

use super::{draft, set};
use crate::house::{House, next, review, send, user};
use futures::future::join_all;
use std::time::Duration;
use vitrine_domain::{User, Verdict};
use vitrine_store::{Actor, Result, StoreError};

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_is_under_way_is_waited_for_and_released() {
    let house = House::new().await;
    house.queued().await;
    let owner = house.db.owner().await;
    let mut claim = owner.begin().await.unwrap();
    for sql in [
        "select 1 from users where name = 'rob' for share",
        "insert into claims (item_id, project_id, reviewer_id, fence, expires_at)
         select i.id, i.project_id, u.id, 1, now() + interval '5 minutes' from items i, users u where u.name = 'rob'",
    ] {
        sqlx::query(sql).execute(&mut *claim).await.unwrap();
    }
    let (store, ada) = (house.store().clone(), house.ada.actor.clone());
    let ending = tokio::spawn(async move { set(&store, &ada, "rob", false).await });
    house.waits(1, &ending).await;
    claim.commit().await.unwrap();
    ending.await.unwrap().unwrap();
    assert_eq!(house.count("select count(*) from claims").await, 0);
    owner.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_waited_for_the_deactivation_is_refused() {
    let house = House::new().await;
    let (item, other) = (house.queued().await, house.queued().await);
    let desk = house.claim(&house.rob, item.id).await;
    let owner = house.db.owner().await;
    let mut ending = owner.begin().await.unwrap();
    sqlx::query("update users set disabled = true where name = 'rob'")
        .execute(&mut *ending)
        .await
        .unwrap();
    let (store, rob, ada) = (house.store().clone(), house.rob.clone(), house.ada.clone());
    let claim = tokio::spawn({
        let (store, rob) = (store.clone(), rob.clone());
        async move { store.item_claim(&rob, &next()).await.map(drop) }
    });
    let request = review(desk.claim.fence, Verdict::Reject, "");
    let submit = tokio::spawn({
        let (store, rob) = (store.clone(), rob.clone());
        async move { store.review_submit(&rob, item.id, &request).await.map(drop) }
    });
    let save = tokio::spawn({
        let (store, rob) = (store.clone(), rob.clone());
        async move {
            let saved = store.draft_save(&rob, item.id, &draft("Late.")).await;
            saved.map(drop)
        }
    });
    let sent = tokio::spawn(async move { store.item_send(&ada, other.id, &send("rob")).await });
    for (so_many, task) in [(1, &claim), (2, &submit), (3, &save), (4, &sent)] {
        house.waits(so_many, task).await;
    }
    ending.commit().await.unwrap();
    for task in [claim, submit, save] {
        let refused = task.await.unwrap();
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }
    let refused = sent.await.unwrap();
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
    assert_eq!(house.count("select count(*) from reviews").await, 0);
    assert_eq!(house.count("select count(*) from drafts").await, 0);
    owner.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn however_they_fall_nothing_is_left_that_is_theirs_alone() {
    let house = House::new().await;
    let store = house.store();
    let mut items = Vec::new();
    for _ in 0..4 {
        items.push(house.queued().await.id);
    }
    let (ada, ask, to_rob) = (&house.ada.actor, next(), send("rob"));
    for round in 0..12 {
        let claims = join_all((0..3).map(|_| store.item_claim(&house.rob, &ask)));
        let sent = store.item_send(&house.ada, items[round % 4], &to_rob);
        let (claims, sent, ended) = tokio::join!(claims, sent, set(store, ada, "rob", false));
        ended.unwrap();
        for claim in claims {
            assert!(
                matches!(claim, Ok(_) | Err(StoreError::NotFound)),
                "{claim:?}"
            );
        }
        assert!(
            matches!(
                sent,
                Ok(()) | Err(StoreError::Invalid(_) | StoreError::Conflict(_))
            ),
            "{sent:?}"
        );
        let left = "select (select count(*) from claims)
            + (select count(*) from items where assignee_id is not null or held_by is not null)";
        assert_eq!(house.count(left).await, 0);
        set(store, ada, "rob", true).await.unwrap();
    }
}

/// Who only looks at the list of users waits for no change of one.
#[tokio::test(flavor = "multi_thread")]
async fn an_admin_whose_own_row_is_held_still_sees_the_users() {
    let house = House::new().await;
    let owner = house.db.owner().await;
    let mut door = owner.begin().await.unwrap();
    sqlx::query("select 1 from users for update")
        .execute(&mut *door)
        .await
        .unwrap();
    let (store, ada) = (house.store(), &house.ada.actor);
    let looks = async {
        let users = store.user_list(ada).await.unwrap();
        assert!(users.iter().any(|u| u.name == "rob"));
        assert_eq!(store.user_alone(ada, "rob").await.unwrap(), 0);
    };
    tokio::time::timeout(Duration::from_secs(20), looks)
        .await
        .expect("nothing is waited for");
    door.rollback().await.unwrap();
    owner.close().await;
}

/// Whoever waits for one of somebody's items holds none behind it: two who take several never wait for each other.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_everybodys_again_is_locked_in_the_order_of_its_ids() {
    for leaves in [true, false] {
        let house = House::new().await;
        let mut items = [house.queued().await.id, house.queued().await.id];
        items.sort();
        // The later lies before the earlier in the table.
        for item in [items[1], items[0]] {
            let to = send("rob");
            let sent = house.store().item_send(&house.ada, item, &to);
            sent.await.unwrap();
        }
        let owner = house.db.owner().await;
        let mut door = owner.begin().await.unwrap();
        sqlx::query("select 1 from items where id = $1 for no key update")
            .bind(items[0].0)
            .execute(&mut *door)
            .await
            .unwrap();
        let ending = tokio::spawn({
            let (store, ada) = (house.store().clone(), house.ada.clone());
            async move {
                match leaves {
                    true => store.member_remove(&ada, "rob").await,
                    false => set(&store, &ada.actor, "rob", false).await.map(drop),
                }
            }
        });
        house.waits(1, &ending).await;
        sqlx::query("select 1 from items where id = $1 for no key update nowait")
            .bind(items[1].0)
            .execute(&owner)
            .await
            .expect("the one behind is not locked yet");
        door.commit().await.unwrap();
        ending.await.unwrap().unwrap();
        let left = "select count(*) from items where assignee_id is not null";
        assert_eq!(house.count(left).await, 0);
        owner.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_admins_who_deactivate_each_other_one_stays() {
    let house = House::new().await;
    let store = house.store();
    let otto = store.user_add(&house.ada.actor, &user("otto", true)).await;
    let otto = Actor::person(&otto.unwrap(), None);
    let (by_ada, by_otto) = tokio::join!(
        set(store, &house.ada.actor, "otto", false),
        set(store, &otto, "admin-brands", false)
    );
    let both = [by_ada, by_otto];
    let done = both.iter().filter(|r| r.is_ok()).count();
    let refused = |r: &&Result<User>| matches!(r, Err(StoreError::Forbidden(_)));
    assert_eq!(
        (done, both.iter().filter(refused).count()),
        (1, 1),
        "{both:?}"
    );
    let left = "select count(*) from users where is_admin and not disabled";
    assert_eq!(house.count(left).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_who_is_being_deactivated_makes_nobody_another() {
    let house = House::new().await;
    let store = house.store();
    let otto = store.user_add(&house.ada.actor, &user("otto", true)).await;
    let otto = Actor::person(&otto.unwrap(), None);
    let owner = house.db.owner().await;
    let mut ending = owner.begin().await.unwrap();
    sqlx::query("update users set disabled = true where name = 'otto'")
        .execute(&mut *ending)
        .await
        .unwrap();
    let making = tokio::spawn({
        let store = store.clone();
        async move { store.user_add(&otto, &user("another", true)).await }
    });
    house.waits(1, &making).await;
    ending.commit().await.unwrap();
    let made = making.await.unwrap();
    assert!(matches!(made, Err(StoreError::Forbidden(_))), "{made:?}");
    owner.close().await;
}
