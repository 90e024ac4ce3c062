//! Whose a database is, told without changing it.

use sqlx::PgPool;
use vitrine_store::testing::TestDb;
use vitrine_store::{Holds, Store};

/// Every schema and relation.
async fn catalogue(owner: &PgPool) -> Vec<String> {
    sqlx::query_scalar(
        "select nspname || '.' || coalesce(relname, '') || coalesce(relkind::text, '')
         from pg_namespace n left join pg_class c on c.relnamespace = n.oid order by 1",
    )
    .fetch_all(owner)
    .await
    .expect("answers")
}

async fn holds(db: &TestDb) -> Holds {
    let owner = db.owner().await;
    let before = catalogue(&owner).await;
    let holds = Store::database_holds(&db.owner_url, "made_by").await;
    assert_eq!(catalogue(&owner).await, before, "a look changes nothing");
    holds.expect("looks")
}

#[tokio::test]
async fn anybodys_table_in_any_schema_is_seen() {
    for sql in [
        "create table orders (id int)",
        "create schema shop; create table shop.orders (id int)",
        "create view v as select 1 as one",
        "create sequence s",
        "create table meta (key int, value int); insert into meta values (1, 2)",
        "create table meta (name text)",
    ] {
        let db = TestDb::empty().await;
        assert_eq!(holds(&db).await, Holds::Nothing);
        sqlx::raw_sql(sql)
            .execute(&db.owner().await)
            .await
            .expect("makes it");
        assert_eq!(holds(&db).await, Holds::Other, "{sql}");
    }
}

#[tokio::test]
async fn a_vitrine_is_known_by_its_marker_alone() {
    let db = TestDb::new().await;
    assert_eq!(holds(&db).await, Holds::Other, "used or not");
    db.store.marker_set("other", "x").await.expect("writes");
    assert_eq!(holds(&db).await, Holds::Other);
    db.store.marker_set("made_by", "me").await.expect("writes");
    assert_eq!(holds(&db).await, Holds::Marker("me".into()));
}

#[tokio::test]
async fn a_reservation_stands_until_it_is_taken_away() {
    let db = TestDb::empty().await;
    for _ in 0..2 {
        Store::database_reserve(&db.owner_url).await.expect("makes");
    }
    assert_eq!(holds(&db).await, Holds::Reserved);
    Store::migrate(&db.owner_url).await.expect("migrates");
    assert_eq!(
        holds(&db).await,
        Holds::Reserved,
        "cut off before the marker"
    );
    let owner = Store::connect(&db.owner_url).await.expect("connects");
    owner.marker_set("made_by", "me").await.expect("writes");
    assert_eq!(holds(&db).await, Holds::Marker("me".into()));
    for _ in 0..2 {
        owner.database_reserve_end().await.expect("drops");
    }
    assert!(
        !catalogue(&db.owner().await)
            .await
            .concat()
            .contains("vitrine_moving_in")
    );
}
