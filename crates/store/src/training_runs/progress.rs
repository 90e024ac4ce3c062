//! How a training run gets on, as its worker tells. Every step may be told twice: a killed worker's successor repeats.

use super::{run_in_txn, run_state_in_txn};
use crate::{Member, Result, Store, StoreError, audit, changes, projects, rows::to_json, triplets};
use serde_json::json;
use sqlx::PgConnection;
use vitrine_domain::api::Change;
use vitrine_domain::{Role, RunState, TrainFigures, TrainingPoint, TrainingRun, TrainingRunId};

/// Where it stands, and the curve's points since the last time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RunProgress {
    pub step: i32,
    pub steps: i32,
    pub eta_seconds: Option<f32>,
    pub points: Vec<TrainingPoint>,
}

impl Store {
    /// Training begins, or goes on after a kill. `config` is all that the run goes by, defaults included: stored at
    /// the first start alone, so that a run taken up again, by a later release perhaps, goes on with what the returned
    /// row says. `Conflict` when the run is over: there is nothing to do.
    pub async fn run_start(
        &self,
        member: &Member,
        id: TrainingRunId,
        base_hash: &str,
        steps: i32,
        config: &serde_json::Value,
    ) -> Result<TrainingRun> {
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "update training_runs set state = 'training', base_hash = $3, steps = $4,
                config = case when started_at is null then $5 else config end,
                started_at = coalesce(started_at, now())
             where project_id = $1 and id = $2 and state in ('queued', 'training', 'evaluating')",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .bind(base_hash)
        .bind(steps)
        .bind(config)
        .execute(&mut *tx)
        .await?;
        let run = run_in_txn(&mut tx, member.project_id, id).await?;
        if done.rows_affected() == 0 {
            return Err(over(run.state));
        }
        notify(&mut tx, member, id).await?;
        tx.commit().await?;
        Ok(run)
    }

    /// Points of a step told before are replaced. `Conflict` when the run is over.
    pub async fn run_progress(
        &self,
        member: &Member,
        id: TrainingRunId,
        progress: &RunProgress,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "update training_runs set step = $3, steps = $4, eta_seconds = $5
             where project_id = $1 and id = $2 and state in ('training', 'evaluating')",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .bind(progress.step)
        .bind(progress.steps)
        .bind(progress.eta_seconds)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            let (state, _) = run_state_in_txn(&mut tx, member.project_id, id).await?;
            return Err(over(state));
        }
        for point in &progress.points {
            sqlx::query(
                "insert into training_points
                    (training_run_id, step, loss, validation_loss, learning_rate, grad_norm, tokens_per_second,
                     visual_share, memory_mb, preference_loss)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                 on conflict (training_run_id, step) do update set loss = excluded.loss,
                    validation_loss = excluded.validation_loss, learning_rate = excluded.learning_rate,
                    grad_norm = excluded.grad_norm, tokens_per_second = excluded.tokens_per_second,
                    visual_share = excluded.visual_share, memory_mb = excluded.memory_mb,
                    preference_loss = excluded.preference_loss",
            )
            .bind(id.0)
            .bind(point.step)
            .bind(point.loss)
            .bind(point.validation_loss)
            .bind(point.learning_rate)
            .bind(point.grad_norm)
            .bind(point.tokens_per_second)
            .bind(point.visual_share)
            .bind(point.memory_mb)
            .bind(point.preference_loss)
            .execute(&mut *tx)
            .await?;
        }
        notify(&mut tx, member, id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Training is over, evaluation begins; [`Store::gate_apply`] ends the run. `Conflict` when it is over.
    pub async fn run_finish(
        &self,
        member: &Member,
        id: TrainingRunId,
        figures: &TrainFigures,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "update training_runs set state = 'evaluating', figures = $3, eta_seconds = null
             where project_id = $1 and id = $2 and state in ('training', 'evaluating')",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .bind(to_json(figures))
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            let (state, _) = run_state_in_txn(&mut tx, member.project_id, id).await?;
            return Err(over(state));
        }
        notify(&mut tx, member, id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The run ends without a decision; `reason` is a sentence for the page. A run that is over stays as it is.
    pub async fn run_fail(&self, member: &Member, id: TrainingRunId, reason: &str) -> Result<()> {
        self.run_end(member, id, "failed", reason).await
    }

    /// The worker has stopped at somebody's wish. A run that is over stays as it is.
    pub async fn run_cancelled(&self, member: &Member, id: TrainingRunId) -> Result<()> {
        self.run_end(member, id, "cancelled", "cancelled").await
    }

    /// Asks for it: a queued run is cancelled at once, a running one when its worker next looks.
    /// `Conflict` when it is over.
    pub async fn run_cancel(&self, member: &Member, id: TrainingRunId) -> Result<()> {
        member.need(Role::may_train, "cancel a training run")?;
        let mut tx = self.begin().await?;
        projects::lock_in_txn(&mut tx, member.project_id).await?;
        let done = sqlx::query(
            "update training_runs set cancel_requested = true,
                state = case state when 'queued' then 'cancelled' else state end,
                reason = case state when 'queued' then 'cancelled' else reason end,
                finished_at = case state when 'queued' then now() end
             where project_id = $1 and id = $2 and state in ('queued', 'training', 'evaluating')",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            let (state, _) = run_state_in_txn(&mut tx, member.project_id, id).await?;
            return Err(over(state));
        }
        let (now, _) = run_state_in_txn(&mut tx, member.project_id, id).await?;
        if now.is_over() {
            triplets::given_back_in_txn(&mut tx, member.project_id, id).await?;
        }
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "training_run.cancel",
            ("training_run", &id.to_string()),
            json!({}),
        )
        .await?;
        notify(&mut tx, member, id).await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn run_cancel_requested(&self, member: &Member, id: TrainingRunId) -> Result<bool> {
        let asked = sqlx::query_scalar(
            "select cancel_requested from training_runs where project_id = $1 and id = $2",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .fetch_one(&self.pool)
        .await?;
        Ok(asked)
    }

    async fn run_end(
        &self,
        member: &Member,
        id: TrainingRunId,
        state: &'static str,
        reason: &str,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        projects::lock_in_txn(&mut tx, member.project_id).await?;
        let done = sqlx::query(
            "update training_runs set state = $3, reason = $4, finished_at = now(), eta_seconds = null
             where project_id = $1 and id = $2 and state in ('queued', 'training', 'evaluating')",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .bind(state)
        .bind(reason)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            // Over already, or not this project's.
            run_state_in_txn(&mut tx, member.project_id, id).await?;
        } else {
            triplets::given_back_in_txn(&mut tx, member.project_id, id).await?;
            audit::audit_member_in_txn(
                &mut tx,
                member,
                "training_run.end",
                ("training_run", &id.to_string()),
                json!({"state": state, "reason": reason}),
            )
            .await?;
            notify(&mut tx, member, id).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

async fn notify(tx: &mut PgConnection, member: &Member, id: TrainingRunId) -> Result<()> {
    changes::notify_in_txn(tx, member.project_id, Change::Training { run_id: id }).await
}

fn over(state: RunState) -> StoreError {
    StoreError::Conflict(format!(
        "the training run is {}; nothing can be done with it",
        state.as_str()
    ))
}
