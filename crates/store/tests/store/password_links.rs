//! A forgotten password is set anew by a link that an admin makes: once, in time, and by whoever holds the newest.

mod at_once;

use crate::house::{House, PASSWORD, user};
use chrono::{TimeDelta, Utc};
use sha2::{Digest, Sha256};
use vitrine_domain::Role;
use vitrine_domain::api::{PasswordLink, UserPatch};
use vitrine_domain::limits::PASSWORD_LINK_HOURS;
use vitrine_store::{Actor, Result, StoreError};

const NEW: &str = "another long password";

async fn link(house: &House, name: &str) -> PasswordLink {
    let by = &house.ada.actor;
    house.store().password_link_make(by, name).await.unwrap()
}

/// Sets `NEW` by it.
async fn used(house: &House, link: &PasswordLink) -> Result<()> {
    let store = house.store();
    let set = store.password_link_use(&link.token, NEW, None).await;
    set.map(drop)
}

/// It is told as one that holds no more, and nobody's password is changed.
async fn dead(house: &House, link: &PasswordLink, why: &str) {
    let found = house.store().password_link_get(&link.token).await.unwrap();
    assert_eq!(found, None, "{why}");
    let refused = used(house, link).await;
    assert!(
        matches!(&refused, Err(StoreError::Forbidden(told)) if told.contains("ask an admin")),
        "{why}: {refused:?}"
    );
}

async fn set_active(house: &House, name: &str, active: bool) {
    let patch = UserPatch {
        active: Some(active),
    };
    let ada = &house.ada.actor;
    let changed = house.store().user_change(ada, name, &patch).await;
    changed.unwrap();
}

/// An admin beside ada, who has made a link for her and one for rob.
async fn otto(house: &House) -> (Actor, [PasswordLink; 2]) {
    let store = house.store();
    let otto = store.user_add(&house.ada.actor, &user("otto", true)).await;
    let otto = Actor::person(&otto.unwrap(), None);
    let adas = store.password_link_make(&otto, "admin-brands").await;
    let robs = store.password_link_make(&otto, "rob").await;
    (otto, [adas.unwrap(), robs.unwrap()])
}

#[tokio::test]
async fn a_link_sets_the_password_once_and_ends_the_sessions() {
    let house = House::new().await;
    let store = house.store();
    let (rob, before) = store.user_verify("rob", PASSWORD).await.unwrap().unwrap();
    let made = link(&house, "rob").await;
    let left = made.expires_at - Utc::now();
    let day = TimeDelta::hours(PASSWORD_LINK_HOURS.into());
    assert!(
        left <= day + TimeDelta::minutes(1) && left > day - TimeDelta::minutes(5),
        "{left}"
    );
    // Looking at it uses nothing up, nor does a password that cannot be.
    for _ in 0..2 {
        let holder = store.password_link_get(&made.token).await.unwrap();
        assert_eq!(holder.map(|u| u.id), Some(rob.id));
    }
    for bad in ["short", "                "] {
        let refused = store.password_link_use(&made.token, bad, None).await;
        assert!(
            matches!(refused, Err(StoreError::Invalid(_))),
            "{refused:?}"
        );
    }
    assert!(store.user_verify("rob", PASSWORD).await.unwrap().is_some());
    let from = Some("192.0.2.7".to_owned());
    let set = store.password_link_use(&made.token, NEW, from).await;
    assert_eq!(set.unwrap().id, rob.id);
    assert_eq!(store.user_verify("rob", PASSWORD).await.unwrap(), None);
    let (_, after) = store.user_verify("rob", NEW).await.unwrap().unwrap();
    assert!(after > before, "sessions from before are over");
    dead(&house, &made, "used").await;
    // Who made it, and who used it from where; neither event holds the token.
    for told in [
        "select count(*) from audit_events where action = 'user.password_link' and project_id is null
            and actor_name = 'admin-brands' and detail ->> 'name' = 'rob'",
        "select count(*) from audit_events where action = 'user.password' and project_id is null
            and actor_name = 'rob' and detail ->> 'link_by' = 'admin-brands' and from_address = '192.0.2.7'",
    ] {
        assert_eq!(house.count(told).await, 1, "{told}");
    }
    let details: Vec<String> = sqlx::query_scalar("select detail::text from audit_events")
        .fetch_all(&house.db.owner().await)
        .await
        .unwrap();
    assert!(details.iter().all(|d| !d.contains(&made.token)));
}

#[tokio::test]
async fn only_a_hash_of_it_is_stored() {
    let house = House::new().await;
    let made = link(&house, "rob").await;
    assert_eq!(made.token.len(), 64);
    let rows: Vec<(Vec<u8>, String)> =
        sqlx::query_as("select token_hash, l::text from password_links l")
            .fetch_all(&house.db.owner().await)
            .await
            .unwrap();
    let [(hash, row)] = &rows[..] else {
        panic!("{rows:?}");
    };
    assert_eq!(*hash, Sha256::digest(made.token.as_bytes()).to_vec());
    assert!(!row.contains(&made.token), "{row}");
    // What stands in the table opens nothing.
    let stolen = PasswordLink {
        token: hex::encode(hash),
        ..made
    };
    dead(&house, &stolen, "a hash").await;
}

#[tokio::test]
async fn a_link_runs_out_is_replaced_and_ends_with_what_it_was_made_under() {
    let house = House::new().await;
    let store = house.store();
    let first = link(&house, "rob").await;
    let second = link(&house, "rob").await;
    assert_ne!(first.token, second.token);
    dead(&house, &first, "replaced").await;
    // Another's is another's.
    let sues = link(&house, "sue").await;
    let holder = store.password_link_get(&second.token).await.unwrap();
    assert_eq!(holder.map(|u| u.name).as_deref(), Some("rob"));
    house
        .sql(
            "update password_links set made_at = made_at - interval '2 days', expires_at = expires_at - interval '2 days'
             where user_id = (select id from users where name = 'rob')",
        )
        .await;
    dead(&house, &second, "run out").await;
    assert!(
        store
            .password_link_get(&sues.token)
            .await
            .unwrap()
            .is_some()
    );

    let third = link(&house, "rob").await;
    set_active(&house, "rob", false).await;
    dead(&house, &third, "deactivated").await;
    let refused = store.password_link_make(&house.ada.actor, "rob").await;
    assert!(
        matches!(&refused, Err(StoreError::Conflict(why)) if why.contains("deactivated")),
        "{refused:?}"
    );
    set_active(&house, "rob", true).await;
    dead(&house, &third, "deactivated since").await;

    // Who remembers the password and changes it leaves nothing lying about.
    let fourth = link(&house, "rob").await;
    let changed = store.password_change(&house.rob.actor, PASSWORD, "yet another long one");
    changed.await.unwrap();
    dead(&house, &fourth, "changed since").await;
    let gone = store.user_verify("rob", NEW).await.unwrap();
    assert_eq!(gone, None, "none of them set a password");
}

#[tokio::test]
async fn admins_and_the_command_line_make_links_for_others() {
    let house = House::new().await;
    let store = house.store();
    let lead = crate::house::member(store, &house.ada, "lena", Role::Lead).await;
    // An admin of a project is none of the site.
    let theirs = crate::house::member(store, &house.ada, "paul", Role::Admin).await;
    for member in [&house.rob, &lead, &theirs] {
        for name in ["admin-brands", "sue"] {
            let refused = store.password_link_make(&member.actor, name).await;
            assert!(
                matches!(refused, Err(StoreError::Forbidden(_))),
                "{name}: {refused:?}"
            );
        }
    }
    let own = store.password_link_make(&house.ada.actor, "admin-brands");
    let own = own.await;
    assert!(
        matches!(&own, Err(StoreError::Conflict(why)) if why.contains("another admin")),
        "{own:?}"
    );
    let nobody = store.password_link_make(&house.ada.actor, "nobody").await;
    assert!(matches!(nobody, Err(StoreError::NotFound)), "{nobody:?}");
    let none = house.count("select count(*) from password_links").await;
    assert_eq!(none, 0);
    // Who is an admin no more makes none, even with the session looked up before.
    let otto = store.user_add(&house.ada.actor, &user("otto", true)).await;
    let otto = Actor::person(&otto.unwrap(), None);
    set_active(&house, "otto", false).await;
    let refused = store.password_link_make(&otto, "sue").await;
    assert!(
        matches!(refused, Err(StoreError::Forbidden(_))),
        "{refused:?}"
    );
    // For the only admin there is.
    let rule = Actor::rule("command line");
    let made = store.password_link_make(&rule, "admin-brands").await;
    used(&house, &made.unwrap()).await.unwrap();
    let ada = store.user_verify("admin-brands", NEW).await.unwrap();
    assert!(ada.is_some_and(|(ada, _)| ada.is_admin));
}

/// Else who made one for another admin would come back as that admin.
#[tokio::test]
async fn a_link_ends_with_the_access_of_who_made_it() {
    let house = House::new().await;
    let (_, [adas, robs]) = otto(&house).await;
    let sues = link(&house, "sue").await;
    set_active(&house, "otto", false).await;
    dead(&house, &adas, "its maker is deactivated").await;
    dead(&house, &robs, "its maker is deactivated").await;
    // Another's stands.
    let holder = house.store().password_link_get(&sues.token).await.unwrap();
    assert_eq!(holder.map(|u| u.name).as_deref(), Some("sue"));
    set_active(&house, "otto", true).await;
    dead(&house, &adas, "its maker was deactivated since").await;

    // However an admin comes to be none.
    let house = House::new().await;
    let (_, [adas, _]) = otto(&house).await;
    house
        .sql("update users set is_admin = false where name = 'otto'")
        .await;
    dead(&house, &adas, "its maker is no admin").await;
    // One that another admin has made since is that admin's.
    let house = House::new().await;
    otto(&house).await;
    let robs = link(&house, "rob").await;
    set_active(&house, "otto", false).await;
    used(&house, &robs).await.unwrap();
}
