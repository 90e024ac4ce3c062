//! Evaluations of model versions on published benchmarks, as they stand, and their answers. Asking for one and carrying
//! it on have files of their own.

mod answers;
mod progress;
mod requests;

use crate::rows::{json, word, word_opt};
use crate::{Member, Result, Store};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::{
    Benchmark, BenchmarkEvaluation, BenchmarkEvaluationId, BenchmarkOptions, ModelVersionId,
    ProjectId,
};

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select e.*, v.name as model_version from benchmark_evaluations e
             join model_versions v on v.id = e.model_version_id where e.project_id = $1 and ",
            $rest
        )
    };
}

impl Store {
    pub async fn benchmark_evaluation_get(
        &self,
        member: &Member,
        id: BenchmarkEvaluationId,
    ) -> Result<BenchmarkEvaluation> {
        let mut connection = self.pool.acquire().await?;
        evaluation_in_txn(&mut connection, member.project_id, id).await
    }

    /// Newest first.
    pub async fn benchmark_evaluation_list(
        &self,
        member: &Member,
    ) -> Result<Vec<BenchmarkEvaluation>> {
        let rows = sqlx::query(select!("true order by e.id desc"))
            .bind(member.project_id.0)
            .fetch_all(&self.pool)
            .await?;
        Ok(rows
            .iter()
            .map(evaluation_from)
            .collect::<sqlx::Result<_>>()?)
    }

    /// The newest of a version by itself on a benchmark that is under way or has a result; failed and cancelled ones are
    /// not, nor those with a teacher.
    pub async fn benchmark_evaluation_newest(
        &self,
        member: &Member,
        version: ModelVersionId,
        benchmark: Benchmark,
    ) -> Result<Option<BenchmarkEvaluation>> {
        let row = sqlx::query(select!(
            "e.model_version_id = $2 and e.benchmark = $3 and e.ensemble is null and e.state in ('queued', 'running', 'done')
             order by e.id desc limit 1"
        ))
        .bind(member.project_id.0)
        .bind(version.0)
        .bind(benchmark.as_str())
        .fetch_optional(&self.pool)
        .await?;
        Ok(row.as_ref().map(evaluation_from).transpose()?)
    }
}

pub(crate) async fn evaluation_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    id: BenchmarkEvaluationId,
) -> Result<BenchmarkEvaluation> {
    let row = sqlx::query(select!("e.id = $2"))
        .bind(project.0)
        .bind(id.0)
        .fetch_one(tx)
        .await?;
    Ok(evaluation_from(&row)?)
}

fn evaluation_from(row: &PgRow) -> sqlx::Result<BenchmarkEvaluation> {
    let result: Option<serde_json::Value> = row.try_get("result")?;
    Ok(BenchmarkEvaluation {
        id: BenchmarkEvaluationId(row.try_get("id")?),
        project_id: ProjectId(row.try_get("project_id")?),
        model_version_id: ModelVersionId(row.try_get("model_version_id")?),
        model_version: row.try_get("model_version")?,
        benchmark: word(row, "benchmark")?,
        options: BenchmarkOptions {
            both_orders: row.try_get("both_orders")?,
            ensemble: word_opt(row, "ensemble")?,
        },
        requested_by: row.try_get("requested_by")?,
        state: word(row, "state")?,
        cancel_requested: row.try_get("cancel_requested")?,
        done: row.try_get("done")?,
        total: row.try_get("total")?,
        reason: row.try_get("reason")?,
        result: match result {
            None => None,
            Some(_) => Some(json(row, "result")?),
        },
        created_at: row.try_get("created_at")?,
        started_at: row.try_get("started_at")?,
        finished_at: row.try_get("finished_at")?,
    })
}
