//! Where answers teach, a reviewer's answer is curated only once a lead has released it.

use crate::house::House;
use vitrine_domain::{ItemState, Mode, ProjectSettings, Split};

#[tokio::test]
async fn an_answer_is_curated_only_after_a_leads_approval() {
    let house = House::with(ProjectSettings {
        mode: Mode::Instructor,
        retrain_after: Some(1),
        ..ProjectSettings::default()
    })
    .await;
    let store = house.store();
    let item = house.queued().await;
    let by_rob = house.decide(&house.rob, item.id, "Violations: Puma.").await;
    assert_eq!((by_rob.triplet_id, by_rob.training_queued), (None, false));
    assert_eq!(by_rob.state, Some(ItemState::Escalated));
    let state = async || store.item_get(&house.ada, item.id).await.unwrap().state;
    assert_eq!(state().await, ItemState::Escalated);
    assert_eq!(house.count("select count(*) from triplets").await, 0);
    // Another reviewer can neither take nor release it.
    assert!(house.offered(&house.sue).await.is_none());
    let desk = house.claim(&house.ada, item.id).await;
    let left_by = desk.left_by.as_ref().unwrap();
    assert_eq!(left_by.answer, "Violations: Puma.");
    let released = house
        .submit(&house.ada, &desk, &left_by.answer)
        .await
        .unwrap();
    assert!(released.triplet_id.is_some() && released.training_queued);
    assert_eq!(released.state, Some(ItemState::Decided));
    assert_eq!(released.review.supersedes, Some(by_rob.review.id));
    assert_eq!(state().await, ItemState::Decided);
    // The release taken back, it waits for a lead again.
    house.undo(&house.ada, &released.review).await;
    assert_eq!(state().await, ItemState::Escalated);
    // What a lead labels is released with it, blind labels of others are not.
    assert_eq!(house.decided(Split::HeldOut).await.triplet_id, None);
}
