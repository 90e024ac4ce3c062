//! A second review that was taken back waits to be written again, by its writer too; and what nobody is left to write is
//! told.

use super::{always, counted, once, state};
use crate::house::{House, member, next, this};
use vitrine_domain::api::{AuditQuery, ClaimRequest, QueueQuery};
use vitrine_domain::{ItemState, Role, Round};
use vitrine_store::StoreError;

#[tokio::test]
async fn the_second_taken_back_leaves_the_first_waiting() {
    let house = House::with(always()).await;
    let store = house.store();
    let (item, first) = once(&house).await;
    let second = house.decide(&house.sue, item.id, "Violations: Puma.").await;
    assert!(second.triplet_id.is_some());
    store
        .review_undo(&house.sue, item.id, second.review.id)
        .await
        .unwrap();
    assert_eq!(state(&house, item.id).await, ItemState::SecondReview);
    let current = "select count(*) from triplets where superseded_at is null";
    assert_eq!(house.count(current).await, 0);
    let seen = store.item_history(&house.sue, item.id).await.unwrap();
    assert_eq!((seen.reviews.len(), seen.triplets.len()), (0, 0));
    // The trail tells a lead, who may write the second, that there was one, and not whose nor what it said.
    let lena = member(store, &house.ada, "lena", Role::Lead).await;
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
    assert!(
        store
            .item_claim(&house.rob, &next())
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(counted(&house, &house.sue).await, 1);
    let tim = house.reviewer("tim").await;
    let tims = house.decide(&tim, item.id, "No violations.").await;
    assert_eq!(tims.review.beside, Some(first.review.id));
    assert_eq!(state(&house, item.id).await, ItemState::Adjudication);
    store
        .review_undo(&tim, item.id, tims.review.id)
        .await
        .unwrap();
    assert_eq!(state(&house, item.id).await, ItemState::SecondReview);
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
    store
        .review_undo(&house.sue, item, second.review.id)
        .await
        .unwrap();
    let fence = house.claim(&house.sue, item).await.claim.fence;
    let why = "rob has said it all";
    store.item_skip(&house.sue, item, fence, why).await.unwrap();
    // Rob sees all; whoever said it sees it; a third person what was said before the first review.
    let lena = member(store, &house.ada, "lena", Role::Lead).await;
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
        let view = serde_json::from_value(serde_json::json!({"name": "all"})).unwrap();
        let view = store.view_add(second, &view).await.unwrap();
        let from_view = ClaimRequest {
            view_id: Some(view.id),
            ..next()
        };
        // By each of the three ways to a claim.
        for way in 0..3 {
            let item = house.queued().await;
            let one = house.decide(first, item.id, "Violations: Puma.").await;
            let taken = house.decide(second, item.id, "Violations: Puma.").await;
            assert!(taken.triplet_id.is_some());
            store
                .review_undo(second, item.id, taken.review.id)
                .await
                .unwrap();
            let seen = store.item_history(second, item.id).await.unwrap();
            assert_eq!((seen.reviews.len(), seen.triplets.len()), (0, 0));
            let queue = store.queue_list(second, &QueueQuery::default()).await;
            assert_eq!(queue.unwrap().rows[0].item.id, item.id);
            let waiting = store.queue_waiting(second, None, false).await.unwrap();
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
            assert_eq!(state(&house, item.id).await, ItemState::Decided);
        }
    }
}

/// Whoever took a second review back may have read the first meanwhile. What they said before they could have counts too.
#[tokio::test]
async fn what_was_taken_back_must_agree_with_the_first_as_well() {
    let house = House::with(always()).await;
    let store = house.store();
    let (puma, none) = ("Violations: Puma.", "No violations.");
    for (said, then) in [
        (vec![puma, "Violations: puma."], ItemState::Decided),
        (vec![none, puma], ItemState::Adjudication),
        (vec![puma, none, puma], ItemState::Adjudication),
        (vec![puma, none], ItemState::Adjudication),
    ] {
        let (item, _) = once(&house).await;
        let (last, before) = said.split_last().unwrap();
        for answer in before {
            let taken = house.decide(&house.sue, item.id, answer).await.review;
            // Between the two it is there to be read.
            let seen = store.item_history(&house.sue, item.id).await.unwrap();
            assert!(seen.reviews.iter().any(|r| r.reviewer == "rob"));
            store
                .review_undo(&house.sue, item.id, taken.id)
                .await
                .unwrap();
        }
        let second = house.decide(&house.sue, item.id, last).await;
        assert_eq!(state(&house, item.id).await, then, "{said:?}");
        assert_eq!(second.state, Some(then));
        let made = then == ItemState::Decided;
        assert_eq!(second.triplet_id.is_some(), made, "{said:?}");
    }
    // A lead is told what had been said.
    let listed = store.differing_list(&house.ada).await.unwrap();
    assert_eq!(listed.len(), 3);
    let told: Vec<Vec<_>> = listed
        .iter()
        .map(|d| {
            let before = d.taken_back.iter().map(|r| r.answer.as_str());
            before.chain([d.second.answer.as_str()]).collect()
        })
        .collect();
    for said in [&[none, puma][..], &[puma, none, puma], &[puma, none]] {
        assert!(told.iter().any(|t| t == said), "{told:?}");
    }
    let desk = house.claim(&house.ada, listed[0].item.id).await;
    let both = [&listed[0].first, &listed[0].second];
    let all: Vec<_> = both.into_iter().chain(&listed[0].taken_back).collect();
    assert_eq!(desk.differing.iter().collect::<Vec<_>>(), all);
    // It binds nobody else: a third person has read nothing.
    let tim = house.reviewer("tim").await;
    let (item, _) = once(&house).await;
    let taken = house.decide(&house.sue, item.id, none).await.review;
    store
        .review_undo(&house.sue, item.id, taken.id)
        .await
        .unwrap();
    let third = house.decide(&tim, item.id, puma).await;
    assert!(third.triplet_id.is_some());
    assert_eq!(state(&house, item.id).await, ItemState::Decided);
}

/// A lead who wrote the first may have read what was taken back as well, and write it anew as that said.
#[tokio::test]
async fn a_first_written_anew_is_not_agreed_with_by_whoever_had_said_so_before() {
    let house = House::with(always()).await;
    let store = house.store();
    let (puma, none) = ("Violations: Puma.", "No violations.");
    // What sue says and takes back, what ada then makes of her own, whether ada takes that back, and what comes of it.
    for (ada, sue, anew, back, then) in [
        (none, puma, puma, false, ItemState::Adjudication),
        (puma, puma, puma, false, ItemState::Adjudication),
        (puma, puma, none, true, ItemState::Decided),
    ] {
        let item = house.queued().await.id;
        let first = house.decide(&house.ada, item, ada).await.review;
        let taken = house.decide(&house.sue, item, sue).await.review;
        store.review_undo(&house.sue, item, taken.id).await.unwrap();
        let seen = store.item_history(&house.ada, item).await.unwrap();
        assert!(seen.reviews.iter().any(|r| r.id == taken.id));
        let over = house.decide(&house.ada, item, anew).await.review;
        assert_eq!(state(&house, item).await, ItemState::SecondReview);
        if back {
            store.review_undo(&house.ada, item, over.id).await.unwrap();
        }
        let again = house.decide(&house.sue, item, sue).await;
        let beside = if back { first.id } else { over.id };
        assert_eq!(again.review.beside, Some(beside));
        assert_eq!(taken.beside, Some(first.id), "as it was written");
        assert_eq!(state(&house, item).await, then, "{ada} {sue} {anew}");
        let curated = then == ItemState::Decided;
        assert_eq!(again.triplet_id.is_some(), curated);
    }
    // Whoever had said nothing looks for themselves.
    let item = house.queued().await.id;
    house.decide(&house.ada, item, none).await;
    let taken = house.decide(&house.sue, item, puma).await.review;
    store.review_undo(&house.sue, item, taken.id).await.unwrap();
    house.decide(&house.ada, item, puma).await;
    house.decide(&house.rob, item, puma).await;
    assert_eq!(state(&house, item).await, ItemState::Decided);
}

/// Where all others have left, or do not review, nobody is asked for ever: leads are told, and settle it.
#[tokio::test]
async fn what_nobody_is_left_to_look_at_is_told_and_settled_by_its_lead() {
    let house = House::with(always()).await;
    let store = house.store();
    let stranded = async || {
        let counts = store.project_counts(&house.ada).await;
        counts.unwrap().stranded
    };
    let (own, robs) = (house.queued().await, house.queued().await);
    house.decide(&house.ada, own.id, "No violations.").await;
    house.decide(&house.rob, robs.id, "No violations.").await;
    crate::house::member(store, &house.ada, "eve", Role::Engineer).await;
    for (gone, left) in [("sue", 0), ("rob", 1)] {
        assert_eq!(stranded().await, 0);
        store.member_remove(&house.ada, gone).await.unwrap();
        assert_eq!(stranded().await, left, "without {gone}");
    }
    // What somebody wrote who has left is hers to look at; her own is not offered to her.
    let desk = store.item_claim(&house.ada, &next()).await;
    let desk = desk.unwrap().unwrap();
    assert_eq!(desk.item.id, robs.id);
    let second = house.submit(&house.ada, &desk, "No violations.").await;
    assert!(second.unwrap().triplet_id.is_some());
    assert!(
        store
            .item_claim(&house.ada, &next())
            .await
            .unwrap()
            .is_none()
    );
    // Whoever may not sign in looks at nothing.
    let sues = store.member_set(&house.ada, "sue", Role::Reviewer).await;
    sues.unwrap();
    assert_eq!(stranded().await, 0);
    house
        .sql("update users set disabled = true where name = 'sue'")
        .await;
    assert_eq!(stranded().await, 1);
    let settled = house.decide(&house.ada, own.id, "Violations: Puma.").await;
    assert!(settled.triplet_id.is_some());
    assert_eq!(state(&house, own.id).await, ItemState::Decided);
    assert_eq!(stranded().await, 0);
    // Taken back, it waits as before; and once there is somebody, a lead's second thought settles nothing.
    store
        .review_undo(&house.ada, own.id, settled.review.id)
        .await
        .unwrap();
    assert_eq!(state(&house, own.id).await, ItemState::SecondReview);
    assert_eq!(stranded().await, 1);
    house
        .sql("update users set disabled = false where name = 'sue'")
        .await;
    let over = house.decide(&house.ada, own.id, "Violations: Puma.").await;
    assert_eq!((over.triplet_id, stranded().await), (None, 0));
    assert_eq!(state(&house, own.id).await, ItemState::SecondReview);
    let second = house.decide(&house.sue, own.id, "Violations: Puma.").await;
    assert_eq!(second.review.beside, Some(over.review.id));
    assert!(second.triplet_id.is_some());
}
