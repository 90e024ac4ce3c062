//! What leads read of reviewers: figures of gold and of pace.

use super::{copy, gold, often};
use crate::audit::called;
use crate::house::{House, next, region, review};
use vitrine_domain::rules::agreement::ENOUGH;
use vitrine_domain::{Split, Verdict};

/// Times are of the desk: prefetching does not count, a claim given again goes on.
#[tokio::test]
async fn the_time_counts_from_opening_the_item() {
    let house = House::new().await;
    let store = house.store();
    for _ in 0..ENOUGH {
        let item = house.queued().await;
        let ahead = vitrine_domain::api::ClaimRequest {
            ahead: true,
            ..next()
        };
        let desk = store.item_claim(&house.rob, &ahead).await.unwrap().unwrap();
        assert_eq!(desk.item.id, item.id);
        let opened = "select count(*) from claims where opened_at is not null";
        assert_eq!(house.count(opened).await, 0);
        store
            .claim_renew(&house.rob, item.id, desk.claim.fence, false)
            .await
            .unwrap();
        // Opened forty seconds ago; a page loaded anew does not begin again.
        house
            .sql("update claims set opened_at = clock_timestamp() - interval '40 seconds'")
            .await;
        let again = house.claim(&house.rob, item.id).await;
        let mut request = review(again.claim.fence, Verdict::Accept, crate::house::PROPOSED);
        request.regions = vec![region("Nike")];
        store
            .review_submit(&house.rob, item.id, &request)
            .await
            .unwrap();
    }
    let report = store.pace_report(&house.ada).await.unwrap();
    let rob = &report.rows[0];
    assert_eq!(
        (rob.timed, rob.shown, rob.accepted),
        (ENOUGH, ENOUGH, Some(1.0))
    );
    let median = rob.median_seconds.unwrap();
    assert!((40.0..60.0).contains(&median), "{median}");
    assert!(rob.signs.is_empty());
}

#[tokio::test]
async fn namesakes_are_told_apart_in_figures_of_gold_and_of_pace() {
    let house = House::with(often()).await;
    let store = house.store();
    gold(&house, Split::HeldOut).await;
    let second = called(&house, "rob2", "rob").await;
    for who in [&house.rob, &second] {
        let copy = copy(&house, who).await;
        house.decide(who, copy.id, "Violations: Puma.").await;
    }
    for who in [&house.rob, &second] {
        let item = house.queued().await;
        house.decide(who, item.id, "No violations.").await;
    }
    let gold = store.gold_report(&house.ada).await.unwrap();
    let names: Vec<_> = gold.figures.iter().map(|f| f.reviewer.as_str()).collect();
    assert_eq!(names, ["rob (rob)", "rob (rob2)"]);
    let pace = store.pace_report(&house.ada).await.unwrap();
    let names: Vec<_> = pace.rows.iter().map(|p| p.reviewer.as_str()).collect();
    assert_eq!(names, ["rob (rob)", "rob (rob2)", "sue"]);
    let own = store.gold_report(&second).await.unwrap();
    assert_eq!(own.figures[0].reviewer, "rob (rob2)");
}

#[tokio::test]
async fn figures_of_gold_and_of_pace_stand_in_the_order_of_names_whatever_their_case() {
    let house = House::with(often()).await;
    let store = house.store();
    gold(&house, Split::HeldOut).await;
    let zoe = called(&house, "zoe", "Zoe").await;
    let adam = called(&house, "adam", "adam").await;
    for who in [&zoe, &adam] {
        let copy = copy(&house, who).await;
        house.decide(who, copy.id, "Violations: Puma.").await;
    }
    for who in [&zoe, &adam, &house.sue] {
        let item = house.queued().await;
        house.decide(who, item.id, "No violations.").await;
    }
    let gold = store.gold_report(&house.ada).await.unwrap();
    let names: Vec<_> = gold.figures.iter().map(|f| f.reviewer.as_str()).collect();
    assert_eq!(names, ["adam", "Zoe"]);
    let pace = store.pace_report(&house.ada).await.unwrap();
    let names: Vec<_> = pace.rows.iter().map(|p| p.reviewer.as_str()).collect();
    assert_eq!(names, ["adam", "sue", "Zoe"]);
}
