//! The project's count of triplets that no run has seen yet, where one leaves the curated set or comes back to it, and
//! where a run ends that saw them for nothing. The project's row is held from then on, and every decision waits for it: so
//! these come last in a transaction, and none of them goes through the triplets.

use super::Counted;
use crate::{Result, projects};
use sqlx::PgConnection;
use vitrine_domain::{ProjectId, Split, TrainingRunId};

/// The newest run that was carried to its decision: what it saw is not new.
macro_rules! learnt {
    ($columns:literal) => {
        concat!(
            "(select ",
            $columns,
            " from training_runs where project_id = $1 and state = 'decided'
                order by created_at desc, id desc limit 1)"
        )
    };
}

/// What the run `r` would give back: what it took, where nobody has kept that.
macro_rules! gives_back {
    () => {
        "coalesce(r.gives_back, r.triplets_new, 0)"
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
        "with in_vain as (
            select count(*)::integer as runs from training_runs
            where project_id = $1 and created_at > coalesce(",
        learnt!("created_at"),
        ", '-infinity'))
         update projects p set triplets_new = greatest(p.triplets_new + ",
        gives_back!(),
        ", 0), retrain_from = greatest(",
        gives_back!(),
        ", 0) + least((p.settings ->> 'retrain_after')::integer, 1 << least(greatest(v.runs - 1, 0), 6))
         from training_runs r, in_vain v where p.id = $1 and r.project_id = $1 and r.id = $2"
    ))
    .bind(project.0)
    .bind(run.0)
    .execute(tx)
    .await?;
    Ok(())
}

/// It leaves the curated set. Where no run's snapshot has seen it, it leaves the count; where the run under way has and
/// the one before had not, it is not given back.
pub(crate) async fn counted_out_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    ended: Option<Counted>,
) -> Result<()> {
    moved_in_txn(tx, project, ended, -1).await
}

/// The same for one that comes back. Whether that makes them enough, the sweep looks.
pub(crate) async fn counted_back_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    restored: Option<Counted>,
) -> Result<()> {
    moved_in_txn(tx, project, restored, 1).await
}

/// The project's count is of what the newest run that did not fail has not seen. While a run is under way that is this
/// run, and `gives_back` is by how much the count would be greater if that run had not been: of all that is current, what
/// this run alone has seen, less what only the one before has.
///
/// Runs are asked for and end under the project's row. So it is held before it is looked up what has been seen: looked up
/// earlier, by the statement that then waits for the row, the answer would be that of before such an end, and of a triplet
/// that leaves meanwhile neither would take account.
async fn moved_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    counted: Option<Counted>,
    by: i32,
) -> Result<()> {
    let Some(triplet) = counted.filter(|t| t.split != Split::HeldOut) else {
        return Ok(());
    };
    projects::lock_in_txn(tx, project).await?;
    sqlx::query(concat!(
        "with under_way as (
            select id, snapshot_id from training_runs
            where project_id = $1 and state in ('queued', 'training', 'evaluating')),
         seen as (
            select exists (select from snapshot_triplets s where s.triplet_id = $2
                    and s.snapshot_id = (select snapshot_id from under_way)) as by_run,
                exists (select from snapshot_triplets s where s.triplet_id = $2
                    and s.snapshot_id = ",
        learnt!("snapshot_id"),
        ") as by_learnt),
         kept as (
            update training_runs r set gives_back = ",
        gives_back!(),
        " + $3 * (n.by_run::integer - n.by_learnt::integer)
            from seen n where r.id = (select id from under_way) and n.by_run <> n.by_learnt)
         update projects p set triplets_new = greatest(p.triplets_new + $3, 0)
         from seen n
         where p.id = $1 and not case when exists (select from under_way) then n.by_run else n.by_learnt end"
    ))
    .bind(project.0)
    .bind(triplet.id.0)
    .bind(by)
    .execute(tx)
    .await?;
    Ok(())
}
