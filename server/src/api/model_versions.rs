//! Model versions.

use crate::error::Result;
use crate::extract::{Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use vitrine_domain::rules::calibration::Calibration;
use vitrine_domain::{ModelVersion, ModelVersionId};

/// 200 `[ModelVersion]`.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Vec<ModelVersion>>> {
    Ok(Json(state.store.version_list(&member).await?))
}

/// 200 `Calibration`: what people made of answers about as sure, bin by bin.
pub async fn calibration(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ModelVersionId>,
) -> Result<Json<Calibration>> {
    Ok(Json(state.store.calibration_get(&member, id).await?))
}
