//! To whom an item is sent, and whether they may decide it.

use crate::members::shown_name;
use crate::rows::word;
use crate::{Member, Result};
use sqlx::{PgConnection, Row};
use vitrine_domain::{Invalid, Item, Role, UserId};

/// A member to whom an item is sent.
pub(super) struct Addressee {
    pub(super) id: UserId,
    pub(super) shown: String,
    role: Role,
}

/// The member of that sign-in name, unless they are deactivated. Held to the transaction's end.
pub(super) async fn addressee_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    name: &str,
) -> Result<Option<Addressee>> {
    let row = sqlx::query(concat!(
        "select u.id, ",
        shown_name!("u", "$1"),
        " as shown, m.role from memberships m join users u on u.id = m.user_id
         where m.project_id = $1 and u.name = $2 and not u.disabled for share of m, u",
    ))
    .bind(member.project_id.0)
    .bind(name)
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(Addressee {
        id: UserId(row.try_get("id")?),
        shown: row.try_get("shown")?,
        role: word(&row, "role")?,
    }))
}

/// Whoever may decide this item.
pub(super) fn may_take(addressee: Option<Addressee>, item: &Item, name: &str) -> Result<Addressee> {
    let found = addressee.ok_or_else(|| {
        Invalid::new(format!(
            "nobody in this project signs in with the name “{name}”"
        ))
    })?;
    match found.role.may_decide(item.state) {
        true => Ok(found),
        false => Err(Invalid::new(format!(
            "{} cannot decide this item: the role here is {}",
            found.shown,
            found.role.as_str()
        ))
        .into()),
    }
}
