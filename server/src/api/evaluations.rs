//! Evaluations: model versions' scores on held-out items.

use crate::error::Result;
use crate::extract::{Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use vitrine_domain::{Evaluation, EvaluationId};

/// 200 `[Evaluation]`.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Vec<Evaluation>>> {
    Ok(Json(state.store.evaluation_list(&member).await?))
}

/// 200 `Evaluation`.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<EvaluationId>,
) -> Result<Json<Evaluation>> {
    Ok(Json(state.store.evaluation_get(&member, id).await?))
}
