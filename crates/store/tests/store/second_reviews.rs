//! A second review is blind to the first, is never by its writer, and nothing is curated before both say the same.

mod asked;
mod blind;
mod over;
mod said_before;
mod settled;
mod stranded;
mod taken_back;
mod whose;

use crate::house::{House, always, next, project, this};
use vitrine_domain::api::{ClaimRequest, ReviewReceipt};
use vitrine_domain::{Item, ItemState, Mode, ProjectSettings, QueueFilter, Round};
use vitrine_store::{Member, StoreError};

/// Reviewed once, by rob.
async fn once(house: &House) -> (Item, ReviewReceipt) {
    let item = house.queued().await;
    let receipt = house.decide(&house.rob, item.id, "Violations: Puma.").await;
    (item, receipt)
}

async fn counted(house: &House, who: &Member) -> i64 {
    let all = QueueFilter::default();
    let counted = house.store().queue_count(who, &all, 9);
    counted.await.unwrap().waiting
}

/// The next of a view of this person's that lets everything through.
async fn from_view(house: &House, who: &Member) -> ClaimRequest {
    let all = serde_json::from_value(serde_json::json!({"name": "all"})).unwrap();
    let view = house.store().view_add(who, &all).await.unwrap();
    ClaimRequest {
        view_id: Some(view.id),
        ..next()
    }
}

#[tokio::test]
async fn two_who_say_the_same_curate_it_and_not_before() {
    let house = House::with(ProjectSettings {
        retrain_after: Some(1),
        ..always()
    })
    .await;
    let store = house.store();
    let (item, first) = once(&house).await;
    assert_eq!((first.triplet_id, first.training_queued), (None, false));
    assert_eq!(first.state, Some(ItemState::SecondReview));
    assert_eq!(house.state(item.id).await, ItemState::SecondReview);
    assert_eq!(house.count("select count(*) from triplets").await, 0);
    let desk = house.offered(&house.sue).await.unwrap();
    assert_eq!(desk.item.id, item.id);
    // In other letters, and by another road.
    let second = house
        .submit(&house.sue, &desk, "Violations: puma.")
        .await
        .unwrap();
    assert_eq!(house.state(item.id).await, ItemState::Decided);
    assert!(second.triplet_id.is_some() && second.training_queued);
    assert_eq!(second.state, Some(ItemState::Decided));
    assert_eq!(second.review.round, Round::Second);
    assert_eq!(second.review.beside, Some(first.review.id));
    assert_eq!(
        second.review.supersedes, None,
        "they stand beside each other"
    );
    // A repeated submit says the same again.
    let again = house
        .submit(&house.sue, &desk, "Violations: puma.")
        .await
        .unwrap();
    assert_eq!(again, second);
    let history = store.item_history(&house.rob, item.id).await.unwrap();
    assert_eq!((history.reviews.len(), history.triplets.len()), (2, 1));
    assert_eq!(history.triplets[0].review_id, second.review.id);
}

#[tokio::test]
async fn the_first_taken_back_while_the_second_is_open_ends_the_second() {
    let house = House::with(always()).await;
    let store = house.store();
    let (item, first) = once(&house).await;
    let desk = house.claim(&house.sue, item.id).await;
    house.undo(&house.rob, &first.review).await;
    assert_eq!(house.state(item.id).await, ItemState::Queued);
    // Rob may write it again: what he took back is his alone to see.
    let seen = store.item_history(&house.sue, item.id).await.unwrap();
    assert_eq!((seen.reviews.len(), seen.triplets.len()), (0, 0));
    let own = store.item_history(&house.rob, item.id).await.unwrap();
    assert_eq!(own.reviews.len(), 2);
    let late = house.submit(&house.sue, &desk, "Violations: Puma.").await;
    let Err(StoreError::ClaimLost(sentence)) = late else {
        panic!("{late:?}");
    };
    assert!(!sentence.contains("rob"), "{sentence}");
    // From the queue again, it is a first review.
    let sues = house.decide(&house.sue, item.id, "Violations: Puma.").await;
    assert_eq!(sues.review.round, Round::First);
    assert_eq!(house.state(item.id).await, ItemState::SecondReview);
}

#[tokio::test]
async fn where_answers_teach_two_reviewers_do_not_release() {
    let house = House::with(ProjectSettings {
        mode: Mode::Instructor,
        ..always()
    })
    .await;
    let (item, _) = once(&house).await;
    let second = house.decide(&house.sue, item.id, "Violations: Puma.").await;
    assert_eq!(second.triplet_id, None);
    assert_eq!(house.state(item.id).await, ItemState::Escalated);
    let released = house.decide(&house.ada, item.id, "Violations: Puma.").await;
    assert!(released.triplet_id.is_some());
}

#[tokio::test]
async fn a_purged_image_leaves_no_second_review_open() {
    let house = House::with(always()).await;
    let store = house.store();
    let (item, _) = once(&house).await;
    let desk = house.claim(&house.sue, item.id).await;
    store
        .item_purge(&house.ada, item.id, "asked to")
        .await
        .unwrap();
    assert_eq!(house.state(item.id).await, ItemState::Purged);
    let late = house.submit(&house.sue, &desk, "Violations: Puma.").await;
    assert!(matches!(late, Err(StoreError::ClaimLost(_))), "{late:?}");
    assert!(house.offered(&house.sue).await.is_none());
}

#[tokio::test]
async fn another_project_sees_none_of_it() {
    let house = House::with(always()).await;
    let store = house.store();
    let them: Member = project(store, "other", always()).await;
    let (item, _) = once(&house).await;
    let asked = store.item_claim(&them, &this(item.id)).await;
    assert!(matches!(asked, Err(StoreError::NotFound)), "{asked:?}");
    assert!(house.offered(&them).await.is_none());
    house.decide(&house.sue, item.id, "No violations.").await;
    assert!(store.differing_list(&them).await.unwrap().is_empty());
    let left_to = store.settling_left_to(&them, item.id).await;
    assert!(matches!(left_to, Err(StoreError::NotFound)), "{left_to:?}");
}
