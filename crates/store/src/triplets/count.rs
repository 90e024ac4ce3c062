//! The project's count of triplets that no run has seen yet, where one leaves the curated set or comes back to it. The
//! project's row is held from then on, and every decision waits for it: of a decision and an undo they are the last statements.

use super::Counted;
use crate::Result;
use sqlx::PgConnection;
use vitrine_domain::{ProjectId, Split};

/// Has the newest run's snapshot the triplet `$2`?
macro_rules! seen {
    () => {
        "exists (select from snapshot_triplets s where s.triplet_id = $2
            and s.snapshot_id = (select snapshot_id from training_runs where project_id = $1
                order by created_at desc, id desc limit 1))"
    };
}

/// One that no run's snapshot has seen leaves the count.
pub(crate) async fn counted_out_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    ended: Option<Counted>,
) -> Result<()> {
    let sql = concat!(
        "update projects set triplets_new = greatest(triplets_new - 1, 0) where id = $1 and not ",
        seen!()
    );
    moved_in_txn(tx, sql, project, ended).await
}

/// One that no run's snapshot has seen is new again. Whether that makes them enough, the sweep looks.
pub(crate) async fn counted_back_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    restored: Option<Counted>,
) -> Result<()> {
    let sql = concat!(
        "update projects set triplets_new = triplets_new + 1 where id = $1 and not ",
        seen!()
    );
    moved_in_txn(tx, sql, project, restored).await
}

async fn moved_in_txn(
    tx: &mut PgConnection,
    sql: &'static str,
    project: ProjectId,
    counted: Option<Counted>,
) -> Result<()> {
    if let Some(triplet) = counted.filter(|t| t.split != Split::HeldOut) {
        sqlx::query(sql)
            .bind(project.0)
            .bind(triplet.id.0)
            .execute(tx)
            .await?;
    }
    Ok(())
}
