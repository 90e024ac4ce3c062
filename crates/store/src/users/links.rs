//! Forgotten passwords: a link that an admin makes and its user uses once, to set a new one.

use super::{admin_in_txn, user_from, with_version};
use crate::{Actor, Result, Store, StoreError, audit, passwords};
use chrono::{DateTime, Utc};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use vitrine_domain::api::PasswordLink;
use vitrine_domain::limits::PASSWORD_LINK_HOURS;
use vitrine_domain::{User, UserId};

/// Whose link it is, if it holds: whoever made it could still make it.
macro_rules! holder {
    ($held:literal) => {
        concat!(
            "select u.* from password_links l join users u on u.id = l.user_id
             where l.token_hash = $1 and l.expires_at > clock_timestamp()
               and l.auth_version = u.auth_version and not u.disabled
               and (l.made_by_id is null
                  or exists (select from users m where m.id = l.made_by_id and m.is_admin and not m.disabled))",
            $held
        )
    };
}

impl Store {
    /// A link by which this user sets a new password, for `PASSWORD_LINK_HOURS`; one from before holds no more. Admins and the
    /// command line. The token is in the reply and nowhere else.
    /// It ends with the access of who made it.
    /// Errors: `Conflict` for oneself and for a deactivated user, `NotFound` for a name that nobody has.
    pub async fn password_link_make(&self, actor: &Actor, name: &str) -> Result<PasswordLink> {
        let mut tx = self.begin().await?;
        admin_in_txn(&mut tx, actor).await?;
        // For share, as the admin's own row: two admins who do this for each other wait for nothing.
        let row = sqlx::query("select * from users where name = $1 for share")
            .bind(name)
            .fetch_one(&mut *tx)
            .await?;
        let (user, auth_version) = with_version(&row)?;
        if actor.user_id == Some(user.id) {
            return Err(StoreError::Conflict(
                "nobody makes a link for themselves; change your password, or ask another admin for a link".into(),
            ));
        }
        if !user.active {
            return Err(StoreError::Conflict(format!(
                "“{name}” is deactivated; reactivate them first, then make the link"
            )));
        }
        let token = hex::encode(rand::random::<[u8; 32]>());
        let expires_at: DateTime<Utc> = sqlx::query_scalar(
            "insert into password_links (user_id, token_hash, auth_version, made_by, made_by_id, expires_at)
             values ($1, $2, $3, $4, $5, clock_timestamp() + make_interval(hours => $6))
             on conflict (user_id) do update set token_hash = excluded.token_hash, auth_version = excluded.auth_version,
                made_by = excluded.made_by, made_by_id = excluded.made_by_id, made_at = excluded.made_at, expires_at = excluded.expires_at
             returning expires_at",
        )
        .bind(user.id.0)
        .bind(hash_of(&token))
        .bind(auth_version)
        .bind(&actor.name)
        .bind(actor.user_id.map(|id| id.0))
        .bind(PASSWORD_LINK_HOURS)
        .fetch_one(&mut *tx)
        .await?;
        let (subject, detail) = (user.id.to_string(), json!({"name": user.name}));
        let subject = ("user", subject.as_str());
        audit::audit_in_txn(&mut tx, actor, None, "user.password_link", subject, detail).await?;
        tx.commit().await?;
        Ok(PasswordLink { token, expires_at })
    }

    /// Whose password the link sets. None: it was used or replaced, has run out, or never was; their password has changed
    /// since, or they or who made it are deactivated. For whoever has the token; it changes nothing.
    pub async fn password_link_get(&self, token: &str) -> Result<Option<User>> {
        let row = sqlx::query(holder!(""))
            .bind(hash_of(token))
            .fetch_optional(&self.pool)
            .await?;
        Ok(row.as_ref().map(user_from).transpose()?)
    }

    /// Sets the password, once; all sessions of the user are over. `from_address`: where the request came from.
    /// Errors: `Forbidden` when the link does not hold (any more), `Invalid` when the password is too short; then it holds on.
    pub async fn password_link_use(
        &self,
        token: &str,
        new: &str,
        from_address: Option<String>,
    ) -> Result<User> {
        // What is no link costs no hashing.
        self.password_link_get(token).await?.ok_or_else(over)?;
        let password = passwords::hash(new).await?;
        let mut tx = self.begin().await?;
        // Whoever changes the user's access or password meanwhile comes before, and ends the link, or after.
        let row = sqlx::query(holder!(" for no key update of u"))
            .bind(hash_of(token))
            .fetch_optional(&mut *tx)
            .await?;
        let user = user_from(&row.ok_or_else(over)?)?;
        // One that was replaced, or whose maker was deactivated, while a row was waited for is not there any more.
        let made_by: Option<String> = sqlx::query_scalar(
            "delete from password_links where user_id = $1 and token_hash = $2 returning made_by",
        )
        .bind(user.id.0)
        .bind(hash_of(token))
        .fetch_optional(&mut *tx)
        .await?;
        let made_by = made_by.ok_or_else(over)?;
        sqlx::query(
            "update users set password_hash = $2, auth_version = auth_version + 1 where id = $1",
        )
        .bind(user.id.0)
        .bind(password)
        .execute(&mut *tx)
        .await?;
        let actor = Actor::person(&user, from_address);
        let (subject, detail) = (user.id.to_string(), json!({"link_by": made_by}));
        let subject = ("user", subject.as_str());
        audit::audit_in_txn(&mut tx, &actor, None, "user.password", subject, detail).await?;
        tx.commit().await?;
        Ok(user)
    }
}

/// Those that this user made, for others: who has no access any more has none through them.
pub(super) async fn links_end_in_txn(tx: &mut PgConnection, maker: UserId) -> Result<()> {
    sqlx::query("delete from password_links where made_by_id = $1")
        .bind(maker.0)
        .execute(tx)
        .await?;
    Ok(())
}

fn over() -> StoreError {
    StoreError::Forbidden(
        "this link was used, replaced or ended, or its time has run out; ask an admin of this Vitrine for a new one".into(),
    )
}

/// A token is drawn of 256 bits: nobody guesses what a plain hash of it comes from.
fn hash_of(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
