//! Training runs asked for: by a person, a cron tick or enough new triplets; one at a time in a project.

use super::adding::{Asked, by_threshold, run_add_in_txn, snapshot_ahead_in_txn};
use super::enough::enough_in_txn;
use crate::jobs::{TrainJob, enqueue_in_txn, without_job};
use crate::{Member, Result, Store, StoreError, projects};
use sqlx::PgConnection;
use std::borrow::Cow;
use vitrine_domain::api::TrainRequest;
use vitrine_domain::rules::training_settings;
use vitrine_domain::{ProjectId, Role, TrainingRun, TrainingRunId, Trigger};

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
        let mut tx = self.pool.begin().await?;
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
