//! Users, passwords, memberships, sessions: access ends at once.

use crate::house::{House, PASSWORD, next, user};
use chrono::{Duration, Utc};
use serde_json::json;
use vitrine_domain::Role;
use vitrine_store::{Actor, SessionRow, Store, StoreError};

#[tokio::test]
async fn a_changed_password_moves_the_authentication_version() {
    let house = House::new().await;
    let store = house.store();
    let (rob, before) = store.user_verify("rob", PASSWORD).await.unwrap().unwrap();
    assert_eq!(store.user_verify("rob", "wrong").await.unwrap(), None);
    assert_eq!(store.user_verify("nobody", PASSWORD).await.unwrap(), None);
    let actor = &house.rob.actor;
    for (current, new) in [
        ("wrong", "another long password"),
        (PASSWORD, "short"),
        (PASSWORD, "                "),
    ] {
        let refused = store.password_change(actor, current, new).await;
        assert!(
            matches!(refused, Err(StoreError::Invalid(_))),
            "{refused:?}"
        );
    }
    let after = store
        .password_change(actor, PASSWORD, "another long password")
        .await
        .unwrap();
    assert!(after > before);
    assert_eq!(store.user_get(rob.id).await.unwrap(), Some((rob, after)));
    assert_eq!(store.user_verify("rob", PASSWORD).await.unwrap(), None);
    assert!(
        store
            .user_verify("rob", "another long password")
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn no_password_stands_in_a_row_or_in_the_trail() {
    let house = House::new().await;
    assert_eq!(
        house
            .count("select count(*) from users where password_hash not like '$argon2id$%'")
            .await,
        0
    );
    let trail = "select count(*) from audit_events where detail::text like '%horse%'";
    assert_eq!(house.count(trail).await, 0);
}

#[tokio::test]
async fn a_removed_member_is_out_at_once_with_claims_and_all() {
    let house = House::new().await;
    let store = house.store();
    let item = house.queued().await;
    let desk = house.claim(&house.rob, item.id).await;
    store.member_remove(&house.ada, "rob").await.unwrap();
    let looked_up = store.member(&house.rob.actor, "brands").await;
    assert!(
        matches!(looked_up, Err(StoreError::NotFound)),
        "{looked_up:?}"
    );
    // Even with the membership looked up before.
    let submitted = house.submit(&house.rob, &desk, "No violations.").await;
    assert!(
        matches!(submitted, Err(StoreError::NotFound)),
        "{submitted:?}"
    );
    let claimed = store.item_claim(&house.rob, &next()).await;
    assert!(matches!(claimed, Err(StoreError::NotFound)), "{claimed:?}");
    assert!(house.offered(&house.sue).await.is_some());
    assert_eq!(store.project_list(&house.rob.actor).await.unwrap(), []);
}

#[tokio::test]
async fn the_last_admin_stays() {
    let house = House::new().await;
    let store = house.store();
    let removed = store.member_remove(&house.ada, "admin-brands").await;
    assert!(
        matches!(removed, Err(StoreError::Conflict(_))),
        "{removed:?}"
    );
    let lowered = store
        .member_set(&house.ada, "admin-brands", Role::Reviewer)
        .await;
    assert!(
        matches!(lowered, Err(StoreError::Conflict(_))),
        "{lowered:?}"
    );
    store
        .member_set(&house.ada, "sue", Role::Admin)
        .await
        .unwrap();
    store
        .member_remove(&house.ada, "admin-brands")
        .await
        .unwrap();
    let again = store.member_add(&house.ada, "rob", Role::Engineer).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    let rob = store.member(&house.rob.actor, "brands").await;
    assert_eq!(rob.unwrap().role, Role::Reviewer);
    let unknown = store.member_set(&house.ada, "nobody", Role::Lead).await;
    let why = unknown.unwrap_err().to_string();
    assert!(
        why.contains("nobody signs in with the name “nobody”"),
        "{why}"
    );
}

#[tokio::test]
async fn users_and_projects_are_made_by_admins() {
    let house = House::new().await;
    let store = house.store();
    let by_rob = store.user_add(&house.rob.actor, &user("tom", false)).await;
    assert!(
        matches!(by_rob, Err(StoreError::Forbidden(_))),
        "{by_rob:?}"
    );
    assert!(matches!(
        store.user_list(&house.rob.actor).await,
        Err(StoreError::Forbidden(_))
    ));
    let taken = store.user_add(&house.ada.actor, &user("rob", false)).await;
    assert!(matches!(taken, Err(StoreError::Conflict(_))), "{taken:?}");
    for name in ["", "a", "Rob", "-rob", "r b", &"x".repeat(64)] {
        let bad = store.user_add(&house.ada.actor, &user(name, false)).await;
        assert!(
            matches!(bad, Err(StoreError::Invalid(_))),
            "{name}: {bad:?}"
        );
    }
    assert_eq!(
        store.user_list(&Actor::rule("test")).await.unwrap().len(),
        3
    );
}

#[tokio::test]
async fn roles_hold_inside_the_store() {
    let house = House::new().await;
    let store = house.store();
    let policy = vitrine_domain::api::PolicyRequest { text: "x".into() };
    let refusals = [
        store.policy_set(&house.rob, &policy).await.err(),
        store.labels_set(&house.rob, &[]).await.err(),
        store
            .settings_set(&house.rob, &Default::default())
            .await
            .err(),
        store.member_set(&house.rob, "rob", Role::Admin).await.err(),
        store
            .item_add(&house.rob, &crate::house::image(), None)
            .await
            .err(),
        store.snapshot_make(&house.rob).await.err(),
        store
            .champion_set(&house.rob, house.base.id, "x")
            .await
            .err(),
        store
            .audit_list(&house.rob, &Default::default())
            .await
            .err(),
    ];
    for refusal in refusals {
        assert!(
            matches!(refusal, Some(StoreError::Forbidden(_))),
            "{refusal:?}"
        );
    }
    let engineer = crate::house::member(store, &house.ada, "eve", Role::Engineer).await;
    let claimed = store.item_claim(&engineer, &next()).await;
    assert!(
        matches!(claimed, Err(StoreError::Forbidden(_))),
        "{claimed:?}"
    );
}

#[tokio::test]
async fn policies_keep_their_versions_and_settings_must_make_sense() {
    let house = House::new().await;
    let store = house.store();
    let policy = vitrine_domain::api::PolicyRequest {
        text: "No Puma either.".into(),
    };
    let second = store.policy_set(&house.ada, &policy).await.unwrap();
    assert_eq!(second.version, 2);
    assert_eq!(store.project_get(&house.rob).await.unwrap().policy, second);
    assert_eq!(house.count("select count(*) from policies").await, 2);
    let mut settings = store.project_get(&house.rob).await.unwrap().settings;
    settings.retrain_cron = Some("0 3 * * *".into());
    store.settings_set(&house.ada, &settings).await.unwrap();
    let crons = store.project_crons().await.unwrap();
    assert_eq!(crons, [(house.ada.project_id, "0 3 * * *".to_owned())]);
    settings.retrain_cron = Some("whenever".into());
    let refused = store.settings_set(&house.ada, &settings).await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
    settings.retrain_cron = None;
    settings.gate.loss_tolerance = -0.1;
    let refused = store.settings_set(&house.ada, &settings).await;
    assert!(
        matches!(refused, Err(StoreError::Invalid(_))),
        "{refused:?}"
    );
    for labels in [vec!["a".to_owned(), "A".to_owned()], vec![" a".to_owned()]] {
        let refused = store.labels_set(&house.ada, &labels).await;
        assert!(
            matches!(refused, Err(StoreError::Invalid(_))),
            "{refused:?}"
        );
    }
    assert_eq!(
        store.project_get(&house.rob).await.unwrap().labels,
        ["Nike", "Puma"]
    );
}

#[tokio::test]
async fn sessions_live_until_they_expire_or_are_deleted() {
    let house = House::new().await;
    let store = house.store();
    // Whole microseconds, as Postgres keeps them.
    let now = Utc::now().timestamp();
    let at = |seconds: i64| {
        chrono::DateTime::from_timestamp(now, 0).unwrap() + Duration::seconds(seconds)
    };
    let row = |n, seconds| SessionRow {
        data: json!({"n": n}),
        expires_at: at(seconds),
    };
    assert!(store.session_create(b"one", &row(1, 60)).await.unwrap());
    assert!(!store.session_create(b"one", &row(2, 60)).await.unwrap());
    assert_eq!(store.session_load(b"one").await.unwrap(), Some(row(1, 60)));
    store.session_save(b"one", &row(3, -60)).await.unwrap();
    assert_eq!(store.session_load(b"one").await.unwrap(), None);
    assert_eq!(store.session_delete_expired().await.unwrap(), 1);
    store.session_save(b"one", &row(4, 60)).await.unwrap();
    assert_eq!(store.session_load(b"one").await.unwrap(), None);
}

#[tokio::test]
async fn migrating_again_changes_nothing_and_a_fresh_database_is_empty() {
    let db = vitrine_store::testing::TestDb::new().await;
    assert!(db.store.is_empty().await.unwrap());
    assert_eq!(db.store.marker_get("demo").await.unwrap(), None);
    db.store.marker_set("demo", "1").await.unwrap();
    db.store.marker_set("demo", "2").await.unwrap();
    Store::migrate(&db.owner_url).await.unwrap();
    assert_eq!(
        db.store.marker_get("demo").await.unwrap().as_deref(),
        Some("2")
    );
    db.store
        .user_add(&Actor::rule("test"), &user("ann", true))
        .await
        .unwrap();
    assert!(!db.store.is_empty().await.unwrap());
    db.store.ping().await.unwrap();
}
