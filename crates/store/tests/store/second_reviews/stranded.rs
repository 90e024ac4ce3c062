//! A second review that nobody is left to write.

use crate::house::{House, always, member, next};
use vitrine_domain::{ItemState, Role};

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
    member(store, &house.ada, "eve", Role::Engineer).await;
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
    assert!(house.offered(&house.ada).await.is_none());
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
    assert_eq!(house.state(own.id).await, ItemState::Decided);
    assert_eq!(stranded().await, 0);
    // Taken back, it waits as before; and once there is somebody, a lead's second thought settles nothing.
    house.undo(&house.ada, &settled.review).await;
    assert_eq!(house.state(own.id).await, ItemState::SecondReview);
    assert_eq!(stranded().await, 1);
    house
        .sql("update users set disabled = false where name = 'sue'")
        .await;
    let over = house.decide(&house.ada, own.id, "Violations: Puma.").await;
    assert_eq!((over.triplet_id, stranded().await), (None, 0));
    assert_eq!(house.state(own.id).await, ItemState::SecondReview);
    let second = house.decide(&house.sue, own.id, "Violations: Puma.").await;
    assert_eq!(second.review.beside, Some(over.review.id));
    assert!(second.triplet_id.is_some());
}
