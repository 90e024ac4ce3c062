//! The queue through views: whose they are, and what their filters let through.

use super::{answered, seen, view};
use crate::house::{House, always, next, proposal, region, review};
use vitrine_domain::api::{ClaimRequest, QueueCount, QueueQuery, ViewRequest};
use vitrine_domain::{Assignee, ForLeads, ItemState, QueueFilter, Split, Verdict, ViewId};
use vitrine_store::{NewProposal, StoreError};

#[tokio::test]
async fn a_view_shows_and_gives_what_its_filter_lets_through() {
    let house = House::new().await;
    let store = house.store();
    let labels = ["Nike", "Puma", "Pum", "c++"].map(String::from);
    store.labels_set(&house.ada, &labels).await.unwrap();
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
        let waiting = store.queue_waiting(rob, Some(id), None).await.unwrap();
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
        ("Puma", vec![prose, both]),
        ("Pum", vec![]),
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
        let counted = store.queue_waiting(&house.sue, Some(id), None).await;
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
    let counted = store.queue_waiting(&house.rob, Some(id), None).await;
    assert!(
        matches!(counted, Err(StoreError::Forbidden(_))),
        "{counted:?}"
    );
}

#[tokio::test]
async fn what_waits_for_leads_is_found_by_what_people_named() {
    let house = House::with(always()).await;
    let store = house.store();
    let ada = &house.ada;
    let first = async |proposed: &str, verdict, answer: &str| {
        let id = answered(&house, proposed, 0.5).await.id;
        let desk = house.claim(&house.rob, id).await;
        let request = review(desk.claim.fence, verdict, answer);
        let submitted = store.review_submit(&house.rob, id, &request).await;
        submitted.unwrap();
        id
    };
    let second = async |id, answer: &str| {
        house.decide(&house.sue, id, answer).await;
        let item = store.item_get(ada, id).await.unwrap();
        assert_eq!(item.state, ItemState::Adjudication);
        id
    };
    let (puma, nike, none) = ("Violations: Puma.", "Violations: Nike.", "No violations.");
    let by_first = second(first(none, Verdict::Correct, puma).await, nike).await;
    let by_second = second(first(nike, Verdict::Correct, nike).await, puma).await;
    let by_nobody = second(first(none, Verdict::Correct, none).await, nike).await;
    // What was rejected says nothing of the image.
    let rejected = second(first(none, Verdict::Reject, puma).await, nike).await;
    let escalated = first(none, Verdict::Escalate, puma).await;
    let pumas = |of| QueueFilter {
        label: Some("Puma".into()),
        ..QueueFilter::whole(Some(of))
    };
    for (of, expected) in [
        (ForLeads::Adjudication, vec![by_first, by_second]),
        (ForLeads::Escalated, vec![escalated]),
    ] {
        let filter = pumas(of);
        let id = view(&house, ada, of.as_str(), filter.clone()).await;
        let listed = seen(&house, ada, Some(id)).await;
        assert_eq!(listed, expected, "{of:?}");
        assert!(!listed.contains(&by_nobody) && !listed.contains(&rejected));
        let count = store.queue_count(ada, &filter, 9).await.unwrap();
        assert_eq!(count.waiting, expected.len() as i64, "{of:?}");
        let ask = ClaimRequest {
            view_id: Some(id),
            resume: true,
            ..next()
        };
        for id in &expected {
            let claimed = store.item_claim(ada, &ask).await.unwrap().unwrap();
            assert_eq!(claimed.item.id, *id, "{of:?}");
        }
        // Whoever holds all of it is given the last again under the same view.
        let again = store.item_claim(ada, &ask).await.unwrap().unwrap();
        assert_eq!(Some(&again.item.id), expected.last(), "{of:?}");
    }
}
