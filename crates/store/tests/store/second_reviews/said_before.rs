//! What was said and taken back counts: whoever could read the other review meanwhile agrees with it only if they had before.

use super::once;
use crate::house::{House, always};
use vitrine_domain::ItemState;

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
            house.undo(&house.sue, &taken).await;
        }
        let second = house.decide(&house.sue, item.id, last).await;
        assert_eq!(house.state(item.id).await, then, "{said:?}");
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
    house.undo(&house.sue, &taken).await;
    let third = house.decide(&tim, item.id, puma).await;
    assert!(third.triplet_id.is_some());
    assert_eq!(house.state(item.id).await, ItemState::Decided);
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
        house.undo(&house.sue, &taken).await;
        let seen = store.item_history(&house.ada, item).await.unwrap();
        assert!(seen.reviews.iter().any(|r| r.id == taken.id));
        let over = house.decide(&house.ada, item, anew).await.review;
        assert_eq!(house.state(item).await, ItemState::SecondReview);
        if back {
            house.undo(&house.ada, &over).await;
        }
        let again = house.decide(&house.sue, item, sue).await;
        let beside = if back { first.id } else { over.id };
        assert_eq!(again.review.beside, Some(beside));
        assert_eq!(taken.beside, Some(first.id), "as it was written");
        assert_eq!(house.state(item).await, then, "{ada} {sue} {anew}");
        let curated = then == ItemState::Decided;
        assert_eq!(again.triplet_id.is_some(), curated);
    }
    // Whoever had said nothing looks for themselves.
    let item = house.queued().await.id;
    house.decide(&house.ada, item, none).await;
    let taken = house.decide(&house.sue, item, puma).await.review;
    house.undo(&house.sue, &taken).await;
    house.decide(&house.ada, item, puma).await;
    house.decide(&house.rob, item, puma).await;
    assert_eq!(house.state(item).await, ItemState::Decided);
}
