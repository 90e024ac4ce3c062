//! Sessions, as tower-sessions keeps them: rows keyed by a hash of the cookie's id. Knows nothing of what is in them.

use crate::{Result, Store};
use chrono::{DateTime, Utc};
use sqlx::Row;

#[derive(Debug, Clone, PartialEq)]
pub struct SessionRow {
    pub data: serde_json::Value,
    pub expires_at: DateTime<Utc>,
}

impl Store {
    /// False: that id is taken; the caller draws another.
    pub async fn session_create(&self, id_hash: &[u8], row: &SessionRow) -> Result<bool> {
        let done = sqlx::query(
            "insert into sessions (id_hash, data, expires_at) values ($1, $2, $3) on conflict do nothing",
        )
        .bind(id_hash)
        .bind(&row.data)
        .bind(row.expires_at)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Updates an existing session; one that was deleted meanwhile stays deleted.
    pub async fn session_save(&self, id_hash: &[u8], row: &SessionRow) -> Result<()> {
        sqlx::query("update sessions set data = $2, expires_at = $3 where id_hash = $1")
            .bind(id_hash)
            .bind(&row.data)
            .bind(row.expires_at)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// None: unknown or expired.
    pub async fn session_load(&self, id_hash: &[u8]) -> Result<Option<SessionRow>> {
        let row = sqlx::query(
            "select data, expires_at from sessions where id_hash = $1 and expires_at > now()",
        )
        .bind(id_hash)
        .fetch_optional(&self.pool)
        .await?;
        row.map(|row| {
            Ok(SessionRow {
                data: row.try_get("data")?,
                expires_at: row.try_get("expires_at")?,
            })
        })
        .transpose()
    }

    pub async fn session_delete(&self, id_hash: &[u8]) -> Result<()> {
        sqlx::query("delete from sessions where id_hash = $1")
            .bind(id_hash)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// How many were expired.
    pub async fn session_delete_expired(&self) -> Result<u64> {
        let done = sqlx::query("delete from sessions where expires_at <= now()")
            .execute(&self.pool)
            .await?;
        Ok(done.rows_affected())
    }
}
