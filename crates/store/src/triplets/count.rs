//! The project's count of triplets that no run has seen yet, where one leaves the curated set or comes back to it, and
//! where a run ends that saw them for nothing. The project's row is held from then on, and every decision waits for it: of
//! a decision and an undo they are the last statements, one look-up each. A run's end counts all current triplets while it
//! is held.

use super::Counted;
use crate::Result;
use sqlx::PgConnection;
use vitrine_domain::{ProjectId, Split, TrainingRunId};

/// The newest run that is under way or was carried to its decision: what it saw is not new.
macro_rules! learning_run {
    ($columns:literal) => {
        concat!(
            "(select ",
            $columns,
            " from training_runs where project_id = $1 and state not in ('failed', 'cancelled')
                order by created_at desc, id desc limit 1)"
        )
    };
}

/// Has its snapshot the triplet `$2`?
macro_rules! seen {
    () => {
        concat!(
            "exists (select from snapshot_triplets s where s.triplet_id = $2 and s.snapshot_id = ",
            learning_run!("snapshot_id"),
            ")"
        )
    };
}

/// The run, the newest one, failed or was cancelled: what it was to learn from is new again. By itself the next run
/// waits for newer triplets: for one, after two such runs in a row for two, then four and so on up to the threshold,
/// so that what cannot be trained does not start over for ever. The caller holds the project's row.
pub(crate) async fn given_back_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    run: TrainingRunId,
) -> Result<()> {
    sqlx::query(concat!(
        "with learnt as ",
        learning_run!("snapshot_id, created_at"),
        ", fresh as (
            select exists (select from snapshot_triplets s where s.triplet_id = t.id
                and s.snapshot_id = (select snapshot_id from training_runs where id = $2)) as tried
            from triplets t
            where t.project_id = $1 and t.superseded_at is null and t.split <> 'held_out'
                and not exists (select from snapshot_triplets s where s.triplet_id = t.id
                    and s.snapshot_id = (select snapshot_id from learnt))),
         counted as (
            select count(*)::integer as fresh, (count(*) filter (where tried))::integer as tried from fresh),
         in_vain as (
            select count(*)::integer as runs from training_runs
            where project_id = $1 and created_at > coalesce((select created_at from learnt), '-infinity'))
         update projects p set triplets_new = c.fresh,
            retrain_from = c.tried
                + least((settings ->> 'retrain_after')::integer, 1 << least(greatest(v.runs - 1, 0), 6))
         from counted c, in_vain v where p.id = $1"
    ))
    .bind(project.0)
    .bind(run.0)
    .execute(tx)
    .await?;
    Ok(())
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
