//! Training runs asked for: by a person, a cron tick or enough new triplets; one at a time in a project.

use super::adding::{Asked, by_threshold, run_add_in_txn, snapshot_ahead_in_txn, under_way};
use crate::jobs::{TrainJob, enqueue_in_txn, without_job};
use crate::{Member, Result, Store, StoreError, projects};
use sqlx::PgConnection;
use std::borrow::Cow;
use vitrine_domain::api::TrainRequest;
use vitrine_domain::rules::training_settings;
use vitrine_domain::{ProjectId, ReviewId, Role, TrainingRun, TrainingRunId, Trigger};

/// Are so many new triplets enough for a run of the project by itself?
macro_rules! due {
    ($new:literal) => {
        concat!(
            "coalesce(",
            $new,
            " >= (settings ->> 'retrain_after')::integer and ",
            $new,
            " >= retrain_from, false)"
        )
    };
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
        let mut tx = self.begin().await?;
        settings_fit_in_txn(&mut tx, member.project_id, request).await?;
        let snapshot = snapshot_ahead_in_txn(&mut tx, member.project_id).await?;
        projects::lock_in_txn(&mut tx, member.project_id).await?;
        // They may have been changed meanwhile.
        settings_fit_in_txn(&mut tx, member.project_id, request).await?;
        let asked = Asked {
            actor: Cow::Borrowed(&member.actor),
            trigger,
            request: Cow::Borrowed(request),
            tick: None,
            review: None,
        };
        let run = run_add_in_txn(&mut tx, member.project_id, snapshot, &asked).await?;
        tx.commit().await?;
        Ok(run)
    }

    /// Enqueues a job for every run under way that no job stands for any more: for the sweep. Returns how many.
    pub async fn runs_enqueue_lost(&self, member: &Member) -> Result<u64> {
        let project_id = member.project_id;
        let mut tx = self.begin().await?;
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
        let mut tx = self.begin().await?;
        match tick_in_txn(&mut tx, member, tick).await {
            Ok(Some(run)) => {
                tx.commit().await?;
                Ok(Some(run))
            }
            Ok(None) => Ok(None),
            Err(StoreError::Conflict(why)) => {
                tracing::info!(%why, tick, "no training run by the clock");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// For the sweep: the run that enough new triplets call for, where they came while another was under way. A run
    /// asked for leaves those that its snapshot has not; one that fails or is cancelled gives the others back, and then the
    /// same ones alone do not ask again. None: nothing is due, a run is under way, or there is nothing to train on.
    pub async fn run_request_due(&self, member: &Member) -> Result<Option<TrainingRun>> {
        let mut tx = self.begin().await?;
        match due_in_txn(&mut tx, member.project_id).await {
            Ok(Some(run)) => {
                tx.commit().await?;
                Ok(Some(run))
            }
            Ok(None) | Err(StoreError::Conflict(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// May be trained with what the request and the project say together?
async fn settings_fit_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    request: &TrainRequest,
) -> Result<()> {
    let project = projects::project_in_txn(tx, project).await?;
    training_settings::check(&request.over(project.settings.training))?;
    Ok(())
}

async fn tick_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    tick: &str,
) -> Result<Option<TrainingRun>> {
    let project = member.project_id;
    if had_in_txn(tx, project, tick).await? {
        return Ok(None);
    }
    let snapshot = snapshot_ahead_in_txn(tx, project).await?;
    projects::lock_in_txn(tx, project).await?;
    // By another clock meanwhile.
    if had_in_txn(tx, project, tick).await? {
        return Ok(None);
    }
    let asked = Asked {
        actor: Cow::Borrowed(&member.actor),
        trigger: Trigger::Cron,
        request: Cow::default(),
        tick: Some(tick),
        review: None,
    };
    run_add_in_txn(tx, project, snapshot, &asked)
        .await
        .map(Some)
}

async fn had_in_txn(tx: &mut PgConnection, project: ProjectId, tick: &str) -> Result<bool> {
    let had = sqlx::query_scalar(
        "select exists (select from training_runs where project_id = $1 and tick = $2)",
    )
    .bind(project.0)
    .bind(tick)
    .fetch_one(tx)
    .await?;
    Ok(had)
}

async fn due_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<Option<TrainingRun>> {
    if !enough_in_txn(tx, project).await? {
        return Ok(None);
    }
    let snapshot = snapshot_ahead_in_txn(tx, project).await?;
    projects::lock_in_txn(tx, project).await?;
    if !enough_in_txn(tx, project).await? {
        return Ok(None);
    }
    run_add_in_txn(tx, project, snapshot, &by_threshold(None))
        .await
        .map(Some)
}

async fn enough_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<bool> {
    let enough = sqlx::query_scalar(concat!(
        "select ",
        due!("triplets_new"),
        " from projects where id = $1"
    ))
    .bind(project.0)
    .fetch_one(tx)
    .await?;
    Ok(enough)
}

/// So many triplets of the train or validation split were made, the last by this review: counts them together, since a
/// run's snapshot has all that the transaction has made, and asks for a training run once there are enough and none is
/// under way. The project's row is held from then on. Of submits at once exactly one asks: whoever makes the snapshot. The others
/// do not wait for it and are counted; if it comes to nothing, the sweep asks.
pub(crate) async fn triplets_counted_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    made: i32,
    review: ReviewId,
) -> Result<bool> {
    // Most are counted and that is all. Where they would be enough nothing is written yet, and unless the row had to be waited
    // for it is not held.
    let counted = sqlx::query(concat!(
        "update projects set triplets_new = triplets_new + $2
         where id = $1 and not (",
        due!("triplets_new + $2"),
        " and not ",
        under_way!(),
        ")"
    ))
    .bind(project.0)
    .bind(made)
    .execute(&mut *tx)
    .await?;
    if counted.rows_affected() > 0 {
        return Ok(false);
    }
    let snapshot = match asks_in_txn(tx, project).await? {
        true => match snapshot_ahead_in_txn(tx, project).await {
            Ok(snapshot) => Some(snapshot),
            // Nothing to train on yet (validation triplets alone): the next triplet asks again.
            Err(StoreError::Conflict(_)) => None,
            Err(error) => return Err(error),
        },
        false => None,
    };
    let due: bool = sqlx::query_scalar(concat!(
        "update projects set triplets_new = triplets_new + $2 where id = $1 returning ",
        due!("triplets_new")
    ))
    .bind(project.0)
    .bind(made)
    .fetch_one(&mut *tx)
    .await?;
    let Some(snapshot) = snapshot.filter(|_| due) else {
        return Ok(false);
    };
    match run_add_in_txn(tx, project, snapshot, &by_threshold(Some(review))).await {
        Ok(_) => Ok(true),
        // Somebody has asked for one meanwhile.
        Err(StoreError::Conflict(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// To the transaction's end nobody else asks because of enough triplets, unless somebody does already. Never waits.
async fn asks_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<bool> {
    let asks = sqlx::query_scalar(
        "select pg_try_advisory_xact_lock(hashtextextended('vitrine training ' || $1, 0))",
    )
    .bind(project.to_string())
    .fetch_one(tx)
    .await?;
    Ok(asks)
}
