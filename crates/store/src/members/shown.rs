//! What people are shown as in a project, told apart where they share a name.

use crate::{Result, StoreError};
use sqlx::{PgConnection, Row};
use std::collections::BTreeMap;
use vitrine_domain::{ProjectId, UserId};

/// Is the user `u` in the project, or have they reviewed in it, though they have left?
macro_rules! here {
    ($user:literal, $project:literal) => {
        concat!(
            "(exists (select from memberships here_m where here_m.project_id = ",
            $project,
            " and here_m.user_id = ",
            $user,
            ".id)
                or exists (select from reviews here_r where here_r.project_id = ",
            $project,
            " and here_r.reviewer_id = ",
            $user,
            ".id and here_r.round <> 'undo'))"
        )
    };
}
pub(crate) use here;

/// What the user `u` is shown as in a project: the shown name, with the one to sign in with where somebody else who is `here!`
/// shows the same, and where the shown name itself ends in the one that somebody else signs in with, as if told apart by it.
/// For each row two looks into an index of few users: little for a page of a list, and none for a row without a user. Where it
/// is told in a refusal alone, [`name_in_txn`] looks it up then.
macro_rules! shown_name {
    ($user:literal, $project:literal) => {
        concat!(
            "case when exists (select from users shown_u where shown_u.display_name = ",
            $user,
            ".display_name and shown_u.id <> ",
            $user,
            ".id and ",
            $crate::members::here!("shown_u", $project),
            ") or exists (select from users shown_l where shown_l.name = substring(",
            $user,
            ".display_name from ' [(]([a-z0-9._-]+)[)]$') and shown_l.id <> ",
            $user,
            ".id) then ",
            $user,
            ".display_name || ' (' || ",
            $user,
            ".name || ')' else ",
            $user,
            ".display_name end"
        )
    };
}
pub(crate) use shown_name;

/// What each of these is shown as in the project, also once they have left it.
pub(crate) async fn shown_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    who: &[UserId],
) -> Result<BTreeMap<UserId, String>> {
    let rows = sqlx::query(concat!(
        "select u.id, ",
        shown_name!("u", "$1"),
        " as shown from users u where u.id = any ($2)"
    ))
    .bind(project.0)
    .bind(who.iter().map(|u| u.0).collect::<Vec<_>>())
    .fetch_all(tx)
    .await?;
    let mut shown = BTreeMap::new();
    for row in &rows {
        shown.insert(UserId(row.try_get("id")?), row.try_get("shown")?);
    }
    Ok(shown)
}

/// Who signs in with that name, if they are in the project or have reviewed in it.
pub(crate) async fn here_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    login: &str,
) -> Result<Option<UserId>> {
    let found: Option<uuid::Uuid> = sqlx::query_scalar(concat!(
        "select u.id from users u where u.name = $2 and ",
        here!("u", "$1")
    ))
    .bind(project.0)
    .bind(login)
    .fetch_optional(tx)
    .await?;
    Ok(found.map(UserId))
}

/// What this person is shown as in the project.
pub(crate) async fn name_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    who: UserId,
) -> Result<String> {
    let mut names = shown_in_txn(tx, project, &[who]).await?;
    names.remove(&who).ok_or(StoreError::NotFound)
}
