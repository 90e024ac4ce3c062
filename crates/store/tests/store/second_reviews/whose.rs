//! Who may write the second: anybody but the first's writer, once, and nobody by name.

use super::{counted, from_view, once};
use crate::house::{House, always, next, send, this};
use futures::future::join_all;
use vitrine_domain::api::{QueueQuery, SendRequest};
use vitrine_domain::{ItemState, Round};
use vitrine_store::StoreError;

#[tokio::test]
async fn the_first_reviewer_is_never_the_second() {
    let house = House::with(always()).await;
    let store = house.store();
    let (item, first) = once(&house).await;
    assert!(house.offered(&house.rob).await.is_none());
    let asked = store.item_claim(&house.rob, &this(item.id)).await;
    assert!(matches!(asked, Err(StoreError::Conflict(_))), "{asked:?}");
    let queue = store.queue_list(&house.rob, &QueueQuery::default()).await;
    assert_eq!(queue.unwrap().rows, []);
    assert_eq!(counted(&house, &house.rob).await, 0);
    assert_eq!(counted(&house, &house.sue).await, 1);
    // The database refuses it, whoever asks.
    let forged = sqlx::query(
        "insert into reviews (id, project_id, item_id, reviewer_id, verdict, answer, correction, instruction,
            policy_id, fence, round, beside)
         select gen_random_uuid(), project_id, item_id, reviewer_id, 'reject', '', false, instruction, policy_id,
            99, 'second', id from reviews where id = $1",
    )
    .bind(first.review.id.0)
    .execute(&house.db.owner().await)
    .await;
    assert!(forged.is_err());
}

/// Of two people one takes a first review back, and the other's comes first then: nothing of that has been seen.
#[tokio::test]
async fn whoever_took_a_first_review_back_may_write_the_second() {
    let house = House::with(always()).await;
    let store = house.store();
    let from_view = from_view(&house, &house.rob).await;
    // By each of the three ways to a claim, and after one thought or two.
    for (thoughts, way) in [(1, 0), (2, 1), (1, 2)] {
        let item = house.queued().await;
        for _ in 0..thoughts {
            let robs = house.decide(&house.rob, item.id, "Violations: Puma.").await;
            house.undo(&house.rob, &robs.review).await;
        }
        let sues = house.decide(&house.sue, item.id, "Violations: Puma.").await;
        assert_eq!(house.state(item.id).await, ItemState::SecondReview);
        let seen = store.item_history(&house.rob, item.id).await.unwrap();
        assert_eq!(seen.reviews, []);
        let queue = store.queue_list(&house.rob, &QueueQuery::default()).await;
        assert_eq!(queue.unwrap().rows[0].item.id, item.id);
        assert_eq!(counted(&house, &house.rob).await, 1);
        assert_eq!(counted(&house, &house.sue).await, 0);
        let asks = [this(item.id), next(), from_view.clone()];
        let desk = store.item_claim(&house.rob, &asks[way]).await;
        let desk = desk.unwrap().unwrap();
        assert_eq!(desk.item.id, item.id);
        let second = house.submit(&house.rob, &desk, "Violations: Puma.").await;
        let second = second.unwrap();
        assert_eq!(second.review.round, Round::Second);
        assert_eq!(second.review.beside, Some(sues.review.id));
        assert!(second.triplet_id.is_some());
        assert_eq!(house.state(item.id).await, ItemState::Decided);
    }
}

#[tokio::test]
async fn it_is_sent_to_nobody_since_a_refusal_would_say_whose_the_first_is() {
    let house = House::with(always()).await;
    let store = house.store();
    house.reviewer("tim").await;
    let (item, _) = once(&house).await;
    let fence = house.claim(&house.sue, item.id).await.claim.fence;
    let mut told = Vec::new();
    for to in ["rob", "tim", "sue"] {
        let to_them = SendRequest {
            fence: Some(fence),
            ..send(to)
        };
        let sent = store.item_send(&house.sue, item.id, &to_them).await;
        told.push(sent.unwrap_err().to_string());
    }
    assert!(told.iter().all(|t| *t == told[0]), "{told:?}");
    // Skipped and held like any other.
    store
        .item_skip(&house.sue, item.id, fence, "unsure")
        .await
        .unwrap();
    assert!(house.offered(&house.sue).await.is_none());
}

#[tokio::test]
async fn six_who_claim_the_second_at_once_are_one_and_it_is_stored_once() {
    let house = House::with(always()).await;
    let store = house.store();
    let (item, _) = once(&house).await;
    let mut people = Vec::new();
    for n in 0..6 {
        people.push(house.reviewer(&format!("p{n}")).await);
    }
    let one = next();
    let claims = join_all(people.iter().map(|p| store.item_claim(p, &one))).await;
    let got: Vec<_> = claims
        .into_iter()
        .zip(&people)
        .filter_map(|(c, p)| c.unwrap().map(|desk| (desk, p)))
        .collect();
    assert_eq!(got.len(), 1, "{got:?}");
    let (desk, who) = &got[0];
    let all = join_all((0..4).map(|_| house.submit(who, desk, "Violations: Puma."))).await;
    assert!(all.iter().all(Result::is_ok));
    let seconds = "select count(*) from reviews where round = 'second'";
    assert_eq!(house.count(seconds).await, 1);
    assert_eq!(house.state(item.id).await, ItemState::Decided);
}
