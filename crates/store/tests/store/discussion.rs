//! Items flagged, talked about and left to a lead with a word: what is said, and what stands in the trail.

use crate::house::{House, review, send};
use vitrine_domain::api::FlagRequest;
use vitrine_domain::{CommentAct, CommentId, ItemState, Verdict};
use vitrine_store::StoreError;

#[tokio::test]
async fn a_flag_opens_a_discussion_that_stays() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let flag = |flagged, text: &str| FlagRequest {
        id: None,
        flagged,
        text: text.into(),
    };
    let silent = store.item_flag(&house.rob, item.id, &flag(true, "")).await;
    assert!(matches!(silent, Err(StoreError::Invalid(_))), "{silent:?}");
    store
        .item_flag(
            &house.rob,
            item.id,
            &flag(true, "Is a swoosh on a bag a mark?"),
        )
        .await
        .unwrap();
    let twice = store.item_flag(&house.sue, item.id, &flag(true, "x")).await;
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    store
        .comment_add(&house.sue, item.id, None, "Yes, since May.")
        .await
        .unwrap();
    let empty = store.comment_add(&house.sue, item.id, None, "  ").await;
    assert!(matches!(empty, Err(StoreError::Invalid(_))), "{empty:?}");
    // It is decided all the same, and the discussion goes on.
    house.decide(&house.sue, item.id, "Violations: Nike.").await;
    store
        .item_flag(&house.ada, item.id, &flag(false, ""))
        .await
        .unwrap();
    let said = store.comment_list(&house.rob, item.id).await.unwrap();
    let acts: Vec<_> = said.iter().map(|c| (c.author.as_str(), c.act)).collect();
    assert_eq!(
        acts,
        [
            ("rob", CommentAct::Flag),
            ("sue", CommentAct::Say),
            ("admin-brands", CommentAct::Settle)
        ]
    );
    let history = store.item_history(&house.rob, item.id).await.unwrap();
    assert_eq!(history.comments, said);
    assert!(!history.item.flagged);
    for sql in [
        "update comments set text = 'never said'",
        "delete from comments",
        "truncate comments",
    ] {
        let refused = sqlx::query(sql).execute(&house.db.owner().await).await;
        assert!(refused.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn what_is_sent_twice_under_one_id_is_said_once() {
    let house = House::new().await;
    let store = house.store();
    let (item, other) = (house.queued().await.id, house.queued().await.id);
    let id = Some(CommentId::fresh());
    let say = || store.comment_add(&house.rob, item, id, " Is it a mark? ");
    // At the same time, as two presses come; and once more, as after an answer that was lost.
    let (one, two) = tokio::join!(say(), say());
    let one = one.unwrap();
    assert_eq!(two.unwrap(), one);
    assert_eq!(say().await.unwrap(), one);
    assert_eq!(one.text, "Is it a mark?");
    let trail = "select count(*) from audit_events where action = 'comment.add'";
    assert_eq!(house.count(trail).await, 1);
    // Whoever else, wherever else and whatever else it is said by, it is another one.
    for refused in [
        store.comment_add(&house.rob, item, id, "It is one").await,
        store
            .comment_add(&house.rob, other, id, "Is it a mark?")
            .await,
        store
            .comment_add(&house.sue, item, id, "Is it a mark?")
            .await,
    ] {
        assert!(
            matches!(refused, Err(StoreError::Conflict(_))),
            "{refused:?}"
        );
    }
    assert_eq!(house.count("select count(*) from comments").await, 1);
    // What is meant twice has two ids, or none; and the oldest comes first, whatever clock made its id.
    let early = "00000000-0000-7000-8000-000000000001".parse().ok();
    for id in [None, early] {
        store
            .comment_add(&house.rob, item, id, "Is it a mark?")
            .await
            .unwrap();
    }
    let said = store.comment_list(&house.sue, item).await.unwrap();
    assert_eq!(said.len(), 3);
    assert_eq!((said[0].id, Some(said[2].id)), (one.id, early));
}

#[tokio::test]
async fn a_flag_sent_twice_under_one_id_is_set_once() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await.id;
    let flag = |id, flagged| FlagRequest {
        id: Some(id),
        flagged,
        text: "Is a swoosh on a bag a mark?".into(),
    };
    let first = flag(CommentId::fresh(), true);
    let one = store.item_flag(&house.rob, item, &first).await.unwrap();
    let again = store.item_flag(&house.rob, item, &first).await.unwrap();
    assert_eq!(again, one);
    let over = store
        .item_flag(&house.rob, item, &flag(one.id, false))
        .await;
    assert!(matches!(over, Err(StoreError::Conflict(_))), "{over:?}");
    let own = flag(CommentId::fresh(), false);
    store.item_flag(&house.rob, item, &own).await.unwrap();
    // It comes late, and opens nothing again.
    assert_eq!(
        store.item_flag(&house.rob, item, &first).await.unwrap(),
        one
    );
    assert!(!store.item_get(&house.rob, item).await.unwrap().flagged);
    assert_eq!(house.count("select count(*) from comments").await, 2);
}

#[tokio::test]
async fn a_lead_sees_what_was_said_by_whoever_escalated() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let mut request = review(desk.claim.fence, Verdict::Escalate, "Violations: Puma.");
    request.note = "the mark is half hidden".into();
    store
        .review_submit(&house.rob, item.id, &request)
        .await
        .unwrap();
    let to_sue = store.item_send(&house.ada, item.id, &send("sue")).await;
    assert!(matches!(to_sue, Err(StoreError::Invalid(_))), "{to_sue:?}");
    let desk = house.claim(&house.ada, item.id).await;
    assert_eq!(desk.item.state, ItemState::Escalated);
    let left_by = desk.left_by.unwrap();
    assert_eq!(
        (left_by.reviewer.as_str(), left_by.note.as_str()),
        ("rob", "the mark is half hidden")
    );
}
