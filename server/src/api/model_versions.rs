//! Model versions.

use crate::error::Result;
use crate::extract::InProject;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use vitrine_domain::ModelVersion;

/// 200 `[ModelVersion]`.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Vec<ModelVersion>>> {
    Ok(Json(state.store.version_list(&member).await?))
}
