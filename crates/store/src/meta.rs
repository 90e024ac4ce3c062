//! Facts about the database itself: the demo's marker, and whether anybody has used it yet.

use crate::{Result, Store};

impl Store {
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
