//! Brings a database up to date, as its owner: the role that serves, our tables, the job tables, the grants.

use crate::{Result, Store, StoreError};
use apalis_postgres::PostgresStorage;
use sqlx::PgPool;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgPoolOptions;

/// Roles belong to the whole cluster: another database's migration may make it at the same time.
pub(crate) const ROLE: &str = "do $$ begin
    if not exists (select from pg_roles where rolname = 'vitrine_app') then
        create role vitrine_app nologin;
    end if;
exception when duplicate_object or unique_violation then null;
end $$";

/// The job tables are apalis' own; whoever serves works on them.
const JOB_GRANTS: [&str; 4] = [
    "grant usage on schema apalis to vitrine_app",
    "grant select, insert, update, delete on all tables in schema apalis to vitrine_app",
    "grant execute on all functions in schema apalis to vitrine_app",
    "revoke insert, update, delete on apalis._sqlx_migrations from vitrine_app",
];

impl Store {
    /// Safe to repeat, and to run twice at once (each migrator takes its lock).
    /// Errors: the owner may not make the role and it is missing; a migration was changed after it ran.
    pub async fn migrate(owner_url: &str) -> Result<()> {
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .connect(owner_url)
            .await?;
        let done = migrate(&pool).await;
        pool.close().await;
        done
    }
}

async fn migrate(pool: &PgPool) -> Result<()> {
    sqlx::query(ROLE).execute(pool).await?;
    run(sqlx::migrate!("../../migrations"), pool).await?;
    run(PostgresStorage::<()>::migrations(), pool).await?;
    for grant in JOB_GRANTS {
        sqlx::query(grant).execute(pool).await?;
    }
    Ok(())
}

async fn run(mut migrator: Migrator, pool: &PgPool) -> Result<()> {
    migrator
        .set_ignore_missing(true)
        .run(pool)
        .await
        .map_err(|error| match error {
            MigrateError::Execute(error) => error.into(),
            other => StoreError::Database(other.into()),
        })
}
