//! What people have decided, page by page.

use crate::error::Result;
use crate::extract::{Ask, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use vitrine_domain::api::{DecisionPage, DecisionQuery};

/// 200 `DecisionPage`, newest first: one's own, or for leads somebody's.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
    Ask(query): Ask<DecisionQuery>,
) -> Result<Json<DecisionPage>> {
    Ok(Json(state.store.decision_list(&member, &query).await?))
}
