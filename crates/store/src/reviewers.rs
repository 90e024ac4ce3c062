//! Whose reviews a project has or may get: those who review in it, and those who did and have left.

use crate::members::shown_name;
use crate::{Member, Result, Store};
use sqlx::Row;
use sqlx::postgres::PgRow;
use vitrine_domain::{Role, UserId};

/// Somebody whose reviews may be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewer {
    pub id: UserId,
    /// To sign in by, and to ask by.
    pub name: String,
    /// The name to show, told apart from everybody else's who is here or was.
    pub shown: String,
}

impl Store {
    /// By name; leads.
    pub async fn reviewer_list(&self, member: &Member) -> Result<Vec<Reviewer>> {
        member.need(Role::may_lead, "see who reviews")?;
        let rows = sqlx::query(concat!(
            "select u.id, u.name, ",
            shown_name!("u", "$1"),
            " as shown from users u
             where exists (select from memberships m where m.project_id = $1 and m.user_id = u.id and m.role <> 'engineer')
                or exists (select from reviews r where r.project_id = $1 and r.reviewer_id = u.id and r.round <> 'undo')
             order by u.name"
        ))
        .bind(member.project_id.0)
        .fetch_all(&self.pool)
        .await?;
        let read = |row: &PgRow| {
            Ok(Reviewer {
                id: UserId(row.try_get("id")?),
                name: row.try_get("name")?,
                shown: row.try_get("shown")?,
            })
        };
        Ok(rows.iter().map(read).collect::<sqlx::Result<_>>()?)
    }
}
