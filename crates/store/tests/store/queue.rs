//! The queue through views, in the order that a lead weights, and what looking at it holds.

use crate::house::{House, next, proposal, region, review};
use vitrine_domain::api::{ClaimRequest, QueueCount, QueueOrder, QueueQuery, ViewRequest};
use vitrine_domain::rules::priority::Weights;
use vitrine_domain::{
    Assignee, Item, ItemId, ProjectSettings, QueueFilter, Split, Verdict, ViewId,
};
use vitrine_store::{Member, NewProposal, StoreError};

/// An item of the train split, answered like this.
async fn answered(house: &House, answer: &str, confidence: f32) -> Item {
    let item = house.item(Split::Train).await;
    let new = NewProposal {
        answer: answer.into(),
        confidence,
        regions: vec![],
        ..proposal(item.id, &house.base)
    };
    house.store().proposal_add(&house.rule, &new).await.unwrap();
    house.store().item_get(&house.ada, item.id).await.unwrap()
}

async fn view(house: &House, who: &Member, name: &str, filter: QueueFilter) -> ViewId {
    let new = ViewRequest {
        name: name.into(),
        filter,
        shared: false,
    };
    house.store().view_add(who, &new).await.unwrap().id
}

async fn seen(house: &House, who: &Member, view: Option<ViewId>) -> Vec<ItemId> {
    let query = QueueQuery {
        view,
        ..QueueQuery::default()
    };
    let page = house.store().queue_list(who, &query).await.unwrap();
    page.rows.into_iter().map(|r| r.item.id).collect()
}

#[tokio::test]
async fn a_view_shows_and_gives_what_its_filter_lets_through() {
    let house = House::new().await;
    let store = house.store();
    let nike = answered(&house, "Violations: Nike.", 0.9).await.id;
    let both = answered(&house, "Violations: nike, Puma.", 0.6).await.id;
    let none = answered(&house, "No violations.", 0.3).await.id;
    let blind = house.item(Split::HeldOut).await.id;
    let (rob, sue) = (&house.rob, &house.sue);
    assert_eq!(seen(&house, rob, None).await, [none, blind, both, nike]);
    let label = |l: &str| QueueFilter {
        label: Some(l.into()),
        ..QueueFilter::default()
    };
    for (name, filter, expected) in [
        ("nike", label("Nike"), vec![both, nike]),
        ("puma", label("Puma"), vec![both]),
        ("pum", label("Pum"), vec![]),
        (
            "sure",
            QueueFilter {
                confidence_from: Some(0.6),
                ..QueueFilter::default()
            },
            vec![both, nike],
        ),
        (
            "unsure",
            QueueFilter {
                confidence_to: Some(0.6),
                ..QueueFilter::default()
            },
            vec![none],
        ),
        (
            "base's",
            QueueFilter {
                model_version: Some("base".into()),
                ..QueueFilter::default()
            },
            vec![none, both, nike],
        ),
        (
            "v9's",
            QueueFilter {
                model_version: Some("v9".into()),
                ..QueueFilter::default()
            },
            vec![],
        ),
        (
            "under the first policy",
            QueueFilter {
                policy: Some(1),
                ..QueueFilter::default()
            },
            vec![none, blind, both, nike],
        ),
        (
            "old",
            QueueFilter {
                hours: Some(1),
                ..QueueFilter::default()
            },
            vec![],
        ),
        (
            "flagged",
            QueueFilter {
                flagged: Some(true),
                ..QueueFilter::default()
            },
            vec![],
        ),
        // One version alone has nobody to disagree with.
        (
            "disputed",
            QueueFilter {
                disagreement: Some(true),
                ..QueueFilter::default()
            },
            vec![],
        ),
        (
            "undisputed",
            QueueFilter {
                disagreement: Some(false),
                ..QueueFilter::default()
            },
            vec![none, both, nike],
        ),
        (
            "nobody's",
            QueueFilter {
                assignee: Some(Assignee::Nobody),
                ..QueueFilter::default()
            },
            vec![none, blind, both, nike],
        ),
        (
            "mine",
            QueueFilter {
                assignee: Some(Assignee::Me),
                ..QueueFilter::default()
            },
            vec![],
        ),
    ] {
        let id = view(&house, rob, name, filter.clone()).await;
        assert_eq!(seen(&house, rob, Some(id)).await, expected, "{name}");
        let count = store.queue_count(rob, &filter, 3).await.unwrap();
        let waiting = (expected.len() as i64).min(3);
        assert_eq!(
            (count.waiting, count.more),
            (waiting, waiting == 3),
            "{name}"
        );
        let told = QueueCount {
            waiting: expected.len() as i64,
            ..QueueCount::default()
        };
        let waiting = store.queue_waiting(rob, Some(id), false).await.unwrap();
        assert_eq!(waiting, told, "{name}");
        // The claim gives the first of what was shown.
        let ask = ClaimRequest {
            view_id: Some(id),
            ..next()
        };
        let claimed = store.item_claim(rob, &ask).await.unwrap();
        assert_eq!(
            claimed.as_ref().map(|d| d.item.id),
            expected.first().copied(),
            "{name}"
        );
        if let Some(desk) = claimed {
            // What is held is shown to nobody.
            assert!(!seen(&house, sue, None).await.contains(&desk.item.id));
            store
                .claim_release(rob, desk.item.id, desk.claim.fence)
                .await
                .unwrap();
        }
    }
    house
        .sql("update items set created_at = created_at - interval '2 hours' where blind")
        .await;
    let old = QueueFilter {
        hours: Some(1),
        ..QueueFilter::default()
    };
    let id = view(&house, sue, "old", old).await;
    assert_eq!(seen(&house, sue, Some(id)).await, [blind]);
    // Prose names a label where it stands as a word.
    let prose = answered(&house, "I see two PUMAs (c++) here.", 0.5)
        .await
        .id;
    for (i, (name, ids)) in [
        ("puma", vec![prose, both]),
        ("pum", vec![]),
        ("c++", vec![prose]),
    ]
    .into_iter()
    .enumerate()
    {
        let id = view(&house, sue, &format!("prose {i}"), label(name)).await;
        assert_eq!(seen(&house, sue, Some(id)).await, ids, "{name}");
    }
    // A label that only a region names counts too.
    let drawn = house.item(Split::Train).await;
    let new = NewProposal {
        answer: "No violations.".into(),
        regions: vec![region("Puma")],
        ..proposal(drawn.id, &house.base)
    };
    store.proposal_add(&house.rule, &new).await.unwrap();
    let count = store.queue_count(rob, &label("Puma"), 9).await.unwrap();
    assert_eq!((count.waiting, count.more), (3, false));
}

#[tokio::test]
async fn a_view_is_its_owners_unless_a_lead_shares_it() {
    let house = House::new().await;
    let store = house.store();
    let robs = view(&house, &house.rob, "mine", QueueFilter::default()).await;
    for id in [robs, ViewId::fresh()] {
        let foreign = store.view_get(&house.sue, id).await;
        assert!(matches!(foreign, Err(StoreError::NotFound)), "{foreign:?}");
        let ask = ClaimRequest {
            view_id: Some(id),
            ..next()
        };
        let claimed = store.item_claim(&house.sue, &ask).await;
        assert!(matches!(claimed, Err(StoreError::NotFound)), "{claimed:?}");
        let counted = store.queue_waiting(&house.sue, Some(id), false).await;
        assert!(matches!(counted, Err(StoreError::NotFound)), "{counted:?}");
    }
    let shared = ViewRequest {
        name: "for all".into(),
        filter: QueueFilter::default(),
        shared: true,
    };
    let by_rob = store.view_add(&house.rob, &shared).await;
    assert!(
        matches!(by_rob, Err(StoreError::Forbidden(_))),
        "{by_rob:?}"
    );
    let made = store.view_add(&house.ada, &shared).await.unwrap();
    let again = store.view_add(&house.ada, &shared).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    assert_eq!(store.view_get(&house.sue, made.id).await.unwrap(), made);
    let by_sue = store.view_remove(&house.sue, made.id).await;
    assert!(
        matches!(by_sue, Err(StoreError::Forbidden(_))),
        "{by_sue:?}"
    );
    store.view_remove(&house.rob, robs).await.unwrap();
    let names: Vec<_> = store.view_list(&house.rob).await.unwrap();
    assert_eq!(names, [made]);
    let escalated = QueueFilter {
        escalated: true,
        ..QueueFilter::default()
    };
    let id = view(&house, &house.rob, "escalated", escalated).await;
    let query = QueueQuery {
        view: Some(id),
        ..QueueQuery::default()
    };
    let looked = store.queue_list(&house.rob, &query).await;
    assert!(
        matches!(looked, Err(StoreError::Forbidden(_))),
        "{looked:?}"
    );
    let counted = store.queue_waiting(&house.rob, Some(id), false).await;
    assert!(
        matches!(counted, Err(StoreError::Forbidden(_))),
        "{counted:?}"
    );
}

#[tokio::test]
async fn a_lead_weights_the_order_and_it_is_in_the_trail() {
    let house = House::new().await;
    let store = house.store();
    let grave = answered(&house, "Violations: Nike.", 0.95).await.id;
    let unsure = answered(&house, "No violations.", 0.2).await.id;
    assert_eq!(seen(&house, &house.rob, None).await, [unsure, grave]);
    let mut settings = ProjectSettings {
        queue: Weights {
            severities: [("Nike".to_owned(), 1.0)].into(),
            ..Weights::default()
        },
        ..ProjectSettings::default()
    };
    store.settings_set(&house.ada, &settings).await.unwrap();
    assert_eq!(seen(&house, &house.rob, None).await, [grave, unsure]);
    // What comes later is placed by the same weights.
    let mild = answered(&house, "Violations: Puma.", 0.7).await.id;
    assert_eq!(seen(&house, &house.rob, None).await, [grave, unsure, mild]);
    // Age alone: the oldest first.
    settings.queue = Weights {
        uncertainty: 0.0,
        severity: 0.0,
        age: 1.0,
        ..Weights::default()
    };
    house
        .sql(
            "update items set created_at = created_at - interval '3 days' where priority =
            (select min(priority) from items)",
        )
        .await;
    store.settings_set(&house.ada, &settings).await.unwrap();
    assert_eq!(seen(&house, &house.rob, None).await.first(), Some(&mild));
    let told = "select count(*) from audit_events where action = 'settings.set'
        and (detail -> 'queue.age' ->> 'to')::real = 1";
    assert_eq!(house.count(told).await, 1);
    settings.queue.age = -1.0;
    let refused = store.settings_set(&house.ada, &settings).await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_easy_end_shows_no_blind_item() {
    let house = House::new().await;
    let sure = answered(&house, "No violations.", 0.99).await.id;
    let unsure = answered(&house, "No violations.", 0.4).await.id;
    house.item(Split::HeldOut).await;
    let query = QueueQuery {
        order: QueueOrder::Easy,
        ..QueueQuery::default()
    };
    let page = house.store().queue_list(&house.rob, &query).await.unwrap();
    let ids: Vec<_> = page.rows.iter().map(|r| r.item.id).collect();
    assert_eq!(ids, [sure, unsure]);
    assert_eq!(page.policy_version, 1);
    assert!(page.rows.iter().all(|r| r.proposal.is_some()));
}

#[tokio::test]
async fn the_queue_is_looked_through_page_by_page_as_the_desk_would_give_it() {
    let house = House::new().await;
    let store = house.store();
    for n in 0..7 {
        answered(&house, "No violations.", 0.1 * n as f32).await;
    }
    // Two of them wait for a second review, which come first.
    house
        .sql(
            "update items set state = 'second_review', second_of = (select id from users where name = 'rob')
             where id in (select id from items order by id limit 2)",
        )
        .await;
    let mine = view(&house, &house.sue, "all", QueueFilter::default()).await;
    for view in [None, Some(mine)] {
        let all = seen(&house, &house.sue, view).await;
        assert_eq!(all.len(), 7);
        let mut pages = Vec::new();
        for offset in [0, 3, 6, 9] {
            let query = QueueQuery {
                view,
                offset,
                limit: Some(3),
                ..QueueQuery::default()
            };
            let page = store.queue_list(&house.sue, &query).await.unwrap();
            pages.extend(page.rows.into_iter().map(|r| r.item.id));
        }
        assert_eq!(pages, all, "{view:?}");
    }
}

#[tokio::test]
async fn what_was_escalated_waits_for_leads_without_a_view() {
    let house = House::new().await;
    let store = house.store();
    let (left, open) = (
        answered(&house, "No violations.", 0.5).await.id,
        answered(&house, "No violations.", 0.6).await.id,
    );
    let desk = house.claim(&house.rob, left).await;
    let escalated = review(desk.claim.fence, Verdict::Escalate, "");
    store
        .review_submit(&house.rob, left, &escalated)
        .await
        .unwrap();
    let look = QueueQuery {
        escalated: true,
        ..QueueQuery::default()
    };
    let page = store.queue_list(&house.ada, &look).await.unwrap();
    let ids: Vec<_> = page.rows.iter().map(|r| r.item.id).collect();
    assert_eq!(ids, [left]);
    let ask = ClaimRequest {
        escalated: true,
        ..next()
    };
    let given = store.item_claim(&house.ada, &ask).await.unwrap().unwrap();
    assert_eq!(given.item.id, left);
    assert_eq!(seen(&house, &house.sue, None).await, [open]);
    for refused in [
        store.queue_list(&house.sue, &look).await.err(),
        store.item_claim(&house.sue, &ask).await.err(),
    ] {
        assert!(
            matches!(refused, Some(StoreError::Forbidden(_))),
            "{refused:?}"
        );
    }
}
