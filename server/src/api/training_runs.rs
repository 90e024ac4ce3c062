//! Training runs: asked for, watched, cancelled.

use crate::error::Result;
use crate::extract::{Ask, Exactly, Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use vitrine_domain::api::TrainRequest;
use vitrine_domain::{
    Evaluation, EvaluationItem, TrainingRun, TrainingRunDetail, TrainingRunId, Trigger,
};
use vitrine_store::Member;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newest {
    limit: Option<i64>,
}

/// 200 `[TrainingRun]`, newest first; `?limit=` so many.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
    Ask(newest): Ask<Newest>,
) -> Result<Json<Vec<TrainingRun>>> {
    Ok(Json(state.store.run_list(&member, newest.limit).await?))
}

/// 201 `TrainingRun`; 409 while one is under way.
pub async fn request(
    State(state): State<AppState>,
    InProject(member): InProject,
    Exactly(request): Exactly<TrainRequest>,
) -> Result<(StatusCode, Json<TrainingRun>)> {
    let run = state
        .store
        .run_request(&member, &request, Trigger::Button)
        .await?;
    Ok((StatusCode::CREATED, Json(run)))
}

/// 200 `TrainingRunDetail`.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<TrainingRunId>,
) -> Result<Json<TrainingRunDetail>> {
    Ok(Json(state.store.run_detail(&member, id).await?))
}

/// 202: the worker stops at its next step.
pub async fn cancel(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<TrainingRunId>,
) -> Result<StatusCode> {
    state.store.run_cancel(&member, id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// What champion and candidate said of each held-out item; empty until measured.
#[derive(Serialize)]
pub struct Compared {
    before: Vec<EvaluationItem>,
    after: Vec<EvaluationItem>,
}

/// 200 `{before: [EvaluationItem], after: [EvaluationItem]}`.
pub async fn evaluation_items(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<TrainingRunId>,
) -> Result<Json<Compared>> {
    let detail = state.store.run_detail(&member, id).await?;
    Ok(Json(Compared {
        before: items(&state, &member, detail.before).await?,
        after: items(&state, &member, detail.after).await?,
    }))
}

async fn items(
    state: &AppState,
    member: &Member,
    evaluation: Option<Evaluation>,
) -> Result<Vec<EvaluationItem>> {
    match evaluation {
        Some(e) => Ok(state.store.evaluation_items(member, e.id).await?),
        None => Ok(Vec::new()),
    }
}
