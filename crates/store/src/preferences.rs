//! What a person has set for themselves, the same in every project.

use crate::rows::{json, to_json};
use crate::{Actor, Result, Store, StoreError};
use serde_json::{Map, Value};
use sqlx::PgConnection;
use vitrine_domain::UserId;
use vitrine_domain::api::Preferences;
use vitrine_domain::patch::patched;

impl Store {
    /// As they are; whoever has set nothing has the usual.
    pub async fn preferences_get(&self, actor: &Actor) -> Result<Preferences> {
        let mut connection = self.pool.acquire().await?;
        of_in_txn(&mut connection, person(actor)?).await
    }

    /// Errors: `Invalid` for keys that contradict each other and for limits that cannot be, with how to put it right.
    pub async fn preferences_set(&self, actor: &Actor, new: &Preferences) -> Result<Preferences> {
        new.check()?;
        sqlx::query(
            "insert into preferences (user_id, preferences) values ($1, $2)
             on conflict (user_id) do update set preferences = excluded.preferences, changed_at = now()",
        )
        .bind(person(actor)?.0)
        .bind(to_json(new))
        .execute(&self.pool)
        .await?;
        Ok(new.clone())
    }

    /// Those that the patch names; the others stay, whatever another page has set meanwhile. Errors: as of `preferences_set`.
    pub async fn preferences_change(
        &self,
        actor: &Actor,
        patch: &Map<String, Value>,
    ) -> Result<Preferences> {
        let person = person(actor)?;
        let mut tx = self.begin().await?;
        // There is a row to lock, be it of somebody who has set nothing yet.
        sqlx::query(
            "insert into preferences (user_id, preferences) values ($1, $2) on conflict (user_id) do nothing",
        )
        .bind(person.0)
        .bind(to_json(&Preferences::default()))
        .execute(&mut *tx)
        .await?;
        let row = sqlx::query("select preferences from preferences where user_id = $1 for update")
            .bind(person.0)
            .fetch_one(&mut *tx)
            .await?;
        let new = patched(&json::<Preferences>(&row, "preferences")?, patch)?;
        new.check()?;
        sqlx::query(
            "update preferences set preferences = $2, changed_at = now() where user_id = $1",
        )
        .bind(person.0)
        .bind(to_json(&new))
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(new)
    }
}

pub(crate) async fn of_in_txn(tx: &mut PgConnection, person: UserId) -> Result<Preferences> {
    let row = sqlx::query("select preferences from preferences where user_id = $1")
        .bind(person.0)
        .fetch_optional(tx)
        .await?;
    Ok(match row {
        Some(row) => json(&row, "preferences")?,
        None => Preferences::default(),
    })
}

fn person(actor: &Actor) -> Result<UserId> {
    actor
        .user_id
        .ok_or_else(|| StoreError::Forbidden("only a person has preferences".into()))
}
