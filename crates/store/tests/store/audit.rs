//! The audit trail narrowed by who, what, when and to which item.

use crate::house::House;
use chrono::{Days, Utc};
use vitrine_domain::AuditEvent;
use vitrine_domain::api::AuditQuery;
use vitrine_store::StoreError;

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
    assert!(found(&house, by("ro")).await.is_empty());
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
    assert!(known.who.contains(&"rob".to_owned()) && known.who.contains(&"sue".to_owned()));
    assert!(known.what.contains(&"review.submit".to_owned()));
    let (mut once, all) = (known.what.clone(), known.what);
    once.dedup();
    assert_eq!(once, all);
    let asked = house.store().audit_known(&house.rob).await;
    assert!(matches!(asked, Err(StoreError::Forbidden(_))), "{asked:?}");
}
