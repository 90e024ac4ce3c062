//! The audit trail narrowed by who, what, when and to which item.

use crate::house::{House, user};
use chrono::{Days, Utc};
use std::time::Duration;
use tokio::time::sleep;
use vitrine_domain::api::{AuditQuery, NewUser};
use vitrine_domain::{AuditEvent, Role};
use vitrine_store::{Actor, Member, StoreError};

async fn found(house: &House, query: AuditQuery) -> Vec<AuditEvent> {
    let page = house.store().audit_list(&house.ada, &query).await.unwrap();
    assert_eq!(page.next, None);
    page.rows
}

#[tokio::test]
async fn each_filter_narrows_and_together_they_narrow_more() {
    let house = House::new().await;
    let (one, two) = (house.queued().await, house.queued().await);
    house.decide(&house.rob, one.id, "No violations.").await;
    house.decide(&house.sue, two.id, "No violations.").await;
    house
        .store()
        .item_purge(&house.ada, one.id, "must go")
        .await
        .unwrap();
    let by = |who: &str| AuditQuery {
        who: Some(who.into()),
        ..AuditQuery::default()
    };
    let events = found(&house, by("rob")).await;
    assert!(!events.is_empty() && events.iter().all(|e| e.actor == "rob"));
    let what = AuditQuery {
        what: Some("review.submit".into()),
        ..AuditQuery::default()
    };
    assert_eq!(found(&house, what.clone()).await.len(), 2);
    let both = AuditQuery {
        who: Some("sue".into()),
        ..what
    };
    assert_eq!(found(&house, both).await.len(), 1);

    // An item's own events, and those that name it in their details.
    let of_item = AuditQuery {
        item: Some(one.id),
        ..AuditQuery::default()
    };
    let actions: Vec<_> = (found(&house, of_item).await.into_iter())
        .map(|e| e.action)
        .collect();
    assert_eq!(actions, ["item.purge", "review.submit", "item.add"]);

    let all = found(&house, AuditQuery::default()).await.len();
    let today = Utc::now().date_naive();
    let (yesterday, tomorrow) = (today - Days::new(1), today + Days::new(1));
    let span = |from, to| AuditQuery {
        from: Some(from),
        to: Some(to),
        ..AuditQuery::default()
    };
    assert_eq!(found(&house, span(yesterday, tomorrow)).await.len(), all);
    assert!(
        found(
            &house,
            span(yesterday - Days::new(9), yesterday - Days::new(1))
        )
        .await
        .is_empty()
    );
    assert!(
        found(
            &house,
            span(tomorrow + Days::new(1), tomorrow + Days::new(2))
        )
        .await
        .is_empty()
    );

    let known = house.store().audit_known(&house.ada).await.unwrap();
    let asked_by = |who: &str| known.who.iter().any(|w| w.who == who && w.shown == who);
    assert!(asked_by("rob") && asked_by("sue"));
    assert!(known.what.contains(&"review.submit".to_owned()));
    let (mut once, all) = (known.what.clone(), known.what);
    once.dedup();
    assert_eq!(once, all);
    let asked = house.store().audit_known(&house.rob).await;
    assert!(matches!(asked, Err(StoreError::Forbidden(_))), "{asked:?}");
}

#[tokio::test]
async fn who_is_nobody_and_what_is_no_action_are_refused() {
    let house = House::new().await;
    let store = house.store();
    let asked = |who: Option<&str>, what: Option<&str>| AuditQuery {
        who: who.map(str::to_owned),
        what: what.map(str::to_owned),
        ..AuditQuery::default()
    };
    for wrong in [
        asked(Some("ro"), None),
        asked(Some("nobody"), Some("item.add")),
        asked(None, Some("review.submitted")),
    ] {
        let refused = store.audit_list(&house.ada, &wrong).await;
        assert!(
            matches!(refused, Err(StoreError::Invalid(_))),
            "{wrong:?} {refused:?}"
        );
    }
    // Who has done nothing yet is somebody, and what has not been done yet may be done.
    for nothing in [
        asked(Some("sue"), None),
        asked(Some("rule: nightly"), None),
        asked(None, Some("bill.remove")),
        asked(Some(" "), Some("")),
    ] {
        let listed = store.audit_list(&house.ada, &nothing).await;
        assert!(listed.is_ok(), "{nothing:?} {listed:?}");
    }
    // Nor is somebody forgotten who was here and did nothing.
    store.member_remove(&house.ada, "sue").await.unwrap();
    let gone = store
        .audit_list(&house.ada, &asked(Some("sue"), None))
        .await;
    assert!(gone.is_ok(), "{gone:?}");
}

/// A reviewer who is shown as somebody may already be.
pub async fn called(house: &House, login: &str, shown: &str) -> Member {
    let store = house.store();
    let new = NewUser {
        display_name: shown.into(),
        ..user(login, false)
    };
    let added = store.user_add(&Actor::rule("test"), &new).await.unwrap();
    store
        .member_set(&house.ada, login, Role::Reviewer)
        .await
        .unwrap();
    let actor = Actor::person(&added, None);
    store.member(&actor, &house.ada.slug).await.unwrap()
}

#[tokio::test]
async fn two_people_of_one_shown_name_are_told_apart_and_found_apart() {
    let house = House::new().await;
    let store = house.store();
    let (second, third) = (
        called(&house, "rob2", "rob").await,
        called(&house, "rob3", "rob").await,
    );
    let tim = called(&house, "tim", "Tim").await;
    for who in [&second, &third, &tim] {
        let item = house.queued().await;
        house.decide(who, item.id, "No violations.").await;
    }
    let by = |who: &str| AuditQuery {
        who: Some(who.into()),
        ..AuditQuery::default()
    };
    for (login, member) in [("rob2", &second), ("rob3", &third)] {
        let events = found(&house, by(login)).await;
        assert!(!events.is_empty(), "{login}");
        for e in events {
            let told = (e.actor.as_str(), e.actor_login.as_deref());
            assert_eq!(told, ("rob", Some(login)));
            assert_eq!(e.actor_id, member.actor.user_id);
        }
    }
    // He who signs in as “rob” has done nothing here: the name means either of the two.
    let asked = store.audit_list(&house.ada, &by("rob")).await;
    let Err(StoreError::Invalid(why)) = asked else {
        panic!("{asked:?}");
    };
    assert!(why.0.contains("rob2, rob3"), "{why}");
    let known = store.audit_known(&house.ada).await.unwrap().who;
    let mut shown: Vec<_> = (known.iter())
        .filter(|w| w.who.starts_with("rob") || w.who == "tim")
        .map(|w| (w.who.as_str(), w.shown.as_str()))
        .collect();
    shown.sort_unstable();
    assert_eq!(
        shown,
        [
            ("rob2", "rob (rob2)"),
            ("rob3", "rob (rob3)"),
            ("tim", "Tim")
        ]
    );
    // What one alone is called is an old address that still opens.
    let old = found(&house, by("Tim")).await;
    assert!(!old.is_empty() && old.iter().all(|e| e.actor_login.is_none()));
    assert_eq!(old, found(&house, by("tim")).await);
}

/// Rows of the trail that were read so far, in sessions that have told so: each does once a second at most.
const READ: &str =
    "select (seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_user_tables
    where relname = 'audit_events'";

#[tokio::test]
async fn a_person_s_events_are_found_without_reading_a_namesake_s() {
    let house = House::new().await;
    let second = called(&house, "rob2", "rob").await;
    let item = house.queued().await;
    house.decide(&second, item.id, "No violations.").await;
    house
        .sql(
            "insert into audit_events (id, project_id, actor_id, actor_name, action, subject_kind, subject_id)
             select gen_random_uuid(), p.id, u.id, u.display_name, 'view.add', 'view', n::text
             from projects p, users u, generate_series(1, 20000) n where u.name = 'rob'",
        )
        .await;
    house.sql("analyze audit_events").await;
    sleep(Duration::from_millis(1100)).await;
    let by = |who: &str| AuditQuery {
        who: Some(who.into()),
        ..AuditQuery::default()
    };
    // What came before is told with it.
    found(&house, by("rob2")).await;
    let before = house.count(READ).await;
    for _ in 0..12 {
        let events = found(&house, by("rob2")).await;
        let hers = |e: &AuditEvent| e.actor_id == second.actor.user_id;
        assert!(!events.is_empty() && events.iter().all(hers));
        sleep(Duration::from_millis(110)).await;
    }
    let read = house.count(READ).await - before;
    assert!((1..20_000).contains(&read), "{read} rows were read");
}
