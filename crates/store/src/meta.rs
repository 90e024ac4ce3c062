//! Facts about the database itself: the demo's marker, whose it is, and whether anybody has used it yet.

use crate::begin::begin;
use crate::{Result, Store};
use sqlx::PgConnection;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

/// Stands in a database from the decision to move in until its marker stands: a schema, since an
/// empty database has no table to write in.
const RESERVED: &str = "vitrine_moving_in";

/// What a database holds, before anything in it is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holds {
    /// No table, view or sequence in any schema but the system's.
    Nothing,
    /// Reserved by [`Store::database_reserve`]; the move was cut off.
    Reserved,
    /// This value of the marker asked for.
    Marker(String),
    /// Something without that marker.
    Other,
}

impl Store {
    /// Looks, as the owner, at a database that may hold anything and need not be migrated. Changes nothing.
    pub async fn database_holds(owner_url: &str, key: &str) -> Result<Holds> {
        let pool = one(owner_url.parse::<PgConnectOptions>()?).await?;
        let mut tx = begin(&pool, None).await?;
        sqlx::query("set transaction read only")
            .execute(&mut *tx)
            .await?;
        let holds = holds_in_txn(&mut tx, key).await;
        drop(tx);
        pool.close().await;
        holds
    }

    /// Says of an empty database, as its owner, that it is about to be migrated and marked, so that one who is cut
    /// off meanwhile knows it again. Errors: the owner may not make schemas.
    pub async fn database_reserve(owner_url: &str) -> Result<()> {
        let pool = one(owner_url.parse()?).await?;
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "create schema if not exists {RESERVED}"
        )))
        .execute(&pool)
        .await?;
        pool.close().await;
        Ok(())
    }

    /// Takes the reservation away, once the marker stands. For a store that is connected as the owner.
    pub async fn database_reserve_end(&self) -> Result<()> {
        sqlx::query(sqlx::AssertSqlSafe(format!(
            "drop schema if exists {RESERVED}"
        )))
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    pub async fn marker_get(&self, key: &str) -> Result<Option<String>> {
        let value = sqlx::query_scalar("select value from meta where key = $1")
            .bind(key)
            .fetch_optional(&self.pool)
            .await?;
        Ok(value)
    }

    pub async fn marker_set(&self, key: &str, value: &str) -> Result<()> {
        sqlx::query(
            "insert into meta (key, value) values ($1, $2)
             on conflict (key) do update set value = excluded.value",
        )
        .bind(key)
        .bind(value)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// No users and no projects: a demo may move in.
    pub async fn is_empty(&self) -> Result<bool> {
        let empty = sqlx::query_scalar(
            "select not exists (select from users) and not exists (select from projects)",
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(empty)
    }
}

async fn one(options: PgConnectOptions) -> Result<PgPool> {
    Ok(PgPoolOptions::new()
        .max_connections(1)
        .connect_with(options)
        .await?)
}

async fn holds_in_txn(tx: &mut PgConnection, key: &str) -> Result<Holds> {
    // Somebody else's table may have our table's name.
    let ours: bool = sqlx::query_scalar(
        "select count(*) = 2 from pg_attribute
         where attrelid = to_regclass('meta') and attname in ('key', 'value') and not attisdropped",
    )
    .fetch_one(&mut *tx)
    .await?;
    if ours {
        let marker = sqlx::query_scalar("select value::text from meta where key::text = $1")
            .bind(key)
            .fetch_optional(&mut *tx)
            .await?;
        if let Some(marker) = marker {
            return Ok(Holds::Marker(marker));
        }
    }
    let (reserved, relations): (bool, bool) = sqlx::query_as(
        "select exists (select from pg_namespace where nspname = $1),
            exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname <> 'information_schema' and not starts_with(n.nspname, 'pg_'))",
    )
    .bind(RESERVED)
    .fetch_one(&mut *tx)
    .await?;
    Ok(match (reserved, relations) {
        (true, _) => Holds::Reserved,
        (false, false) => Holds::Nothing,
        (false, true) => Holds::Other,
    })
}
