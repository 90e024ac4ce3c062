//! A second review that was taken back waits to be written again, by its writer too; nobody else is told of it.

use super::{counted, from_view, once};
use crate::house::{House, always, next, this};
use vitrine_domain::api::{AuditQuery, QueueQuery};
use vitrine_domain::{ItemState, Round};
use vitrine_store::StoreError;

#[tokio::test]
async fn the_second_taken_back_leaves_the_first_waiting() {
    let house = House::with(always()).await;
    let store = house.store();
    let (item, first) = once(&house).await;
    let second = house.decide(&house.sue, item.id, "Violations: Puma.").await;
    assert!(second.triplet_id.is_some());
    house.undo(&house.sue, &second.review).await;
    assert_eq!(house.state(item.id).await, ItemState::SecondReview);
    let current = "select count(*) from triplets where superseded_at is null";
    assert_eq!(house.count(current).await, 0);
    let seen = store.item_history(&house.sue, item.id).await.unwrap();
    assert_eq!((seen.reviews.len(), seen.triplets.len()), (0, 0));
    // The trail tells a lead, who may write the second, that there was one, and not whose nor what it said.
    let lena = house.lead("lena").await;
    let of_item = AuditQuery {
        item: Some(item.id),
        ..AuditQuery::default()
    };
    let trail = store.audit_list(&lena, &of_item).await.unwrap().rows;
    let withheld = trail.iter().filter(|e| e.actor == "withheld");
    let withheld: Vec<_> = withheld.map(|e| e.action.as_str()).collect();
    assert_eq!(withheld, ["review.undo", "review.submit", "review.submit"]);
    let told = serde_json::to_string(&trail).unwrap();
    let sue = house.sue.actor.user_id.unwrap().to_string();
    for trace in ["\"sue\"", sue.as_str(), "verdict", "triplet"] {
        assert!(!told.contains(trace), "{trace}: {told}");
    }
    // Rob's it is not, as before; sue may write it again, and so may anybody else.
    let asked = store.item_claim(&house.rob, &this(item.id)).await;
    assert!(matches!(asked, Err(StoreError::Conflict(_))), "{asked:?}");
    assert!(house.offered(&house.rob).await.is_none());
    assert_eq!(counted(&house, &house.sue).await, 1);
    let tim = house.reviewer("tim").await;
    let tims = house.decide(&tim, item.id, "No violations.").await;
    assert_eq!(tims.review.beside, Some(first.review.id));
    assert_eq!(house.state(item.id).await, ItemState::Adjudication);
    house.undo(&tim, &tims.review).await;
    assert_eq!(house.state(item.id).await, ItemState::SecondReview);
    // The first too late to be taken back once another has followed.
    let back = store
        .review_undo(&house.rob, item.id, first.review.id)
        .await;
    assert!(matches!(back, Err(StoreError::Conflict(_))), "{back:?}");
}

/// Whoever has read both reviews and takes the second back may have said what the first says.
#[tokio::test]
async fn what_is_said_of_both_reviews_waits_with_them() {
    let house = House::with(always()).await;
    let store = house.store();
    let item = house.queued().await.id;
    store
        .comment_add(&house.ada, item, None, "Look at the tongue")
        .await
        .unwrap();
    house.decide(&house.rob, item, "Violations: Puma.").await;
    let second = house.decide(&house.sue, item, "Violations: Puma.").await;
    for who in [&house.sue, &house.ada] {
        store
            .comment_add(who, item, None, "Puma it is")
            .await
            .unwrap();
    }
    house.undo(&house.sue, &second.review).await;
    let fence = house.claim(&house.sue, item).await.claim.fence;
    let why = "rob has said it all";
    store.item_skip(&house.sue, item, fence, why).await.unwrap();
    // Rob sees all; whoever said it sees it; a third person what was said before the first review.
    let lena = house.lead("lena").await;
    for (who, seen) in [
        (&house.rob, 4),
        (&house.sue, 3),
        (&house.ada, 2),
        (&lena, 1),
    ] {
        let list = store.comment_list(who, item).await.unwrap();
        assert_eq!(list.len(), seen, "{who:?}");
        assert_eq!(list[0].text, "Look at the tongue");
        let history = store.item_history(who, item).await.unwrap();
        assert_eq!(history.comments, list);
    }
    let reasons = async |who| {
        let skips = store.skip_list(who, item).await.unwrap();
        let told = skips.iter().map(|s| (s.reviewer.clone(), s.reason.clone()));
        told.collect::<Vec<_>>()
    };
    let sues = |reason: &str| [("sue".to_owned(), reason.to_owned())];
    assert_eq!(reasons(&lena).await, sues(""));
    assert_eq!(reasons(&house.sue).await, sues(why));
    // Once the second is in, all is there.
    house.decide(&lena, item, "Violations: Puma.").await;
    assert_eq!(store.comment_list(&lena, item).await.unwrap().len(), 4);
}

/// A reviewer and a lead, and nobody else: there is no third person to ask.
#[tokio::test]
async fn of_two_people_whoever_took_the_second_back_is_offered_it_again() {
    let house = House::with(always()).await;
    let store = house.store();
    store.member_remove(&house.ada, "sue").await.unwrap();
    for (first, second) in [(&house.rob, &house.ada), (&house.ada, &house.rob)] {
        let from_view = from_view(&house, second).await;
        // By each of the three ways to a claim.
        for way in 0..3 {
            let item = house.queued().await;
            let one = house.decide(first, item.id, "Violations: Puma.").await;
            let taken = house.decide(second, item.id, "Violations: Puma.").await;
            assert!(taken.triplet_id.is_some());
            house.undo(second, &taken.review).await;
            let seen = store.item_history(second, item.id).await.unwrap();
            assert_eq!((seen.reviews.len(), seen.triplets.len()), (0, 0));
            let queue = store.queue_list(second, &QueueQuery::default()).await;
            assert_eq!(queue.unwrap().rows[0].item.id, item.id);
            let waiting = store.queue_waiting(second, None, None).await.unwrap();
            assert_eq!((waiting.waiting, counted(&house, second).await), (1, 1));
            assert_eq!(counted(&house, first).await, 0);
            let counts = store.project_counts(&house.ada).await.unwrap();
            assert_eq!((counts.second_review, counts.stranded), (1, 0));
            let asks = [this(item.id), next(), from_view.clone()];
            let desk = store.item_claim(second, &asks[way]).await.unwrap().unwrap();
            assert_eq!(desk.item.id, item.id);
            let again = house.submit(second, &desk, "Violations: puma.").await;
            let again = again.unwrap();
            assert_eq!(again.review.round, Round::Second);
            assert_eq!(again.review.beside, Some(one.review.id));
            assert!(again.triplet_id.is_some());
            assert_eq!(house.state(item.id).await, ItemState::Decided);
        }
    }
}
