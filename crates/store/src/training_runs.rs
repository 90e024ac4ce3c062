//! Training runs: asked for by a person, a cron tick or enough new triplets; one at a time in a project. The run, its
//! snapshot and its job stand together or not at all.

use crate::jobs::{TrainJob, enqueue_in_txn};
use crate::rows::{json, to_json, word};
use crate::{
    Actor, Member, Result, Store, StoreError, audit, changes, evaluations, gates, model_versions,
    projects, snapshots,
};
use serde_json::json;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::{Change, TrainRequest};
use vitrine_domain::{
    ProjectId, ReviewId, Role, SnapshotId, TrainingPoint, TrainingRun, TrainingRunDetail,
    TrainingRunId, Trigger,
};

/// What a run is asked for with.
struct Asked<'a> {
    actor: &'a Actor,
    trigger: Trigger,
    seed: Option<i64>,
    tick: Option<&'a str>,
    review: Option<ReviewId>,
}

impl Store {
    /// Errors: `Conflict` while a run is under way or with nothing to train on.
    pub async fn run_request(
        &self,
        member: &Member,
        request: &TrainRequest,
        trigger: Trigger,
    ) -> Result<TrainingRun> {
        member.need(Role::may_train, "start a training run")?;
        let mut tx = self.pool.begin().await?;
        projects::lock_in_txn(&mut tx, member.project_id).await?;
        let asked = Asked {
            actor: &member.actor,
            trigger,
            seed: request.seed,
            tick: None,
            review: None,
        };
        let run = run_add_in_txn(&mut tx, member.project_id, &asked).await?;
        tx.commit().await?;
        Ok(run)
    }

    /// For the clock: the run of this tick (its name, such as the minute in UTC). None: the tick has its run already,
    /// another run is under way, or there is nothing to train on.
    pub async fn run_request_tick(
        &self,
        member: &Member,
        tick: &str,
    ) -> Result<Option<TrainingRun>> {
        let mut tx = self.pool.begin().await?;
        projects::lock_in_txn(&mut tx, member.project_id).await?;
        let had: bool = sqlx::query_scalar(
            "select exists (select from training_runs where project_id = $1 and tick = $2)",
        )
        .bind(member.project_id.0)
        .bind(tick)
        .fetch_one(&mut *tx)
        .await?;
        if had {
            return Ok(None);
        }
        let asked = Asked {
            actor: &member.actor,
            trigger: Trigger::Cron,
            seed: None,
            tick: Some(tick),
            review: None,
        };
        match run_add_in_txn(&mut tx, member.project_id, &asked).await {
            Ok(run) => {
                tx.commit().await?;
                Ok(Some(run))
            }
            Err(StoreError::Conflict(why)) => {
                tracing::info!(%why, tick, "no training run by the clock");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    pub async fn run_get(&self, member: &Member, id: TrainingRunId) -> Result<TrainingRun> {
        let mut tx = self.pool.begin().await?;
        run_in_txn(&mut tx, member.project_id, id).await
    }

    /// Newest first.
    pub async fn run_list(&self, member: &Member) -> Result<Vec<TrainingRun>> {
        let mut tx = self.pool.begin().await?;
        let rows = sqlx::query(
            "select * from training_runs where project_id = $1 order by created_at desc, id desc",
        )
        .bind(member.project_id.0)
        .fetch_all(&mut *tx)
        .await?;
        let mut runs = Vec::with_capacity(rows.len());
        for row in &rows {
            runs.push(run_from(&mut tx, row).await?);
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
        let mut tx = self.pool.begin().await?;
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

/// A triplet of the train or validation split was made: counts it, and asks for a training run once there are enough
/// and none is under way. The project's row is held from here on, so that of submits at once exactly one asks.
pub(crate) async fn triplet_counted_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    review: ReviewId,
) -> Result<bool> {
    let due: bool = sqlx::query_scalar(
        "update projects set triplets_new = triplets_new + 1 where id = $1
         returning coalesce(triplets_new >= (settings ->> 'retrain_after')::integer, false)
            and not exists (select from training_runs
                where project_id = $1 and state in ('queued', 'training', 'evaluating'))",
    )
    .bind(project.0)
    .fetch_one(&mut *tx)
    .await?;
    if !due {
        return Ok(false);
    }
    let asked = Asked {
        actor: &Actor::rule("threshold"),
        trigger: Trigger::Threshold,
        seed: None,
        tick: None,
        review: Some(review),
    };
    match run_add_in_txn(tx, project, &asked).await {
        Ok(_) => Ok(true),
        // Nothing to train on yet (validation triplets alone): the next triplet asks again.
        Err(StoreError::Conflict(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The caller holds the project's row. Refuses before it writes anything but a snapshot.
async fn run_add_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    asked: &Asked<'_>,
) -> Result<TrainingRun> {
    let active: bool = sqlx::query_scalar(
        "select exists (select from training_runs
            where project_id = $1 and state in ('queued', 'training', 'evaluating'))",
    )
    .bind(project.0)
    .fetch_one(&mut *tx)
    .await?;
    if active {
        return Err(StoreError::Conflict(
            "a training run is under way; wait for it or cancel it".into(),
        ));
    }
    let snapshot = snapshots::snapshot_make_in_txn(tx, project).await?;
    if snapshot.train == 0 {
        return Err(StoreError::Conflict(
            "there is no triplet in the training split yet".into(),
        ));
    }
    let id = TrainingRunId::fresh();
    let config = projects::project_in_txn(tx, project)
        .await?
        .settings
        .training;
    // Asked for, else fixed by the project's settings, else drawn; small enough for every reader of JSON.
    let fixed = config.get("seed").and_then(serde_json::Value::as_i64);
    let seed = asked
        .seed
        .or(fixed)
        .unwrap_or_else(|| i64::from(rand::random::<u32>()));
    sqlx::query(
        "insert into training_runs (id, project_id, snapshot_id, trigger, requested_by, tick, config, seed, state,
            asked_by_review)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9)",
    )
    .bind(id.0)
    .bind(project.0)
    .bind(snapshot.id.0)
    .bind(asked.trigger.as_str())
    .bind(&asked.actor.name)
    .bind(asked.tick)
    .bind(&config)
    .bind(seed)
    .bind(asked.review.map(|r| r.0))
    .execute(&mut *tx)
    .await?;
    sqlx::query("update projects set triplets_new = 0 where id = $1")
        .bind(project.0)
        .execute(&mut *tx)
        .await?;
    let job = TrainJob {
        project_id: project,
        run_id: id,
    };
    enqueue_in_txn(tx, &[job]).await?;
    audit::audit_in_txn(
        tx,
        asked.actor,
        Some(project),
        "training_run.request",
        ("training_run", &id.to_string()),
        json!({"trigger": to_json(&asked.trigger), "snapshot": snapshot.hash, "seed": seed}),
    )
    .await?;
    changes::notify_in_txn(tx, project, Change::Training { run_id: id }).await?;
    run_in_txn(tx, project, id).await
}

pub(crate) async fn run_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    id: TrainingRunId,
) -> Result<TrainingRun> {
    let row = sqlx::query("select * from training_runs where project_id = $1 and id = $2")
        .bind(project.0)
        .bind(id.0)
        .fetch_one(&mut *tx)
        .await?;
    run_from(tx, &row).await
}

async fn run_from(tx: &mut PgConnection, row: &PgRow) -> Result<TrainingRun> {
    let id = TrainingRunId(row.try_get("id")?);
    let project_id = ProjectId(row.try_get("project_id")?);
    let snapshot = SnapshotId(row.try_get("snapshot_id")?);
    Ok(TrainingRun {
        id,
        project_id,
        snapshot: snapshots::snapshot_in_txn(tx, project_id, snapshot).await?,
        trigger: word(row, "trigger")?,
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
    })
}
