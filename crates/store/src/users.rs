//! Users: who may sign in. Passwords go in and never come out.

mod change;
mod links;

use crate::error::breaks;
use crate::{Actor, Result, Store, StoreError, audit, passwords};
use serde_json::json;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::{Invalid, User, UserId, api::NewUser};

const ADMIN: &str = "select is_admin from users where id = $1 and not disabled";
const ADMIN_HELD: &str = "select is_admin from users where id = $1 and not disabled for share";

impl Store {
    /// Admins and the command line. Space around the shown name is left out. Errors: `Invalid`; `Conflict` when the
    /// name is taken.
    pub async fn user_add(&self, actor: &Actor, new: &NewUser) -> Result<User> {
        self.admin_needed(actor).await?;
        check(new)?;
        let hash = passwords::hash(&new.password).await?;
        let mut tx = self.begin().await?;
        admin_in_txn(&mut tx, actor).await?;
        let row = sqlx::query(
            "insert into users (id, name, display_name, password_hash, is_admin, scripted)
             values ($1, $2, $3, $4, $5, $6) returning *",
        )
        .bind(UserId::fresh().0)
        .bind(&new.name)
        .bind(new.display_name.trim())
        .bind(hash)
        .bind(new.is_admin)
        .bind(new.scripted)
        .fetch_one(&mut *tx)
        .await
        .map_err(|error| match breaks(&error, "users_name_key") {
            true => StoreError::Conflict(format!("the name “{}” is taken", new.name)),
            false => error.into(),
        })?;
        let user = user_from(&row)?;
        audit::audit_in_txn(
            &mut tx,
            actor,
            None,
            "user.add",
            ("user", &user.id.to_string()),
            json!({"name": user.name, "is_admin": user.is_admin, "scripted": user.scripted}),
        )
        .await?;
        tx.commit().await?;
        Ok(user)
    }

    /// The user and the authentication version to put into the session; none for a wrong pair, alike in time
    /// whether the name exists or not. Errors: `Forbidden` for a deactivated user, who is told so by the right password alone.
    pub async fn user_verify(&self, name: &str, password: &str) -> Result<Option<(User, i32)>> {
        let row = sqlx::query("select * from users where name = $1")
            .bind(name)
            .fetch_optional(&self.pool)
            .await?;
        let hash = row
            .as_ref()
            .map(|r| r.try_get("password_hash"))
            .transpose()?;
        if !passwords::verify(password, hash).await? {
            return Ok(None);
        }
        let found = row.as_ref().map(with_version).transpose()?;
        if found.as_ref().is_some_and(|(user, _)| !user.active) {
            return Err(StoreError::Forbidden(
                "your account is deactivated; ask an admin of this Vitrine to let you in again"
                    .into(),
            ));
        }
        Ok(found)
    }

    /// The user and the authentication version: a session that carries another is over. None: gone or deactivated.
    pub async fn user_get(&self, id: UserId) -> Result<Option<(User, i32)>> {
        let row = sqlx::query("select * from users where id = $1 and not disabled")
            .bind(id.0)
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(with_version).transpose()
    }

    /// Returns the new authentication version: sessions that carry an older one are over.
    /// Errors: `Invalid` when the current password is wrong or the new one too short.
    pub async fn password_change(&self, actor: &Actor, current: &str, new: &str) -> Result<i32> {
        let id = actor.user_id.ok_or(StoreError::NotFound)?;
        let old: String =
            sqlx::query_scalar("select password_hash from users where id = $1 and not disabled")
                .bind(id.0)
                .fetch_one(&self.pool)
                .await?;
        if !passwords::verify(current, Some(old.clone())).await? {
            return Err(Invalid::new("the current password is not right").into());
        }
        let hash = passwords::hash(new).await?;
        let mut tx = self.begin().await?;
        // Of two changes at once one wins; the other's current password is no longer current. Nor does whoever was deactivated
        // meanwhile get a version that would hold once they are let in again.
        let version: Option<i32> = sqlx::query_scalar(
            "update users set password_hash = $2, auth_version = auth_version + 1
             where id = $1 and password_hash = $3 and not disabled returning auth_version",
        )
        .bind(id.0)
        .bind(hash)
        .bind(old)
        .fetch_optional(&mut *tx)
        .await?;
        let version = version
            .ok_or_else(|| StoreError::Conflict("the password was changed just now".into()))?;
        audit::audit_in_txn(
            &mut tx,
            actor,
            None,
            "user.password",
            ("user", &id.to_string()),
            json!({}),
        )
        .await?;
        tx.commit().await?;
        Ok(version)
    }

    /// All users, by name; admins alone.
    pub async fn user_list(&self, actor: &Actor) -> Result<Vec<User>> {
        self.admin_needed(actor).await?;
        let rows = sqlx::query("select * from users order by name")
            .fetch_all(&self.pool)
            .await?;
        Ok(rows.iter().map(user_from).collect::<sqlx::Result<_>>()?)
    }

    /// Is the actor an admin now? For what only reads, and before what takes long; nothing is held or waited for.
    async fn admin_needed(&self, actor: &Actor) -> Result<()> {
        let mut connection = self.pool.acquire().await?;
        admin(&mut connection, actor, ADMIN).await
    }
}

/// Is the actor an admin still? Held to the transaction's end: who is being deactivated does nothing more as one.
pub(crate) async fn admin_in_txn(tx: &mut PgConnection, actor: &Actor) -> Result<()> {
    admin(tx, actor, ADMIN_HELD).await
}

async fn admin(connection: &mut PgConnection, actor: &Actor, sql: &'static str) -> Result<()> {
    let is_admin = match actor.user_id {
        None => actor.is_rule(),
        Some(id) => sqlx::query_scalar(sql)
            .bind(id.0)
            .fetch_optional(connection)
            .await?
            .unwrap_or(false),
    };
    match is_admin {
        true => Ok(()),
        false => Err(StoreError::Forbidden(
            "only an admin of this Vitrine may do that".into(),
        )),
    }
}

fn check(new: &NewUser) -> Result<(), Invalid> {
    let mut letters = new.name.chars();
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let fits = (2..=63).contains(&new.name.len())
        && letters.next().is_some_and(word)
        && letters.all(|c| word(c) || "._-".contains(c));
    if !fits {
        return Err(Invalid::new(
            "a sign-in name has 2 to 63 lower-case letters, digits, dots, hyphens or underscores and begins with a letter or digit",
        ));
    }
    if !(1..=100).contains(&new.display_name.trim().chars().count()) {
        return Err(Invalid::new(
            "a display name has 1 to 100 characters, of which not all are spaces",
        ));
    }
    Ok(())
}

/// Of columns named as in the table.
pub(crate) fn user_from(row: &PgRow) -> sqlx::Result<User> {
    Ok(User {
        id: UserId(row.try_get("id")?),
        name: row.try_get("name")?,
        display_name: row.try_get("display_name")?,
        is_admin: row.try_get("is_admin")?,
        scripted: row.try_get("scripted")?,
        active: !row.try_get::<bool, _>("disabled")?,
        since: row.try_get("created_at")?,
    })
}

fn with_version(row: &PgRow) -> Result<(User, i32)> {
    Ok((user_from(row)?, row.try_get("auth_version")?))
}
