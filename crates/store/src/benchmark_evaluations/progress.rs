//! How an evaluation on a benchmark gets on, as its worker tells, and how it ends.

use super::answers::answers_add_in_txn;
use super::evaluation_in_txn;
use crate::rows::to_json;
use crate::{Member, Result, Store, StoreError, audit, changes, model_versions};
use serde_json::json;
use sqlx::PgConnection;
use vitrine_domain::api::Change;
use vitrine_domain::{
    BenchmarkAnswer, BenchmarkEvaluation, BenchmarkEvaluationId, BenchmarkOptions, BenchmarkResult,
    Ensemble, ModelVersionId, Role,
};

impl Store {
    /// It is under way, with so many answers and judgements of so many. Errors: `Conflict` when it is over.
    pub async fn benchmark_evaluation_progress(
        &self,
        member: &Member,
        id: BenchmarkEvaluationId,
        done: i32,
        total: i32,
    ) -> Result<BenchmarkEvaluation> {
        let mut tx = self.begin().await?;
        let changed = sqlx::query(
            "update benchmark_evaluations set state = 'running', done = $3, total = $4,
                started_at = coalesce(started_at, now())
             where project_id = $1 and id = $2 and state in ('queued', 'running')",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .bind(done)
        .bind(total)
        .execute(&mut *tx)
        .await?;
        let now = evaluation_in_txn(&mut tx, member.project_id, id).await?;
        if changed.rows_affected() == 0 {
            return Err(over(&now));
        }
        notify(&mut tx, member, id).await?;
        tx.commit().await?;
        Ok(now)
    }

    /// The result and all answers stand, or none of them. Repeated, it returns what is there. Errors: `Conflict` when
    /// it ended otherwise, or was cancelled by now.
    pub async fn benchmark_evaluation_finish(
        &self,
        member: &Member,
        id: BenchmarkEvaluationId,
        result: &BenchmarkResult,
        answers: &[BenchmarkAnswer],
    ) -> Result<BenchmarkEvaluation> {
        let project = member.project_id;
        let mut tx = self.begin().await?;
        let changed = sqlx::query(
            "update benchmark_evaluations set state = 'done', result = $3, done = total, finished_at = now()
             where project_id = $1 and id = $2 and state in ('queued', 'running') and not cancel_requested",
        )
        .bind(project.0)
        .bind(id.0)
        .bind(to_json(result))
        .execute(&mut *tx)
        .await?;
        if changed.rows_affected() == 0 {
            let there = evaluation_in_txn(&mut tx, project, id).await?;
            return match there.result.is_some() {
                true => Ok(there),
                false => Err(over(&there)),
            };
        }
        answers_add_in_txn(&mut tx, member, id, answers).await?;
        ended(&mut tx, member, id, told(result)).await?;
        let there = evaluation_in_txn(&mut tx, project, id).await?;
        tx.commit().await?;
        Ok(there)
    }

    /// One that was measured outside the queue, whole: result and all answers, or none of them.
    pub async fn benchmark_evaluation_add(
        &self,
        member: &Member,
        version: ModelVersionId,
        options: BenchmarkOptions,
        result: &BenchmarkResult,
        answers: &[BenchmarkAnswer],
    ) -> Result<BenchmarkEvaluation> {
        member.need(Role::may_train, "add an evaluation")?;
        let project = member.project_id;
        let mut tx = self.begin().await?;
        model_versions::version_in_txn(&mut tx, project, version).await?;
        let id = BenchmarkEvaluationId::fresh();
        let total = answers.len() as i32;
        sqlx::query(
            "insert into benchmark_evaluations (id, project_id, model_version_id, benchmark, requested_by, state, done,
                total, result, started_at, finished_at, both_orders, ensemble)
             values ($1, $2, $3, $4, $5, 'done', $6, $6, $7, now(), now(), $8, $9)",
        )
        .bind(id.0)
        .bind(project.0)
        .bind(version.0)
        .bind(result.record.benchmark.as_str())
        .bind(&member.actor.name)
        .bind(total)
        .bind(to_json(result))
        .bind(options.both_orders)
        .bind(options.ensemble.map(Ensemble::as_str))
        .execute(&mut *tx)
        .await?;
        answers_add_in_txn(&mut tx, member, id, answers).await?;
        ended(&mut tx, member, id, told(result)).await?;
        let there = evaluation_in_txn(&mut tx, project, id).await?;
        tx.commit().await?;
        Ok(there)
    }

    /// It ends without a result; `reason` is a sentence for the page. One that is over stays as it is.
    pub async fn benchmark_evaluation_fail(
        &self,
        member: &Member,
        id: BenchmarkEvaluationId,
        reason: &str,
    ) -> Result<()> {
        self.end(member, id, "failed", reason).await
    }

    /// The worker has stopped at somebody's wish. One that is over stays as it is.
    pub async fn benchmark_evaluation_cancelled(
        &self,
        member: &Member,
        id: BenchmarkEvaluationId,
    ) -> Result<()> {
        self.end(member, id, "cancelled", "cancelled").await
    }

    /// Asks for it: a queued one is cancelled at once, one under way when its worker next looks. Errors: `Conflict` when
    /// it is over.
    pub async fn benchmark_evaluation_cancel(
        &self,
        member: &Member,
        id: BenchmarkEvaluationId,
    ) -> Result<()> {
        member.need(Role::may_train, "cancel an evaluation")?;
        let mut tx = self.begin().await?;
        let changed = sqlx::query(
            "update benchmark_evaluations set cancel_requested = true,
                state = case state when 'queued' then 'cancelled' else state end,
                reason = case state when 'queued' then 'cancelled' else reason end,
                finished_at = case state when 'queued' then now() end
             where project_id = $1 and id = $2 and state in ('queued', 'running')",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .execute(&mut *tx)
        .await?;
        if changed.rows_affected() == 0 {
            return Err(over(
                &evaluation_in_txn(&mut tx, member.project_id, id).await?,
            ));
        }
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "benchmark_evaluation.cancel",
            ("benchmark_evaluation", &id.to_string()),
            json!({}),
        )
        .await?;
        notify(&mut tx, member, id).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn end(
        &self,
        member: &Member,
        id: BenchmarkEvaluationId,
        state: &'static str,
        reason: &str,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let changed = sqlx::query(
            "update benchmark_evaluations set state = $3, reason = $4, finished_at = now()
             where project_id = $1 and id = $2 and state in ('queued', 'running')",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .bind(state)
        .bind(reason)
        .execute(&mut *tx)
        .await?;
        if changed.rows_affected() == 0 {
            // Over already, or not this project's.
            evaluation_in_txn(&mut tx, member.project_id, id).await?;
        } else {
            ended(
                &mut tx,
                member,
                id,
                json!({"state": state, "reason": reason}),
            )
            .await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

/// What the audit trail keeps of a result.
fn told(result: &BenchmarkResult) -> serde_json::Value {
    json!({"state": "done", "score": result.score, "partial": result.partial})
}

async fn ended(
    tx: &mut PgConnection,
    member: &Member,
    id: BenchmarkEvaluationId,
    detail: serde_json::Value,
) -> Result<()> {
    audit::audit_member_in_txn(
        tx,
        member,
        "benchmark_evaluation.end",
        ("benchmark_evaluation", &id.to_string()),
        detail,
    )
    .await?;
    notify(tx, member, id).await
}

async fn notify(tx: &mut PgConnection, member: &Member, id: BenchmarkEvaluationId) -> Result<()> {
    let change = Change::Benchmark { evaluation_id: id };
    changes::notify_in_txn(tx, member.project_id, change).await
}

fn over(evaluation: &BenchmarkEvaluation) -> StoreError {
    let how = match evaluation.state.is_over() {
        true => evaluation.state.as_str(),
        false => "being cancelled",
    };
    StoreError::Conflict(format!(
        "the evaluation is {how}; nothing can be done with it"
    ))
}
