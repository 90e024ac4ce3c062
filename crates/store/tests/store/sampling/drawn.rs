//! What is in the frame, and which of it is drawn.

use super::{ASKED, items, made, over, pair, refused, stated};
use crate::house::{House, review};
use crate::synthesis::{captioned, next as work_of, pairs, replied, send, settings, start};
use std::collections::BTreeSet;
use vitrine_domain::api::{QueueQuery, SamplingRequest};
use vitrine_domain::*;
use vitrine_store::StoreError;

#[tokio::test]
async fn the_sample_is_drawn_by_the_seed_comes_first_and_the_rest_is_not_offered() {
    let mut drawn_places = Vec::new();
    for _ in 0..2 {
        let (house, run) = made(30).await;
        let store = house.store();
        let rule = stated(&house, &run).await;
        assert_eq!((rule.frame, rule.drawn, rule.open), (30, 6, 24));
        assert_eq!((rule.reviewed, rule.bound_percent), (0, None));
        // One that came later is nobody's, and stands behind the sample, whatever its doubt.
        let later = house.queued().await;
        store.settings_set(&house.ada, &settings()).await.unwrap();
        let drawn = items(&house, "drawn").await;
        let mut offered = Vec::new();
        while let Some(desk) = house.offered(&house.rob).await {
            offered.push(desk.item.id);
            let request = review(desk.claim.fence, Verdict::Reject, "");
            let submitted = store.review_submit(&house.rob, desk.item.id, &request);
            submitted.await.unwrap();
        }
        let first: BTreeSet<_> = offered[..6].iter().copied().collect();
        assert_eq!(first, drawn.iter().copied().collect());
        assert_eq!(offered[6..], [later.id]);
        for query in [
            QueueQuery::default(),
            serde_json::from_str(r#"{"order": "easy"}"#).unwrap(),
        ] {
            let queue = store.queue_list(&house.rob, &query).await.unwrap();
            assert_eq!(queue.rows, [], "{query:?}");
        }
        let places: Vec<(i32, i32)> = sqlx::query_as(
            "select s.n, p.n from sampling_items e join synthesis_pairs p on p.item_id = e.item_id
             join synthesis_samples s on s.id = p.sample_id where e.drawn order by 1, 2",
        )
        .fetch_all(house.db.app())
        .await
        .unwrap();
        drawn_places.push(places);
        // Stated once: no second sample for who does not like the first.
        refused(
            store.sampling_rule_state(&house.ada, run.id, &ASKED).await,
            "has a sampling rule",
        );
    }
    assert_eq!(drawn_places[0], drawn_places[1]);
    assert_ne!(
        drawn_places[0],
        (0..6).map(|n| (n, 0)).collect::<Vec<_>>(),
        "not the first of the plan"
    );
}

#[tokio::test]
async fn flagged_pairs_and_items_in_hand_are_not_in_the_frame() {
    let house = House::with(settings()).await;
    for _ in 0..12 {
        captioned(&house, Split::Train).await;
    }
    house.sql("update items set state = 'set_aside'").await;
    let run = start(&house, &[("conversation", 12)], 1_000_000).await;
    refused(
        house
            .store()
            .sampling_rule_state(&house.ada, run.id, &ASKED)
            .await,
        "under way",
    );
    for (n, work) in work_of(&house, &run).await.iter().enumerate() {
        send(&house, work, 100).await;
        let told = match n {
            0 => pairs(&[("Where?", "The caption says on grass.")]),
            _ => pair(n),
        };
        replied(&house, work, &told).await;
    }
    over(&house, &run).await;
    // One is open at a desk, one decided.
    house.offered(&house.sue).await.unwrap();
    let desk = house.offered(&house.rob).await.unwrap();
    house
        .submit(&house.rob, &desk, "No violations.")
        .await
        .unwrap();
    let flagged = "select count(*) from synthesis_pairs p join items i on i.id = p.item_id
        where p.flags <> '{}' and i.state = 'queued' and not exists (select from claims where item_id = i.id)";
    let left = 10 - house.count(flagged).await;
    let asked = SamplingRequest {
        bar_percent: 30.0,
        ..ASKED
    };
    let rule = house
        .store()
        .sampling_rule_state(&house.ada, run.id, &asked)
        .await
        .unwrap();
    assert_eq!((rule.frame, rule.drawn), (left, 3));
    let refusals = [
        SamplingRequest {
            bar_percent: 0.0,
            ..ASKED
        },
        SamplingRequest {
            review_percent: 100.0,
            ..ASKED
        },
        SamplingRequest {
            least_reviews: 0,
            ..ASKED
        },
    ];
    for bad in refusals {
        let refused = house
            .store()
            .sampling_rule_state(&house.ada, run.id, &bad)
            .await;
        assert!(matches!(refused, Err(StoreError::Invalid(_))), "{bad:?}");
    }
    let reviewer = house
        .store()
        .sampling_rule_state(&house.rob, run.id, &ASKED)
        .await;
    assert!(matches!(reviewer, Err(StoreError::Forbidden(_))));
}
