//! A deactivated user is out at once, with nothing left that is theirs alone; what they did stays, and they can come back.

mod races;

use crate::house::{House, PASSWORD, next, send, user};
use serde_json::json;
use vitrine_domain::api::{AuditQuery, DraftRequest, NewProject, UserPatch};
use vitrine_domain::{DraftBody, ItemState, ProjectSettings, Role, User};
use vitrine_store::{Actor, Result, Store, StoreError};

async fn set(store: &Store, by: &Actor, name: &str, active: bool) -> Result<User> {
    let patch = UserPatch {
        active: Some(active),
    };
    store.user_change(by, name, &patch).await
}

fn draft(answer: &str) -> DraftRequest {
    DraftRequest {
        version: 0,
        fence: None,
        unheard: None,
        body: DraftBody {
            answer: answer.into(),
            ..DraftBody::default()
        },
    }
}

#[tokio::test]
async fn whoever_is_deactivated_is_out_at_once_with_claims_and_all() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    let request = draft("Violations: Puma.");
    let saved = store.draft_save(&house.rob, item.id, &request).await;
    saved.unwrap();
    let rob = set(store, &house.ada.actor, "rob", false).await.unwrap();
    assert!(!rob.active);
    assert_eq!(store.user_get(rob.id).await.unwrap(), None);
    // Only the right password is told why.
    let right = store.user_verify("rob", PASSWORD).await;
    assert!(
        matches!(&right, Err(StoreError::Forbidden(why)) if why.contains("ask an admin")),
        "{right:?}"
    );
    assert_eq!(store.user_verify("rob", "wrong").await.unwrap(), None);
    // Even with the membership looked up before.
    let fence = desk.claim.fence;
    let new = "another long password";
    let refusals = [
        store.item_claim(&house.rob, &next()).await.err(),
        store
            .claim_renew(&house.rob, item.id, fence, false)
            .await
            .err(),
        house
            .submit(&house.rob, &desk, "No violations.")
            .await
            .err(),
        store
            .draft_save(&house.rob, item.id, &draft("Late."))
            .await
            .err(),
        store.member(&house.rob.actor, "brands").await.err(),
        store
            .password_change(&house.rob.actor, PASSWORD, new)
            .await
            .err(),
    ];
    for refusal in refusals {
        assert!(matches!(refusal, Some(StoreError::NotFound)), "{refusal:?}");
    }
    assert_eq!(house.count("select count(*) from claims").await, 0);
    assert_eq!(house.count("select count(*) from reviews").await, 0);
    house.claim(&house.sue, item.id).await;
    let list = store.member_list(&house.ada).await.unwrap();
    let rob = list.iter().find(|m| m.user.name == "rob").unwrap();
    assert_eq!((rob.user.active, rob.role), (false, Role::Reviewer));
}

#[tokio::test]
async fn whoever_is_reactivated_finds_everything_but_the_sessions() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let by_rob = house.decide(&house.rob, item.id, "No violations.").await;
    let begun = house.queued().await;
    let request = draft("Violations: Puma.");
    let saved = store.draft_save(&house.rob, begun.id, &request).await;
    let saved = saved.unwrap();
    let (_, before) = store.user_verify("rob", PASSWORD).await.unwrap().unwrap();
    let ada = &house.ada.actor;
    // The second of each changes nothing.
    for active in [false, false, true, true] {
        set(store, ada, "rob", active).await.unwrap();
    }
    store
        .user_change(ada, "rob", &UserPatch::default())
        .await
        .unwrap();
    let (rob, after) = store.user_verify("rob", PASSWORD).await.unwrap().unwrap();
    assert!(rob.active);
    assert!(after > before, "sessions from before are over");
    let member = store.member(&house.rob.actor, "brands").await.unwrap();
    assert_eq!(member.role, Role::Reviewer);
    let found = store.draft_get(&member, begun.id).await.unwrap();
    assert_eq!(found, Some(saved));
    house.claim(&member, begun.id).await;
    let history = store.item_history(&house.ada, item.id).await.unwrap();
    let reviews: Vec<_> = history
        .reviews
        .iter()
        .map(|r| (r.id, &*r.reviewer))
        .collect();
    assert_eq!(reviews, [(by_rob.review.id, "rob")]);
    let triplets: Vec<_> = history.triplets.iter().map(|t| t.id).collect();
    assert_eq!(triplets, Vec::from_iter(by_rob.triplet_id));
    // Each once, on the site and in the project.
    let told =
        "select count(*) from audit_events where action in ('user.deactivate', 'user.reactivate')";
    assert_eq!(house.count(told).await, 4);
}

#[tokio::test]
async fn what_was_theirs_alone_is_everybodys_again_and_nothing_more_is_sent_to_them() {
    let house = House::new().await;
    let store = house.store();
    let (sent, held, open) = (
        house.queued().await,
        house.queued().await,
        house.queued().await,
    );
    store
        .item_send(&house.ada, sent.id, &send("rob"))
        .await
        .unwrap();
    let fence = house.claim(&house.rob, held.id).await.claim.fence;
    store
        .item_hold(&house.rob, held.id, fence, "asked legal")
        .await
        .unwrap();
    let late = house.queued().await;
    for item in [open.id, late.id] {
        house.claim(&house.rob, item).await;
    }
    let none = house.offered(&house.sue).await;
    assert!(none.is_none());
    // A claim that has run out is none that ends.
    house.db.lease_runs_out(late.id).await;
    set(store, &house.ada.actor, "rob", false).await.unwrap();
    for _ in 0..3 {
        let given = house.offered(&house.sue).await;
        assert!(given.is_some());
    }
    house.expire_claims().await;
    let refused = store.item_send(&house.ada, sent.id, &send("rob")).await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
    let query = AuditQuery {
        what: Some("user.deactivate".into()),
        ..AuditQuery::default()
    };
    let trail = store.audit_list(&house.ada, &query).await.unwrap().rows;
    let details: Vec<_> = trail.iter().map(|e| e.detail.clone()).collect();
    assert_eq!(details, [json!({"name": "rob", "claims": 1, "items": 2})]);
    let site =
        "select count(*) from audit_events where action = 'user.deactivate' and project_id is null";
    assert_eq!(house.count(site).await, 1);
}

#[tokio::test]
async fn an_undo_gives_nothing_back_to_them() {
    let house = House::new().await;
    let store = house.store();
    let (sent, held) = (house.queued().await, house.queued().await);
    store
        .item_send(&house.ada, sent.id, &send("rob"))
        .await
        .unwrap();
    let fence = house.claim(&house.rob, held.id).await.claim.fence;
    store
        .item_hold(&house.rob, held.id, fence, "asked legal")
        .await
        .unwrap();
    let mut decided = Vec::new();
    for id in [sent.id, held.id] {
        let receipt = house.decide(&house.ada, id, "No violations.").await;
        decided.push((id, receipt.review.id));
    }
    set(store, &house.ada.actor, "rob", false).await.unwrap();
    for (id, review) in decided {
        store.review_undo(&house.ada, id, review).await.unwrap();
        let item = store.item_get(&house.ada, id).await.unwrap();
        assert_eq!(item.state, ItemState::Queued);
        assert_eq!((item.assignee_id, item.held_by), (None, None));
    }
}

#[tokio::test]
async fn admins_deactivate_others_and_one_admin_stays() {
    let house = House::new().await;
    let store = house.store();
    let (ada, rule) = (&house.ada.actor, Actor::rule("test"));
    let by_rob = set(store, &house.rob.actor, "sue", false).await;
    assert!(
        matches!(by_rob, Err(StoreError::Forbidden(_))),
        "{by_rob:?}"
    );
    let by_rob = store.user_alone(&house.rob.actor, "sue").await;
    assert!(
        matches!(by_rob, Err(StoreError::Forbidden(_))),
        "{by_rob:?}"
    );
    let unknown = set(store, ada, "nobody", false).await;
    assert!(matches!(unknown, Err(StoreError::NotFound)), "{unknown:?}");
    for (by, why) in [(ada, "themselves"), (&rule, "without an admin")] {
        let kept = set(store, by, "admin-brands", false).await;
        assert!(
            matches!(&kept, Err(StoreError::Conflict(told)) if told.contains(why)),
            "{kept:?}"
        );
    }
    let off = "select count(*) from users where disabled";
    assert_eq!(house.count(off).await, 0);
    let otto = store.user_add(ada, &user("otto", true)).await.unwrap();
    let otto = Actor::person(&otto, None);
    set(store, &otto, "admin-brands", false).await.unwrap();
    // Who is no admin any more makes nobody another.
    let new = store.user_add(ada, &user("new", true)).await;
    assert!(matches!(new, Err(StoreError::Forbidden(_))), "{new:?}");
    let project = NewProject {
        slug: "late".into(),
        name: "Late".into(),
        instruction: "Flag logos.".into(),
        policy_text: "No Nike.".into(),
        labels: vec!["Nike".into()],
        settings: ProjectSettings::default(),
    };
    let made = store.project_create(ada, &project).await;
    assert!(matches!(made, Err(StoreError::Forbidden(_))), "{made:?}");
    let last = set(store, &rule, "otto", false).await;
    assert!(matches!(last, Err(StoreError::Conflict(_))), "{last:?}");
    set(store, &otto, "admin-brands", true).await.unwrap();
    set(store, ada, "otto", false).await.unwrap();
}

#[tokio::test]
async fn a_project_counts_and_takes_no_member_who_is_deactivated() {
    let house = House::new().await;
    let store = house.store();
    let ada = &house.ada.actor;
    assert_eq!(store.user_alone(ada, "admin-brands").await.unwrap(), 1);
    assert_eq!(store.user_alone(ada, "rob").await.unwrap(), 0);
    store
        .member_set(&house.ada, "sue", Role::Admin)
        .await
        .unwrap();
    assert_eq!(store.user_alone(ada, "admin-brands").await.unwrap(), 0);
    set(store, ada, "sue", false).await.unwrap();
    assert_eq!(store.user_alone(ada, "admin-brands").await.unwrap(), 1);
    // One who cannot sign in is not the admin that has to be left.
    let left = store.member_remove(&house.ada, "admin-brands").await;
    assert!(matches!(left, Err(StoreError::Conflict(_))), "{left:?}");
    store.user_add(ada, &user("tom", false)).await.unwrap();
    set(store, ada, "tom", false).await.unwrap();
    let added = [
        store.member_add(&house.ada, "tom", Role::Reviewer).await,
        store.member_set(&house.ada, "sue", Role::Reviewer).await,
    ];
    for refused in added {
        let why = refused.unwrap_err().to_string();
        assert!(why.contains("is deactivated"), "{why}");
    }
    store.member_remove(&house.ada, "sue").await.unwrap();
    let names = store.member_list(&house.ada).await.unwrap();
    assert!(names.iter().all(|m| m.user.name != "sue"));
}
