//! Training runs as they stand: state, figures, curve, comparison. Asking for one and carrying it on have files of their
//! own.

mod adding;
mod progress;
mod requests;

pub use progress::RunProgress;
pub(crate) use requests::triplets_counted_in_txn;

use crate::rows::{json, word, word_opt};
use crate::{Member, Result, Store, evaluations, gates, model_versions, snapshots};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::{
    ProjectId, RunState, Snapshot, SnapshotId, TrainingPoint, TrainingRun, TrainingRunDetail,
    TrainingRunId,
};

/// Everything that [`run_from`] reads; `r` is the run.
macro_rules! run_select {
    ($rest:literal) => {
        concat!(
            "select r.*, ",
            crate::gates::decision_of_run!(),
            " as decision from training_runs r where r.project_id = $1 ",
            $rest
        )
    };
}

impl Store {
    pub async fn run_get(&self, member: &Member, id: TrainingRunId) -> Result<TrainingRun> {
        let mut tx = self.begin().await?;
        run_in_txn(&mut tx, member.project_id, id).await
    }

    /// Newest first, so many at most; without a limit all.
    pub async fn run_list(&self, member: &Member, limit: Option<i64>) -> Result<Vec<TrainingRun>> {
        let mut tx = self.begin().await?;
        let rows = sqlx::query(run_select!(
            "order by r.created_at desc, r.id desc limit $2"
        ))
        .bind(member.project_id.0)
        .bind(limit.map(|n| n.max(1)))
        .fetch_all(&mut *tx)
        .await?;
        let mut runs = Vec::with_capacity(rows.len());
        for row in &rows {
            let snapshot = snapshot_of_in_txn(&mut tx, row).await?;
            runs.push(run_from(&mut tx, row, snapshot).await?);
        }
        Ok(runs)
    }

    /// With its curve, both evaluations on its snapshot's held-out split, and the gate's decision, as far as there.
    pub async fn run_detail(
        &self,
        member: &Member,
        id: TrainingRunId,
    ) -> Result<TrainingRunDetail> {
        let project = member.project_id;
        let mut tx = self.begin().await?;
        let run = run_in_txn(&mut tx, project, id).await?;
        let points =
            sqlx::query("select * from training_points where training_run_id = $1 order by step")
                .bind(id.0)
                .fetch_all(&mut *tx)
                .await?;
        let gate = gates::gate_in_txn(&mut tx, project, id).await?;
        let candidate = run.candidate.as_ref();
        let champion = match (&gate, candidate) {
            (Some(gate), _) => Some(gate.champion_id),
            (None, Some(candidate)) => candidate.compared_with,
            (None, None) => None,
        };
        let snapshot = run.snapshot.id;
        let before = evaluations::find_in_txn(&mut tx, project, champion, snapshot).await?;
        let after =
            evaluations::find_in_txn(&mut tx, project, candidate.map(|c| c.id), snapshot).await?;
        Ok(TrainingRunDetail {
            run,
            points: points.iter().map(point_from).collect::<sqlx::Result<_>>()?,
            before,
            after,
            gate,
        })
    }
}

/// Where a run stands, and whether a cancel was asked for: without what its snapshot holds, which takes long to count, for whoever
/// holds the project's row.
pub(crate) async fn run_state_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    id: TrainingRunId,
) -> Result<(RunState, bool)> {
    let row = sqlx::query(
        "select state, cancel_requested from training_runs where project_id = $1 and id = $2",
    )
    .bind(project.0)
    .bind(id.0)
    .fetch_one(tx)
    .await?;
    Ok((word(&row, "state")?, row.try_get("cancel_requested")?))
}

pub(crate) async fn run_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    id: TrainingRunId,
) -> Result<TrainingRun> {
    let row = row_in_txn(tx, project, id).await?;
    let snapshot = snapshot_of_in_txn(tx, &row).await?;
    run_from(tx, &row, snapshot).await
}

/// The same of a run whose snapshot is known: to count what is in one takes the longer the more that is.
async fn run_on_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    id: TrainingRunId,
    snapshot: Snapshot,
) -> Result<TrainingRun> {
    let row = row_in_txn(tx, project, id).await?;
    run_from(tx, &row, snapshot).await
}

async fn row_in_txn(tx: &mut PgConnection, project: ProjectId, id: TrainingRunId) -> Result<PgRow> {
    let row = sqlx::query(run_select!("and r.id = $2"))
        .bind(project.0)
        .bind(id.0)
        .fetch_one(tx)
        .await?;
    Ok(row)
}

async fn snapshot_of_in_txn(tx: &mut PgConnection, row: &PgRow) -> Result<Snapshot> {
    let project = ProjectId(row.try_get("project_id")?);
    let id = SnapshotId(row.try_get("snapshot_id")?);
    snapshots::snapshot_in_txn(tx, project, id).await
}

async fn run_from(tx: &mut PgConnection, row: &PgRow, snapshot: Snapshot) -> Result<TrainingRun> {
    let id = TrainingRunId(row.try_get("id")?);
    let project_id = ProjectId(row.try_get("project_id")?);
    Ok(TrainingRun {
        id,
        project_id,
        snapshot,
        trigger: word(row, "trigger")?,
        triplets_new: row.try_get("triplets_new")?,
        requested_by: row.try_get("requested_by")?,
        config: row.try_get("config")?,
        seed: row.try_get("seed")?,
        base_hash: row.try_get("base_hash")?,
        state: word(row, "state")?,
        cancel_requested: row.try_get("cancel_requested")?,
        step: row.try_get("step")?,
        steps: row.try_get("steps")?,
        eta_seconds: row.try_get("eta_seconds")?,
        reason: row.try_get("reason")?,
        figures: json(row, "figures")?,
        candidate: model_versions::of_run_in_txn(tx, project_id, id).await?,
        decision: word_opt(row, "decision")?,
        created_at: row.try_get("created_at")?,
        started_at: row.try_get("started_at")?,
        finished_at: row.try_get("finished_at")?,
    })
}

fn point_from(row: &PgRow) -> sqlx::Result<TrainingPoint> {
    Ok(TrainingPoint {
        step: row.try_get("step")?,
        loss: row.try_get("loss")?,
        validation_loss: row.try_get("validation_loss")?,
        learning_rate: row.try_get("learning_rate")?,
        grad_norm: row.try_get("grad_norm")?,
        tokens_per_second: row.try_get("tokens_per_second")?,
        visual_share: row.try_get("visual_share")?,
        memory_mb: row.try_get("memory_mb")?,
        preference_loss: row.try_get("preference_loss")?,
    })
}
