//! The model version in use: looked up, promoted or rolled back by name.

use crate::error::Result;
use crate::extract::{Exactly, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use vitrine_domain::ModelVersion;
use vitrine_domain::api::ChampionRequest;

/// 200 `ModelVersion`, or null before a worker has registered the base.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Option<ModelVersion>>> {
    Ok(Json(state.store.champion_get(&member).await?))
}

/// 200 `ModelVersion`: the one in use from now on.
pub async fn set(
    State(state): State<AppState>,
    InProject(member): InProject,
    Exactly(request): Exactly<ChampionRequest>,
) -> Result<Json<ModelVersion>> {
    let version = state
        .store
        .champion_set(&member, request.model_version_id, &request.reason)
        .await?;
    Ok(Json(version))
}
