//! Many accepted together: each a review of its own, and one that is refused stops no other.

use crate::house::House;
use futures::future::join_all;
use vitrine_domain::api::{BatchItem, PolicyRequest};
use vitrine_domain::rules::signs::ENOUGH;
use vitrine_domain::{Item, ItemState, Mode, ProjectSettings, ProposalId, Split, Verdict};
use vitrine_store::StoreError;

async fn batch(house: &House, item: &Item) -> BatchItem {
    let history = house.store().item_history(&house.ada, item.id).await;
    BatchItem {
        item_id: item.id,
        proposal_id: history.unwrap().proposals[0].id,
        seconds: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_is_a_review_of_its_own_and_asked_again_the_same() {
    let house = House::new().await;
    let store = house.store();
    let mut wanted = Vec::new();
    for _ in 0..5 {
        let item = house.queued().await;
        wanted.push(batch(&house, &item).await);
    }
    // A full desk is no hindrance: these claims come and go.
    for _ in 0..3 {
        let item = house.queued().await;
        house.claim(&house.rob, item.id).await;
    }
    // Twice over at once, as when the button was pressed again after the connection had dropped.
    let twice = wanted.iter().chain(&wanted);
    let done = join_all(twice.map(|b| store.proposal_accept(&house.rob, b, 1))).await;
    let done: Vec<_> = done.into_iter().map(Result::unwrap).collect();
    for (first, second) in done.iter().zip(&done[5..]) {
        assert_eq!(first, second);
        assert_eq!(first.verdict, Verdict::Accept);
    }
    assert_eq!(house.count("select count(*) from reviews").await, 5);
    assert_eq!(house.count("select count(*) from triplets").await, 5);
    let fences = "select count(distinct (item_id, fence)) from reviews";
    assert_eq!(house.count(fences).await, 5);
    assert_eq!(house.count("select count(*) from claims").await, 3);
    let trail = "select count(*) from audit_events where action = 'review.submit'";
    assert_eq!(house.count(trail).await, 5);
    // And each can be taken back by itself.
    store
        .review_undo(&house.rob, wanted[0].item_id, done[0].id)
        .await
        .unwrap();
    store
        .proposal_accept(&house.rob, &wanted[0], 1)
        .await
        .unwrap();
}

#[tokio::test]
async fn what_is_not_as_it_was_shown_is_refused() {
    let house = House::new().await;
    let store = house.store();
    let refused = async |b: &BatchItem, policy: i32| {
        let result = store.proposal_accept(&house.rob, b, policy).await;
        result.expect_err("it is refused")
    };
    let held = house.queued().await;
    house.claim(&house.sue, held.id).await;
    let b = batch(&house, &held).await;
    assert!(matches!(refused(&b, 1).await, StoreError::ClaimLost(_)));
    let own = house.queued().await;
    house.claim(&house.rob, own.id).await;
    let b = batch(&house, &own).await;
    assert!(matches!(refused(&b, 1).await, StoreError::Conflict(_)));
    let decided = house.queued().await;
    house.decide(&house.sue, decided.id, "No violations.").await;
    let b = batch(&house, &decided).await;
    assert!(matches!(refused(&b, 1).await, StoreError::Conflict(_)));
    let blind = house.item(Split::HeldOut).await;
    let b = BatchItem {
        item_id: blind.id,
        proposal_id: ProposalId::fresh(),
        seconds: None,
    };
    assert!(matches!(refused(&b, 1).await, StoreError::NotFound));
    let item = house.queued().await;
    let b = batch(&house, &item).await;
    let swapped = BatchItem {
        proposal_id: batch(&house, &own).await.proposal_id,
        ..b.clone()
    };
    assert!(matches!(refused(&swapped, 1).await, StoreError::NotFound));
    let new = PolicyRequest {
        text: "No Puma either.".into(),
    };
    store.policy_set(&house.ada, &new).await.unwrap();
    assert!(matches!(refused(&b, 1).await, StoreError::Conflict(_)));
    store.proposal_accept(&house.rob, &b, 2).await.unwrap();
    assert_eq!(house.count("select count(*) from reviews").await, 2);
}

#[tokio::test]
async fn where_a_lead_releases_answers_an_acceptance_sent_again_is_the_same() {
    let house = House::with(ProjectSettings {
        mode: Mode::Instructor,
        ..ProjectSettings::default()
    })
    .await;
    let store = house.store();
    let item = house.queued().await;
    let b = batch(&house, &item).await;
    let first = store.proposal_accept(&house.rob, &b, 1).await.unwrap();
    let now = store.item_get(&house.ada, item.id).await.unwrap();
    assert_eq!(now.state, ItemState::Escalated);
    let again = store.proposal_accept(&house.rob, &b, 1).await.unwrap();
    assert_eq!(again, first);
    // It is nobody else's to accept.
    let sues = store.proposal_accept(&house.sue, &b, 1).await;
    assert!(matches!(sues, Err(StoreError::Conflict(_))), "{sues:?}");
    assert_eq!(house.count("select count(*) from reviews").await, 1);
}

#[tokio::test]
async fn signs_see_how_long_tiles_were_looked_at_where_that_can_be_true() {
    let house = House::new().await;
    let store = house.store();
    let known = [Some(0.5); ENOUGH];
    let unknown = [None, Some(-1.0), Some(f32::NAN), Some(86_400.0)];
    for seconds in known.into_iter().chain(unknown) {
        let item = house.queued().await;
        let b = BatchItem {
            seconds,
            ..batch(&house, &item).await
        };
        store.proposal_accept(&house.rob, &b, 1).await.unwrap();
    }
    let report = store.pace_report(&house.ada).await.unwrap();
    let rob = &report.rows[0];
    assert_eq!((rob.timed, rob.shown), (ENOUGH, ENOUGH + unknown.len()));
    assert_eq!(rob.median_seconds, Some(0.5));
    // Whoever batches decides in no bursts.
    assert_eq!((rob.at_desk, rob.quick), (0, None));
}
