//! The pool and what hangs on it. It never leaves the crate, but for the job storage.

use crate::begin::begin;
use crate::{Result, changes::Feed, counts::Lately};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgPool, PgTransaction};
use std::time::Duration;

/// Cheap to clone; all clones share one pool, one feed of changes and what was just counted.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) pool: PgPool,
    pub(crate) feed: Feed,
    pub(crate) lately: Lately,
}

impl Store {
    /// Connects as the role that owns nothing. Errors: the address cannot be read, or nobody answers there.
    pub async fn connect(url: &str) -> Result<Self> {
        Self::connect_with(url.parse()?, 16).await
    }

    pub(crate) async fn connect_with(options: PgConnectOptions, connections: u32) -> Result<Self> {
        let pool = PgPoolOptions::new()
            .max_connections(connections)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        Ok(Self {
            feed: Feed::new(pool.clone()),
            lately: Lately::default(),
            pool,
        })
    }

    /// A transaction.
    pub(crate) async fn begin(&self) -> sqlx::Result<PgTransaction<'static>> {
        begin(&self.pool, None).await
    }

    /// A transaction whose statements Postgres plans once for each connection, whatever they are then asked for: for those
    /// that have one good plan, and that take longer to plan than to run. In one message, as `begin` alone would be.
    pub(crate) async fn begin_planned_once(&self) -> Result<PgTransaction<'static>> {
        let planned_once = "begin; set local plan_cache_mode = force_generic_plan";
        Ok(begin(&self.pool, Some(planned_once)).await?)
    }

    /// A transaction whose statements Postgres gives up after five seconds (`error::too_long`): for those that look
    /// through more the more there is.
    pub(crate) async fn begin_searching(&self) -> Result<PgTransaction<'static>> {
        let searching = "begin; set local statement_timeout = '5s'";
        Ok(begin(&self.pool, Some(searching)).await?)
    }

    /// For the job storage in the worker; nobody else sends SQL.
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Is the database there?
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("select 1").execute(&self.pool).await?;
        Ok(())
    }
}
