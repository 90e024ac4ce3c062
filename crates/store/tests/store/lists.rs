//! Keyset pages: all rows, each once, whatever is added on the way.

mod searched;

use crate::house::{House, user};
use std::collections::HashSet;
use vitrine_domain::api::{AuditQuery, ItemFilter, NewUser};
use vitrine_domain::{ItemState, Role, Split, Verdict};
use vitrine_store::{Actor, StoreError};

#[tokio::test]
async fn pages_of_items_cover_all_rows_once() {
    let house = House::new().await;
    let mut all = HashSet::new();
    for _ in 0..11 {
        all.insert(house.item(Split::Train).await.id);
    }
    let mut filter = ItemFilter {
        limit: Some(3),
        ..ItemFilter::default()
    };
    let (mut seen, mut pages) = (Vec::new(), 0);
    loop {
        let page = house.store().item_list(&house.rob, &filter).await.unwrap();
        seen.extend(page.rows.iter().map(|r| r.item.id));
        pages += 1;
        // A newcomer stands before the first page and moves nothing.
        house.item(Split::Train).await;
        match page.next {
            Some(next) => filter.cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(pages, 4);
    assert!(seen.windows(2).all(|w| w[0] > w[1]));
    assert_eq!(seen.len(), 11);
    assert_eq!(seen.into_iter().collect::<HashSet<_>>(), all);
    filter.cursor = Some("nonsense".into());
    let refused = house.store().item_list(&house.rob, &filter).await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn filters_say_what_they_mean() {
    let house = House::new().await;
    let corrected = house.queued().await;
    house
        .decide(&house.rob, corrected.id, "Violations: Puma.")
        .await;
    let queued = house.queued().await;
    house.claim(&house.rob, queued.id).await;
    let blind = house.item(Split::HeldOut).await;
    let list = async |filter: ItemFilter| {
        let page = house.store().item_list(&house.rob, &filter).await.unwrap();
        page.rows
    };
    let base = ItemFilter::default;
    let rows = list(ItemFilter {
        state: Some(ItemState::Queued),
        ..base()
    })
    .await;
    assert_eq!(
        rows.iter().map(|r| r.item.id).collect::<Vec<_>>(),
        [blind.id, queued.id]
    );
    assert_eq!(rows[0].proposed, None);
    assert_eq!(rows[1].claimed_by.as_deref(), Some("rob"));
    let rows = list(ItemFilter {
        split: Some(Split::HeldOut),
        ..base()
    })
    .await;
    assert_eq!(rows.len(), 1);
    let rows = list(ItemFilter {
        verdict: Some(Verdict::Correct),
        ..base()
    })
    .await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].answer.as_deref(), Some("Violations: Puma."));
    assert_eq!(rows[0].reviewer.as_deref(), Some("rob"));
    assert_eq!(
        list(ItemFilter {
            q: Some("puma".into()),
            ..base()
        })
        .await
        .len(),
        1
    );
    assert_eq!(
        list(ItemFilter {
            q: Some("nike".into()),
            ..base()
        })
        .await
        .len(),
        2
    );
    assert_eq!(
        list(ItemFilter {
            q: Some("%".into()),
            ..base()
        })
        .await
        .len(),
        0
    );
}

#[tokio::test]
async fn pages_of_triplets_and_audit_events_cover_all_rows_once() {
    let house = House::new().await;
    for _ in 0..5 {
        house.decided(Split::Train).await;
    }
    let (mut cursor, mut triplets) = (None, HashSet::new());
    loop {
        let page = house
            .store()
            .triplet_list(&house.rob, Some(Split::Train), cursor.as_deref(), Some(2))
            .await
            .unwrap();
        assert!(page.rows.iter().all(|t| triplets.insert(t.id)));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(triplets.len(), 5);
    let (mut cursor, mut events) = (None, HashSet::new());
    loop {
        let page = house
            .store()
            .audit_list(
                &house.ada,
                &AuditQuery {
                    cursor,
                    limit: Some(4),
                    ..AuditQuery::default()
                },
            )
            .await
            .unwrap();
        assert!(page.rows.iter().all(|e| events.insert(e.id)));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    let all = "select count(*) from audit_events where project_id is not null";
    assert_eq!(events.len() as i64, house.count(all).await);
}

#[tokio::test]
async fn a_script_is_told_from_a_person_who_shares_its_name() {
    let house = House::new().await;
    let store = house.store();
    let script = NewUser {
        display_name: "rob".into(),
        scripted: true,
        ..user("script", false)
    };
    let script = store.user_add(&Actor::rule("test"), &script).await.unwrap();
    store
        .member_set(&house.ada, "script", Role::Reviewer)
        .await
        .unwrap();
    let script = store
        .member(&Actor::person(&script, None), &house.ada.slug)
        .await
        .unwrap();
    let mut shown = Vec::new();
    for who in [&script, &house.rob] {
        let decided = house.queued().await;
        house.decide(who, decided.id, "Violations: Puma.").await;
        let held = house.queued().await;
        house.claim(who, held.id).await;
        let page = store
            .item_list(&house.rob, &ItemFilter::default())
            .await
            .unwrap();
        let row = |id| page.rows.iter().find(|r| r.item.id == id).unwrap();
        let (decided, held) = (row(decided.id), row(held.id));
        assert_eq!(decided.reviewer, held.claimed_by);
        shown.push((decided.reviewer_scripted, held.claimed_by_scripted));
    }
    assert_eq!(shown, [(true, true), (false, false)]);
    let events = store
        .audit_list(&house.ada, &AuditQuery::default())
        .await
        .unwrap();
    let reviews = events.rows.iter().filter(|e| e.action == "review.submit");
    let shown: Vec<_> = reviews.map(|e| (e.actor_id, e.scripted)).collect();
    // Newest first.
    let (rob, script) = (house.rob.actor.user_id, script.actor.user_id);
    assert_eq!(shown, [(rob, false), (script, true)]);
}
