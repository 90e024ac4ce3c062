//! Reviews and audit events cannot be changed, by nobody; who serves owns nothing.

use crate::house::House;
use sqlx::{AssertSqlSafe, PgPool};
use vitrine_domain::Split;

const CHANGES: [&str; 6] = [
    "update reviews set note = 'x'",
    "delete from reviews",
    "truncate reviews cascade",
    "update audit_events set action = 'x'",
    "delete from audit_events",
    "truncate audit_events",
];

async fn refusals(pool: &PgPool, changes: &[&str]) -> Vec<String> {
    let mut codes = Vec::new();
    for change in changes {
        let done = sqlx::query(AssertSqlSafe(change.to_string()))
            .execute(pool)
            .await;
        let error = done.expect_err(change);
        codes.push(
            error
                .as_database_error()
                .unwrap()
                .code()
                .unwrap()
                .into_owned(),
        );
    }
    codes
}

#[tokio::test]
async fn the_database_refuses_the_app_and_the_owner() {
    let house = House::new().await;
    house.decided(Split::Train).await;
    // 42501: no privilege; 23001: the trigger's restrict_violation.
    assert_eq!(refusals(house.db.app(), &CHANGES).await, ["42501"; 6]);
    assert_eq!(
        refusals(&house.db.owner().await, &CHANGES).await,
        ["23001"; 6]
    );
    assert_eq!(house.count("select count(*) from reviews").await, 1);
}

#[tokio::test]
async fn what_is_fixed_for_ever_is_not_the_apps_to_change() {
    let house = House::new().await;
    house.decided(Split::Train).await;
    house.store().snapshot_make(&house.ada).await.unwrap();
    let fixed = [
        "update clusters set split = 'train'",
        "update images set cluster_id = null",
        "update policies set text = 'x'",
        "update triplets set response = 'x'",
        "delete from triplets",
        "update snapshot_triplets set split = 'train'",
        "delete from snapshots",
        "create table mine (a int)",
        "drop table sessions",
        "alter table reviews disable trigger all",
    ];
    assert_eq!(refusals(house.db.app(), &fixed).await, ["42501"; 10]);
}

#[tokio::test]
async fn the_role_that_serves_owns_no_table() {
    let house = House::new().await;
    let role: String = sqlx::query_scalar("select current_user::text")
        .fetch_one(house.db.app())
        .await
        .unwrap();
    let owned: i64 = sqlx::query_scalar(
        "select count(*) from pg_class c join pg_roles r on r.oid = c.relowner
         where r.rolname in ($1, 'vitrine_app') and c.relnamespace in ('public'::regnamespace, 'apalis'::regnamespace)",
    )
    .bind(&role)
    .fetch_one(house.db.app())
    .await
    .unwrap();
    assert_eq!(owned, 0);
    let superuser: bool =
        sqlx::query_scalar("select rolsuper from pg_roles where rolname = current_user")
            .fetch_one(house.db.app())
            .await
            .unwrap();
    assert!(!superuser);
}
