//! Evaluations asked for, by a person or by the gate's rule: the row and its job stand together or not at all.

use super::evaluation_in_txn;
use crate::error::breaks;
use crate::jobs::{EvaluateJob, enqueue_in_txn, without_job};
use crate::{Member, Result, Store, StoreError, audit, changes, model_versions};
use serde_json::json;
use vitrine_domain::api::{BenchmarkRequest, Change};
use vitrine_domain::{BenchmarkEvaluation, BenchmarkEvaluationId, Ensemble, Role};

impl Store {
    /// Errors: `Conflict` while the same version is being measured on the same benchmark, `Invalid` for an option that
    /// the benchmark has not.
    pub async fn benchmark_evaluation_request(
        &self,
        member: &Member,
        request: &BenchmarkRequest,
    ) -> Result<BenchmarkEvaluation> {
        member.need(Role::may_train, "start an evaluation")?;
        request.options.check(request.benchmark)?;
        let project_id = member.project_id;
        let mut tx = self.begin().await?;
        let version =
            model_versions::version_in_txn(&mut tx, project_id, request.model_version_id).await?;
        let title = request.benchmark.title();
        let id = BenchmarkEvaluationId::fresh();
        sqlx::query(
            "insert into benchmark_evaluations (id, project_id, model_version_id, benchmark, requested_by, state,
                both_orders, ensemble)
             values ($1, $2, $3, $4, $5, 'queued', $6, $7)",
        )
        .bind(id.0)
        .bind(project_id.0)
        .bind(version.id.0)
        .bind(request.benchmark.as_str())
        .bind(&member.actor.name)
        .bind(request.options.both_orders)
        .bind(request.options.ensemble.map(Ensemble::as_str))
        .execute(&mut *tx)
        .await
        .map_err(
            |error| match breaks(&error, "benchmark_evaluations_one_active") {
                true => StoreError::Conflict(format!(
                    "{} is being measured on {title} already; wait for it or cancel it",
                    version.name
                )),
                false => error.into(),
            },
        )?;
        let job = EvaluateJob {
            project_id,
            evaluation_id: id,
        };
        enqueue_in_txn(&mut tx, &[job]).await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "benchmark_evaluation.request",
            ("benchmark_evaluation", &id.to_string()),
            json!({"version": version.name, "benchmark": request.benchmark, "options": request.options}),
        )
        .await?;
        let change = Change::Benchmark { evaluation_id: id };
        changes::notify_in_txn(&mut tx, project_id, change).await?;
        let made = evaluation_in_txn(&mut tx, project_id, id).await?;
        tx.commit().await?;
        Ok(made)
    }

    /// Enqueues a job for every evaluation under way that no job stands for any more: for the sweep. Returns how many.
    pub async fn benchmark_evaluations_enqueue_lost(&self, member: &Member) -> Result<u64> {
        let project_id = member.project_id;
        let mut tx = self.begin().await?;
        let lost: Vec<uuid::Uuid> = sqlx::query_scalar(concat!(
            "select e.id from benchmark_evaluations e
             where e.project_id = $1 and e.state in ('queued', 'running') and ",
            without_job!("evaluate", "evaluation_id", "e.id")
        ))
        .bind(project_id.0)
        .fetch_all(&mut *tx)
        .await?;
        let jobs: Vec<EvaluateJob> = lost
            .into_iter()
            .map(|id| EvaluateJob {
                project_id,
                evaluation_id: BenchmarkEvaluationId(id),
            })
            .collect();
        enqueue_in_txn(&mut tx, &jobs).await?;
        tx.commit().await?;
        Ok(jobs.len() as u64)
    }
}
