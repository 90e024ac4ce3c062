//! Gold items: which are, and what reviewers made of them.

use crate::error::Result;
use crate::extract::{Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::api::GoldReport;
use vitrine_domain::{GoldItem, ItemId};

/// 200 `[GoldItem]`, newest mark first; leads.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Vec<GoldItem>>> {
    Ok(Json(state.store.gold_list(&member).await?))
}

/// 204: the review that stands is the truth; leads.
pub async fn mark(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
) -> Result<StatusCode> {
    state.store.gold_mark(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 204; leads.
pub async fn unmark(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
) -> Result<StatusCode> {
    state.store.gold_unmark(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 200 `GoldReport`: everybody's figures for leads, one's own for others.
pub async fn report(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<GoldReport>> {
    Ok(Json(state.store.gold_report(&member).await?))
}
