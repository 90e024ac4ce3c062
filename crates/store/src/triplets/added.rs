//! What decisions add to their project's count of new triplets: beside the project's row, a row each, so that they do not wait
//! for each other there. Whoever holds the project's row adds them up. A row becomes visible with its triplet.

use crate::Result;
use sqlx::PgConnection;
use vitrine_domain::ProjectId;

/// How many triplets of `projects` are new: the row's number and what has been added beside it. Of one moment only in a
/// statement that has not waited for the row.
macro_rules! new_triplets {
    () => {
        "(triplets_new + (select coalesce(sum(a.made), 0)::integer from triplets_added a where a.project_id = projects.id))"
    };
}
pub(crate) use new_triplets;

/// So many rows are left to lie. More would make each decision read them all.
const LEFT: i64 = 64;

/// Into the project's row; the caller holds it.
pub(crate) async fn added_up_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<()> {
    sqlx::query(
        "with added as (delete from triplets_added where project_id = $1 returning made)
         update projects set triplets_new = triplets_new + (select sum(made)::integer from added)
         where id = $1 and exists (select from added)",
    )
    .bind(project.0)
    .execute(tx)
    .await?;
    Ok(())
}

/// The same once there are many, if nobody holds the row; whoever does will do it, or the next decision. Never waits.
pub(crate) async fn many_added_up_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    rows: i64,
) -> Result<()> {
    if rows < LEFT {
        return Ok(());
    }
    let free = sqlx::query("select 1 from projects where id = $1 for no key update skip locked")
        .bind(project.0)
        .fetch_optional(&mut *tx)
        .await?;
    match free {
        Some(_) => added_up_in_txn(tx, project).await,
        None => Ok(()),
    }
}
