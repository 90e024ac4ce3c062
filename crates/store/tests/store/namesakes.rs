//! Of two people who show one name it is told which, wherever the name of one stands.

use crate::audit::called;
use crate::house::{House, send, this};
use std::fmt::Debug;
use vitrine_domain::api::{DecisionQuery, ItemFilter, ViewRequest};
use vitrine_domain::{ItemId, ItemRow, QueueFilter, Split};
use vitrine_store::{Member, StoreError};

/// Of `rob2`, who is shown as rob is.
const SECOND: &str = "rob (rob2)";

async fn two() -> (House, Member) {
    let house = House::new().await;
    let second = called(&house, "rob2", "rob").await;
    (house, second)
}

async fn row(house: &House, item: ItemId) -> ItemRow {
    let all = ItemFilter::default();
    let page = house.store().item_list(&house.ada, &all).await.unwrap();
    let mut rows = page.rows.into_iter();
    rows.find(|r| r.item.id == item).unwrap()
}

fn told<T: Debug>(refused: Result<T, StoreError>, start: &str) {
    let sentence = refused.unwrap_err().to_string();
    assert!(sentence.starts_with(start), "{sentence}");
}

#[tokio::test]
async fn whoever_holds_or_has_decided_an_item_is_told_apart() {
    let (house, second) = two().await;
    let store = house.store();
    let item = house.queued().await.id;
    let sues = house.claim(&house.sue, item).await;
    house.expire_claims().await;
    let desk = house.claim(&second, item).await;
    let held = row(&house, item).await;
    assert_eq!(held.claimed_by.as_deref(), Some(SECOND));
    assert_eq!((held.reviewer, held.item.assignee), (None, None));
    let asked = store.item_claim(&house.sue, &this(item)).await;
    told(asked, &format!("{SECOND} holds this item now"));
    let sent = store.item_send(&house.ada, item, &send("sue")).await;
    told(sent, &format!("{SECOND} has this item open now"));
    let renew = async || {
        let fence = sues.claim.fence;
        store.claim_renew(&house.sue, item, fence, false).await
    };
    let lost = format!("your claim ran out and {SECOND} holds the item now");
    told(renew().await, &lost);
    house
        .submit(&second, &desk, "No violations.")
        .await
        .unwrap();
    let decided = format!("{SECOND} has decided this item meanwhile");
    told(renew().await, &decided);
    let decided = row(&house, item).await;
    assert_eq!(decided.reviewer.as_deref(), Some(SECOND));
    assert_eq!(decided.claimed_by, None);
    // Nobody else shows sue's name.
    let item = house.queued().await.id;
    house.claim(&house.sue, item).await;
    let held = row(&house, item).await;
    assert_eq!(held.claimed_by.as_deref(), Some("sue"));
}

#[tokio::test]
async fn whoever_says_sends_holds_or_passes_over_is_told_apart() {
    let (house, second) = two().await;
    let store = house.store();
    let item = house.queued().await.id;
    let said = store
        .comment_add(&second, item, None, "Is it a mark?")
        .await;
    let said = said.unwrap();
    assert_eq!(said.author, SECOND);
    let again = store.comment_add(&second, item, Some(said.id), "Is it a mark?");
    assert_eq!(again.await.unwrap(), said);
    assert_eq!(store.comment_list(&house.ada, item).await.unwrap(), [said]);

    let mut to_second = send("rob2");
    to_second.reason = "you know these shoes".into();
    let sent = store.item_send(&house.ada, item, &to_second).await;
    sent.unwrap();
    let assignee = row(&house, item).await.item.assignee;
    assert_eq!(assignee.as_deref(), Some(SECOND));
    let robs = store.item_claim(&house.rob, &this(item)).await;
    told(robs, &format!("this item was sent to {SECOND}"));
    // Whom it was sent to is no word of the sender's, told apart or not.
    let desk = house.claim(&second, item).await;
    assert_eq!(desk.item.assignee.as_deref(), Some(SECOND));
    assert_eq!(desk.sent.unwrap().text, "you know these shoes");
    let mut to_sue = send("sue");
    to_sue.fence = Some(desk.claim.fence);
    store.item_send(&second, item, &to_sue).await.unwrap();
    let desk = house.claim(&house.sue, item).await;
    assert_eq!(desk.sent.unwrap().by, SECOND);

    let item = house.queued().await.id;
    let fence = house.claim(&second, item).await.claim.fence;
    let held = store.item_hold(&second, item, fence, "asked legal").await;
    held.unwrap();
    let desk = house.claim(&house.ada, item).await;
    assert_eq!(desk.held.unwrap().by, SECOND);

    let item = house.queued().await.id;
    let fence = house.claim(&second, item).await.claim.fence;
    let passed = store.item_skip(&second, item, fence, "not mine").await;
    passed.unwrap();
    let skips = store.skip_list(&house.ada, item).await.unwrap();
    assert_eq!(skips[0].reviewer, SECOND);
}

#[tokio::test]
async fn whose_a_view_is_and_whose_decisions_are_is_told_apart() {
    let (house, second) = two().await;
    let store = house.store();
    let new = ViewRequest {
        name: "all".into(),
        filter: QueueFilter::default(),
        shared: false,
    };
    let view = store.view_add(&second, &new).await.unwrap();
    assert_eq!(view.owner, SECOND);
    let heading = async |who: &Member, of: Option<&str>| {
        let query = DecisionQuery {
            of: of.map(str::to_owned),
            ..DecisionQuery::default()
        };
        let page = store.decision_list(who, &query).await.unwrap();
        page.reviewer
    };
    assert_eq!(heading(&second, None).await, SECOND);
    assert_eq!(heading(&second, Some("rob2")).await, SECOND);
    assert_eq!(heading(&house.ada, Some("rob")).await, "rob (rob)");
    assert_eq!(heading(&house.sue, None).await, "sue");
}

/// Whose figures may be asked for: whoever has left is told apart as ever, and tells their namesake apart.
#[tokio::test]
async fn who_has_left_is_among_those_who_reviewed() {
    let (house, second) = two().await;
    let store = house.store();
    let item = house.queued().await.id;
    house.decide(&second, item, "No violations.").await;
    store.member_remove(&house.ada, "rob2").await.unwrap();
    store.member_remove(&house.ada, "sue").await.unwrap();
    let list = store.reviewer_list(&house.ada).await.unwrap();
    let told = |name: &str| (list.iter().find(|r| r.name == name)).map(|r| r.shown.as_str());
    assert_eq!(
        (told("rob"), told("rob2")),
        (Some("rob (rob)"), Some(SECOND))
    );
    assert_eq!(told("sue"), None, "she has reviewed nothing");
    assert_eq!(
        list.iter().find(|r| r.name == "rob2").map(|r| Some(r.id)),
        Some(second.actor.user_id)
    );
    let refused = store.reviewer_list(&house.rob).await;
    assert!(
        matches!(refused, Err(StoreError::Forbidden(_))),
        "{refused:?}"
    );
}

/// By their names alone two would be one in the file.
#[tokio::test]
async fn an_export_names_two_as_two() {
    let (house, second) = two().await;
    let store = house.store();
    house.decided(Split::Train).await;
    let item = house.queued().await.id;
    house.decide(&second, item, "No violations.").await;
    // Whoever has left is in the file still.
    store.member_remove(&house.ada, "rob2").await.unwrap();
    let names = store.reviewer_names(&house.ada).await.unwrap();
    let mut names: Vec<String> = names.into_values().collect();
    names.sort_unstable();
    assert_eq!(names, ["rob (rob)", SECOND]);
}

#[tokio::test]
async fn a_shown_name_that_looks_like_another_told_apart_is_told_apart_itself() {
    let (house, _) = two().await;
    let shown = async |who: &Member| {
        let own = DecisionQuery::default();
        let page = house.store().decision_list(who, &own).await.unwrap();
        page.reviewer
    };
    let third = called(&house, "rob3", "rob (rob)").await;
    let ann = called(&house, "ann", "ann (night shift)").await;
    assert_eq!(shown(&house.rob).await, "rob (rob)");
    assert_eq!(shown(&third).await, "rob (rob) (rob3)");
    assert_eq!(shown(&ann).await, "ann (night shift)");
}
