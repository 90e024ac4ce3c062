//! Whoever is removed from a project, or may no longer decide there, leaves nothing in it that nobody else could take up.

use crate::house::{House, image, member, next, project, review, this};
use serde_json::json;
use vitrine_domain::api::{AuditQuery, DraftRequest, SendRequest};
use vitrine_domain::{DraftBody, Item, ItemId, ItemState, ProjectSettings, Role, Split, Verdict};
use vitrine_store::Member;

const WHY: &str = "asked legal";

async fn send(house: &House, item: ItemId, to: &str) {
    let request = SendRequest {
        to: to.into(),
        reason: String::new(),
        fence: None,
    };
    let sent = house.store().item_send(&house.ada, item, &request);
    sent.await.unwrap();
}

async fn hold(house: &House, who: &Member, item: ItemId) {
    let fence = house.claim(who, item).await.claim.fence;
    let held = house.store().item_hold(who, item, fence, WHY);
    held.await.unwrap();
}

async fn details(house: &House, what: &str) -> Vec<serde_json::Value> {
    let query = AuditQuery {
        what: Some(what.into()),
        ..AuditQuery::default()
    };
    let trail = house.store().audit_list(&house.ada, &query).await;
    trail.unwrap().rows.into_iter().map(|e| e.detail).collect()
}

async fn seen(house: &House, item: ItemId) -> Item {
    house.store().item_get(&house.ada, item).await.unwrap()
}

#[tokio::test]
async fn what_a_removed_member_had_alone_is_everybodys_again_and_their_draft_waits() {
    let house = House::new().await;
    let store = house.store();
    let (sent, held, open) = (
        house.queued().await.id,
        house.queued().await.id,
        house.queued().await.id,
    );
    send(&house, sent, "rob").await;
    hold(&house, &house.rob, held).await;
    let late = house.queued().await.id;
    for item in [open, late] {
        house.claim(&house.rob, item).await;
    }
    let words = DraftRequest {
        version: 0,
        fence: None,
        unheard: None,
        body: DraftBody {
            answer: "Violations: Puma.".into(),
            ..DraftBody::default()
        },
    };
    let draft = store.draft_save(&house.rob, open, &words).await.unwrap();
    // A claim that has run out is none that ends.
    house.db.lease_runs_out(late).await;
    // What they have elsewhere is nobody's business here.
    let them = project(store, "other", ProjectSettings::default()).await;
    let there = store.member_set(&them, "rob", Role::Reviewer).await;
    there.unwrap();
    let rob = store.member(&house.rob.actor, "other").await.unwrap();
    let mut theirs = Vec::new();
    for _ in 0..2 {
        let added = store.item_add(&them, &image(), Some(Split::HeldOut)).await;
        theirs.push(added.unwrap().item.id);
    }
    for (n, item) in theirs.iter().enumerate() {
        let desk = store.item_claim(&rob, &this(*item)).await.unwrap();
        if n == 0 {
            let fence = desk.unwrap().claim.fence;
            store.item_hold(&rob, *item, fence, WHY).await.unwrap();
        }
    }

    store.member_remove(&house.ada, "rob").await.unwrap();
    for item in [sent, held, open, late] {
        let item = seen(&house, item).await;
        assert_eq!((item.assignee_id, item.held_by), (None, None));
        assert_eq!(item.state, ItemState::Queued);
    }
    // Not only by name: the queue gives each of them.
    let mut given = Vec::new();
    for who in [&house.sue, &house.sue, &house.sue, &house.ada] {
        let desk = store.item_claim(who, &next()).await.unwrap();
        given.push(desk.expect("one is left").item.id);
    }
    given.sort();
    let mut all = vec![sent, held, open, late];
    all.sort();
    assert_eq!(given, all);
    let told = details(&house, "member.remove").await;
    assert_eq!(told, [json!({"name": "rob", "claims": 1, "items": 2})]);

    let item = store.item_get(&them, theirs[0]).await.unwrap();
    assert_eq!(item.held_by, house.rob.actor.user_id);
    let left =
        "select count(*) from claims k join users u on u.id = k.reviewer_id where u.name = 'rob'";
    assert_eq!(house.count(left).await, 1);

    // Back in, they go on where they were, if nobody else has.
    house.expire_claims().await;
    let back = store.member_add(&house.ada, "rob", Role::Reviewer).await;
    back.unwrap();
    let rob = store.member(&house.rob.actor, "brands").await.unwrap();
    assert_eq!(store.draft_get(&rob, open).await.unwrap(), Some(draft));
}

#[tokio::test]
async fn a_hold_is_given_back_by_whoever_may_no_longer_decide_the_item() {
    let house = House::new().await;
    let store = house.store();
    let tom = member(store, &house.ada, "tom", Role::Lead).await;
    let (queued, escalated) = (house.queued().await.id, house.queued().await.id);
    let fence = house.claim(&house.rob, escalated).await.claim.fence;
    let up = review(fence, Verdict::Escalate, "");
    store
        .review_submit(&house.rob, escalated, &up)
        .await
        .unwrap();
    for item in [queued, escalated] {
        hold(&house, &tom, item).await;
    }
    let held = async || {
        let free = |item: Item| item.held_by.is_none();
        (
            free(seen(&house, queued).await),
            free(seen(&house, escalated).await),
        )
    };
    // Leads alone decide what was escalated, and engineers nothing.
    for (role, freed) in [
        (Role::Admin, (false, false)),
        (Role::Reviewer, (false, true)),
        (Role::Engineer, (true, true)),
    ] {
        store.member_set(&house.ada, "tom", role).await.unwrap();
        assert_eq!(held().await, freed, "{role:?}");
    }
    let told = details(&house, "member.set").await;
    let counts: Vec<_> = told.iter().take(3).map(|d| d["items"].clone()).collect();
    assert_eq!(
        counts,
        [json!(1), json!(1), json!(null)],
        "the newest first"
    );
    house.claim(&house.sue, queued).await;
}

#[tokio::test]
async fn an_undo_puts_nothing_on_hold_for_one_who_is_out() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await.id;
    hold(&house, &house.rob, item).await;
    let receipt = house.decide(&house.ada, item, "No violations.").await;
    store.member_remove(&house.ada, "rob").await.unwrap();
    let undone = store.review_undo(&house.ada, item, receipt.review.id);
    undone.await.unwrap();
    let now = seen(&house, item).await;
    assert_eq!((now.state, now.held_by), (ItemState::Queued, None));
    let given = store.item_claim(&house.sue, &next()).await.unwrap();
    assert_eq!(given.map(|d| d.item.id), Some(item));
}

#[tokio::test]
async fn a_removal_that_is_refused_gives_nothing_back() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await.id;
    hold(&house, &house.ada, item).await;
    let refused = store.member_remove(&house.ada, "admin-brands").await;
    refused.unwrap_err();
    let now = seen(&house, item).await;
    assert_eq!(now.held_by, house.ada.actor.user_id);
}
