//! Training runs asked for: by a person, a cron tick or enough new triplets; one at a time in a project. The run, its
//! snapshot and its job stand together or not at all.

use super::run_in_txn;
use crate::jobs::{TrainJob, enqueue_in_txn, without_job};
use crate::rows::to_json;
use crate::{Actor, Member, Result, Store, StoreError, audit, changes, projects, snapshots};
use serde_json::json;
use sqlx::PgConnection;
use std::borrow::Cow;
use vitrine_domain::api::{Change, TrainRequest};
use vitrine_domain::rules::training_settings;
use vitrine_domain::{ProjectId, ReviewId, Role, TrainingRun, TrainingRunId, Trigger};

/// Are the project's new triplets enough for a run by itself?
macro_rules! due {
    () => {
        "coalesce(triplets_new >= (settings ->> 'retrain_after')::integer and triplets_new >= retrain_from, false)"
    };
}

/// What a run is asked for with.
struct Asked<'a> {
    actor: Cow<'a, Actor>,
    trigger: Trigger,
    request: Cow<'a, TrainRequest>,
    tick: Option<&'a str>,
    review: Option<ReviewId>,
}

/// `review`: of the triplet that made them enough, where it was at once.
fn by_threshold(review: Option<ReviewId>) -> Asked<'static> {
    Asked {
        actor: Cow::Owned(Actor::rule("threshold")),
        trigger: Trigger::Threshold,
        request: Cow::default(),
        tick: None,
        review,
    }
}

impl Store {
    /// Errors: `Conflict` while a run is under way or with nothing to train on; `Invalid` for settings that cannot be
    /// trained with, the project's own among them.
    pub async fn run_request(
        &self,
        member: &Member,
        request: &TrainRequest,
        trigger: Trigger,
    ) -> Result<TrainingRun> {
        member.need(Role::may_train, "start a training run")?;
        let mut tx = self.pool.begin().await?;
        projects::lock_in_txn(&mut tx, member.project_id).await?;
        let project = projects::project_in_txn(&mut tx, member.project_id).await?;
        training_settings::check(&request.over(project.settings.training))?;
        let asked = Asked {
            actor: Cow::Borrowed(&member.actor),
            trigger,
            request: Cow::Borrowed(request),
            tick: None,
            review: None,
        };
        let run = run_add_in_txn(&mut tx, member.project_id, &asked).await?;
        tx.commit().await?;
        Ok(run)
    }

    /// Enqueues a job for every run under way that no job stands for any more: for the sweep. Returns how many.
    pub async fn runs_enqueue_lost(&self, member: &Member) -> Result<u64> {
        let project_id = member.project_id;
        let mut tx = self.pool.begin().await?;
        let lost: Vec<uuid::Uuid> = sqlx::query_scalar(concat!(
            "select r.id from training_runs r
             where r.project_id = $1 and r.state in ('queued', 'training', 'evaluating') and ",
            without_job!("train", "run_id", "r.id")
        ))
        .bind(project_id.0)
        .fetch_all(&mut *tx)
        .await?;
        let jobs: Vec<TrainJob> = lost
            .into_iter()
            .map(|id| TrainJob {
                project_id,
                run_id: TrainingRunId(id),
            })
            .collect();
        enqueue_in_txn(&mut tx, &jobs).await?;
        tx.commit().await?;
        Ok(jobs.len() as u64)
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
            actor: Cow::Borrowed(&member.actor),
            trigger: Trigger::Cron,
            request: Cow::default(),
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

    /// For the sweep: the run that enough new triplets call for, where they came while another was under way. A run
    /// asked for sets their count to 0; one that fails or is cancelled gives them back, and then the same ones alone do
    /// not ask again. None: nothing is due, a run is under way, or there is nothing to train on.
    pub async fn run_request_due(&self, member: &Member) -> Result<Option<TrainingRun>> {
        let mut tx = self.pool.begin().await?;
        projects::lock_in_txn(&mut tx, member.project_id).await?;
        let due: bool =
            sqlx::query_scalar(concat!("select ", due!(), " from projects where id = $1"))
                .bind(member.project_id.0)
                .fetch_one(&mut *tx)
                .await?;
        if !due {
            return Ok(None);
        }
        match run_add_in_txn(&mut tx, member.project_id, &by_threshold(None)).await {
            Ok(run) => {
                tx.commit().await?;
                Ok(Some(run))
            }
            Err(StoreError::Conflict(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// So many triplets of the train or validation split were made, the last by this review: counts them together, since a
/// run's snapshot has all that the transaction has made, and asks for a training run once there are enough and none is
/// under way. The project's row is held from here on, so that of submits at once exactly one asks.
pub(crate) async fn triplets_counted_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    made: i32,
    review: ReviewId,
) -> Result<bool> {
    let due: bool = sqlx::query_scalar(concat!(
        "update projects set triplets_new = triplets_new + $2 where id = $1 returning ",
        due!(),
        " and not exists (select from training_runs
            where project_id = $1 and state in ('queued', 'training', 'evaluating'))"
    ))
    .bind(project.0)
    .bind(made)
    .fetch_one(&mut *tx)
    .await?;
    if !due {
        return Ok(false);
    }
    match run_add_in_txn(tx, project, &by_threshold(Some(review))).await {
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
    let project_s = projects::project_in_txn(tx, project)
        .await?
        .settings
        .training;
    let config = asked.request.over(project_s);
    // Asked for, else fixed by the project's settings, else drawn; small enough for every reader of JSON.
    let fixed = config.get("seed").and_then(serde_json::Value::as_i64);
    let seed = asked
        .request
        .seed
        .or(fixed)
        .unwrap_or_else(|| i64::from(rand::random::<u32>()));
    sqlx::query(
        "insert into training_runs (id, project_id, snapshot_id, trigger, requested_by, tick, config, seed, state,
            asked_by_review, triplets_new, gives_back)
         select $1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, triplets_new, triplets_new from projects where id = $2",
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
    sqlx::query("update projects set triplets_new = 0, retrain_from = 0 where id = $1")
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
        &asked.actor,
        Some(project),
        "training_run.request",
        ("training_run", &id.to_string()),
        json!({"trigger": to_json(&asked.trigger), "snapshot": snapshot.hash, "seed": seed,
            "settings": asked.request.settings}),
    )
    .await?;
    changes::notify_in_txn(tx, project, Change::Training { run_id: id }).await?;
    run_in_txn(tx, project, id).await
}
