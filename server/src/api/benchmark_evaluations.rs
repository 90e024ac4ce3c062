//! Evaluations on published benchmarks: asked for, watched, read, cancelled.

use crate::error::Result;
use crate::extract::{Ask, Exactly, Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use vitrine_domain::api::{BenchmarkRequest, Page};
use vitrine_domain::{AnswerOutcome, BenchmarkAnswer, BenchmarkEvaluation, BenchmarkEvaluationId};

/// 200 `[BenchmarkEvaluation]`, newest first.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Vec<BenchmarkEvaluation>>> {
    Ok(Json(state.store.benchmark_evaluation_list(&member).await?))
}

/// 201 `BenchmarkEvaluation`; 409 while the same is under way.
pub async fn request(
    State(state): State<AppState>,
    InProject(member): InProject,
    Exactly(request): Exactly<BenchmarkRequest>,
) -> Result<(StatusCode, Json<BenchmarkEvaluation>)> {
    let evaluation = state
        .store
        .benchmark_evaluation_request(&member, &request)
        .await?;
    Ok((StatusCode::CREATED, Json(evaluation)))
}

/// 200 `BenchmarkEvaluation`.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<BenchmarkEvaluationId>,
) -> Result<Json<BenchmarkEvaluation>> {
    Ok(Json(
        state.store.benchmark_evaluation_get(&member, id).await?,
    ))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Query {
    outcome: Option<AnswerOutcome>,
    cursor: Option<String>,
    limit: Option<i64>,
}

/// 200 `Page<BenchmarkAnswer>`, in the order of the questions; empty until there is a result.
pub async fn answers(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<BenchmarkEvaluationId>,
    Ask(q): Ask<Query>,
) -> Result<Json<Page<BenchmarkAnswer>>> {
    let page = state
        .store
        .benchmark_answer_list(&member, id, q.outcome, q.cursor.as_deref(), q.limit)
        .await?;
    Ok(Json(page))
}

/// 202: the worker stops at its next pass.
pub async fn cancel(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<BenchmarkEvaluationId>,
) -> Result<StatusCode> {
    state.store.benchmark_evaluation_cancel(&member, id).await?;
    Ok(StatusCode::ACCEPTED)
}
