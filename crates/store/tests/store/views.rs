//! A view is changed by whom it is, or by a lead where it is shared; a page from before overwrites nobody's change.

use crate::house::{House, next};
use serde_json::{Value, json};
use vitrine_domain::api::{ClaimRequest, ViewPatch, ViewRequest};
use vitrine_domain::{QueueFilter, Role, View};
use vitrine_store::{Member, StoreError};

fn patch(body: Value) -> ViewPatch {
    serde_json::from_value(body).unwrap()
}

async fn made(house: &House, who: &Member, name: &str, shared: bool) -> View {
    let new = ViewRequest {
        name: name.into(),
        filter: QueueFilter {
            confidence_from: Some(0.7),
            ..QueueFilter::default()
        },
        shared,
    };
    house.store().view_add(who, &new).await.unwrap()
}

#[tokio::test]
async fn what_is_named_changes_and_the_view_stays_the_same_one() {
    let house = House::new().await;
    let store = house.store();
    let view = made(&house, &house.rob, "sure", false).await;
    let item = house.queued().await;
    let change = async |body: Value| {
        let patch = patch(body);
        store.view_change(&house.rob, view.id, &patch).await
    };
    let named = change(json!({"name": "  surely "})).await.unwrap();
    let expected = View {
        name: "surely".into(),
        ..view.clone()
    };
    assert_eq!(named, expected);
    assert_eq!(store.view_list(&house.rob).await.unwrap(), [expected]);
    // The filter comes whole: what it does not name no longer narrows.
    let body = json!({
        "before": {"name": "surely", "filter": serde_json::to_value(&view.filter).unwrap()},
        "name": "puma", "filter": {"label": "Puma"},
    });
    let changed = change(body).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.shared), ("puma", false));
    assert_eq!(
        changed.filter,
        QueueFilter {
            label: Some("Puma".into()),
            ..QueueFilter::default()
        }
    );
    assert_eq!(changed.owner_id, view.owner_id);
    // What the desk gives under it follows.
    let ask = ClaimRequest {
        view_id: Some(view.id),
        ..next()
    };
    assert_eq!(store.item_claim(&house.rob, &ask).await.unwrap(), None);
    change(json!({"filter": {}})).await.unwrap();
    let desk = store.item_claim(&house.rob, &ask).await.unwrap();
    assert_eq!(desk.unwrap().item.id, item.id);
    // The trail tells what changed; what changes nothing leaves no trace.
    change(json!({"name": "puma", "filter": {}})).await.unwrap();
    let told = "select count(*) from audit_events where action = 'view.change'";
    assert_eq!(house.count(told).await, 3);
    let told = "select count(*) from audit_events where action = 'view.change' and detail =
        '{\"name\": {\"from\": \"sure\", \"to\": \"surely\"}}'";
    assert_eq!(house.count(told).await, 1);
    let told = "select count(*) from audit_events where action = 'view.change' and detail =
        '{\"name\": \"puma\", \"filter.label\": {\"from\": \"Puma\", \"to\": null}}'";
    assert_eq!(house.count(told).await, 1);
}

#[tokio::test]
async fn a_page_from_before_overwrites_nothing() {
    let house = House::new().await;
    let store = house.store();
    let view = made(&house, &house.ada, "sure", true).await;
    let lena = house.lead("lena").await;
    let shown = json!({"name": view.name, "filter": serde_json::to_value(&view.filter).unwrap(), "shared": true});
    let by = |name: &str| patch(json!({"before": shown, "name": name, "filter": {"hours": 2}}));
    store
        .view_change(&lena, view.id, &by("by lena"))
        .await
        .unwrap();
    let refused = store.view_change(&house.ada, view.id, &by("by ada")).await;
    let Err(StoreError::Conflict(why)) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("load it anew"), "{why}");
    let now = store.view_get(&house.ada, view.id).await.unwrap();
    assert_eq!((now.name.as_str(), now.filter.hours), ("by lena", Some(2)));
    // Of two at once from one page, one.
    let seen = json!({"name": "by lena"});
    let by = |name: &str| patch(json!({"before": seen, "name": name}));
    let (one, two) = (by("one"), by("two"));
    let (one, two) = tokio::join!(
        store.view_change(&house.ada, view.id, &one),
        store.view_change(&lena, view.id, &two)
    );
    assert_ne!(one.is_ok(), two.is_ok(), "{one:?} {two:?}");
}

/// Whoever made it, what is shared is the leads': everybody's desk takes items by it.
#[tokio::test]
async fn whoever_leads_no_more_leaves_what_they_shared_to_the_leads() {
    let house = House::new().await;
    let store = house.store();
    let lena = house.lead("lena").await;
    let shared = made(&house, &lena, "for all", true).await;
    let own = made(&house, &lena, "mine", false).await;
    let demoted = store.member_set(&house.ada, "lena", Role::Reviewer).await;
    demoted.unwrap();
    let lena = store.member(&lena.actor, "brands").await.unwrap();
    for body in [
        json!({"name": "another"}),
        json!({"filter": {"label": "Puma"}}),
        json!({"shared": false}),
    ] {
        let refused = store.view_change(&lena, shared.id, &patch(body)).await;
        assert!(
            matches!(refused, Err(StoreError::Forbidden(_))),
            "{refused:?}"
        );
    }
    let refused = store.view_remove(&lena, shared.id).await;
    assert!(
        matches!(refused, Err(StoreError::Forbidden(_))),
        "{refused:?}"
    );
    assert_eq!(store.view_get(&lena, shared.id).await.unwrap(), shared);
    let name = patch(json!({"name": "another"}));
    store.view_change(&lena, own.id, &name).await.unwrap();
    store.view_remove(&lena, own.id).await.unwrap();
    store
        .view_change(&house.ada, shared.id, &name)
        .await
        .unwrap();
    store.view_remove(&house.ada, shared.id).await.unwrap();
}

#[tokio::test]
async fn it_is_changed_by_whom_it_may_be_removed_by() {
    let house = House::new().await;
    let store = house.store();
    let robs = made(&house, &house.rob, "mine", false).await;
    let shared = made(&house, &house.ada, "for all", true).await;
    let name = patch(json!({"name": "another"}));
    // Another's own is not there, not for a lead either; a shared one is there and not everybody's to change.
    for who in [&house.sue, &house.ada] {
        let refused = store.view_change(who, robs.id, &name).await;
        assert!(matches!(refused, Err(StoreError::NotFound)), "{refused:?}");
    }
    let refused = store.view_change(&house.sue, shared.id, &name).await;
    assert!(
        matches!(refused, Err(StoreError::Forbidden(_))),
        "{refused:?}"
    );
    let share = patch(json!({"shared": true}));
    let refused = store.view_change(&house.rob, robs.id, &share).await;
    assert!(
        matches!(refused, Err(StoreError::Forbidden(_))),
        "{refused:?}"
    );
    for (wrong, what) in [
        (json!({"name": " "}), "1 to 100 characters"),
        (json!({"filter": {"hours": -1}}), "hours"),
        (json!({"filter": {"hours": "two"}}), "filter"),
        (json!({"owner_id": "x"}), "leave it out"),
        (json!({"before": {"owner_id": "x"}}), "leave it out"),
    ] {
        let refused = store.view_change(&house.rob, robs.id, &patch(wrong)).await;
        let Err(StoreError::Invalid(why)) = refused else {
            panic!("{what}: {refused:?}");
        };
        assert!(why.0.contains(what), "{}", why.0);
    }
    made(&house, &house.rob, "another", false).await;
    let refused = store.view_change(&house.rob, robs.id, &name).await;
    let Err(StoreError::Conflict(why)) = refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("you have a view “another”"), "{why}");
    assert_eq!(store.view_get(&house.rob, robs.id).await.unwrap(), robs);
    assert_eq!(store.view_get(&house.sue, shared.id).await.unwrap(), shared);
    // Another lead takes it back from the others: it is its owner's alone then.
    let lena = house.lead("lena").await;
    let unshare = patch(json!({"before": {"shared": true}, "shared": false}));
    let now = store.view_change(&lena, shared.id, &unshare).await.unwrap();
    assert_eq!((now.shared, now.owner_id), (false, shared.owner_id));
    let gone = store.view_get(&lena, shared.id).await;
    assert!(matches!(gone, Err(StoreError::NotFound)), "{gone:?}");
    assert_eq!(store.view_get(&house.ada, shared.id).await.unwrap(), now);
}

#[tokio::test]
async fn it_names_what_the_project_has_and_outlives_its_label() {
    let house = House::new().await;
    let store = house.store();
    let new = |filter: Value| -> ViewRequest {
        serde_json::from_value(json!({"name": filter.to_string(), "filter": filter})).unwrap()
    };
    let robs = made(&house, &house.rob, "sure", false).await;
    for (filter, named) in [
        (json!({"label": "Nkie"}), vec!["filter.label names “Nkie”"]),
        // Regions are found by their label as it is spelled.
        (json!({"label": "nike"}), vec!["filter.label names “nike”"]),
        (
            json!({"model_version": "v9"}),
            vec!["filter.model_version names “v9”"],
        ),
        (json!({"policy": 2}), vec!["filter.policy names version 2"]),
        (json!({"policy": 0}), vec!["filter.policy names version 0"]),
        (
            json!({"label": "Nkie", "model_version": "base", "policy": 7}),
            vec!["“Nkie”", "version 7"],
        ),
    ] {
        let added = store.view_add(&house.rob, &new(filter.clone())).await;
        let set = patch(json!({"filter": filter}));
        let changed = store.view_change(&house.rob, robs.id, &set).await;
        for refused in [added, changed] {
            let Err(StoreError::Invalid(why)) = refused else {
                panic!("{filter}: {refused:?}");
            };
            for name in &named {
                assert!(why.0.contains(name), "{}", why.0);
            }
            assert!(!why.0.contains("base"), "{}", why.0);
        }
    }
    assert_eq!(store.view_list(&house.rob).await.unwrap(), [robs]);

    let puma = new(json!({"label": "Puma", "model_version": "base", "policy": 1}));
    let puma = store.view_add(&house.rob, &puma).await.unwrap();
    assert!(!puma.label_gone);
    let labels = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let set = labels(&["Nike", "PUMA"]);
    store.labels_set(&house.ada, &set).await.unwrap();
    let now = store.view_get(&house.rob, puma.id).await.unwrap();
    assert!(!now.label_gone, "it is spelled otherwise");
    let set = labels(&["Nike"]);
    store.labels_set(&house.ada, &set).await.unwrap();
    let now = store.view_get(&house.rob, puma.id).await.unwrap();
    assert!(now.label_gone);
    assert_eq!(now.filter, puma.filter);
    // It is changed otherwise, and keeps it.
    let mut filter = serde_json::to_value(&now.filter).unwrap();
    filter["hours"] = json!(2);
    let set = patch(json!({"filter": filter}));
    let later = store.view_change(&house.rob, puma.id, &set).await.unwrap();
    assert!(later.label_gone);
    assert_eq!(store.view_get(&house.rob, puma.id).await.unwrap(), later);
    filter["label"] = json!("Nike");
    let set = patch(json!({"filter": filter}));
    let nike = store.view_change(&house.rob, puma.id, &set).await.unwrap();
    assert!(!nike.label_gone);
}
