//! Evaluations: model versions' scores on held-out items.

use crate::error::Result;
use crate::extract::{Ask, Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use vitrine_domain::api::{PairPage, PairQuery};
use vitrine_domain::rules::confusion::Confusion;
use vitrine_domain::{Evaluation, EvaluationError, EvaluationId};

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

/// 200 `PairPage`: item by item beside the evaluation `?with=`.
pub async fn pairs(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<EvaluationId>,
    Ask(query): Ask<PairQuery>,
) -> Result<Json<PairPage>> {
    Ok(Json(
        state.store.evaluation_pairs(&member, id, &query).await?,
    ))
}

/// 200 `Confusion`, label by label.
pub async fn confusion(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<EvaluationId>,
) -> Result<Json<Confusion>> {
    Ok(Json(state.store.evaluation_confusion(&member, id).await?))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Errors {
    label: Option<String>,
    limit: Option<i64>,
}

/// 200 `[EvaluationError]`, the worst first: decisions by surprise, prose by chrF.
pub async fn errors(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<EvaluationId>,
    Ask(q): Ask<Errors>,
) -> Result<Json<Vec<EvaluationError>>> {
    let errors = state
        .store
        .evaluation_errors(&member, id, q.label.as_deref(), q.limit)
        .await?;
    Ok(Json(errors))
}
