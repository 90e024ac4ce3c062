//! Drafts: what a reviewer has written of an item and not yet decided, one's own alone.

use crate::error::Result;
use crate::extract::{Exactly, Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::api::DraftRequest;
use vitrine_domain::{Draft, ItemId};

/// 200 `[Draft]`: the newest version of each of one's own, latest first.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Vec<Draft>>> {
    Ok(Json(state.store.draft_list(&member).await?))
}

/// 200 `Draft`, or null.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
) -> Result<Json<Option<Draft>>> {
    Ok(Json(state.store.draft_get(&member, id).await?))
}

/// 201 `Draft`: one more version. A page that goes away can still send this.
pub async fn save(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
    Exactly(request): Exactly<DraftRequest>,
) -> Result<(StatusCode, Json<Draft>)> {
    let draft = state.store.draft_save(&member, id, &request).await?;
    Ok((StatusCode::CREATED, Json(draft)))
}

/// 204.
pub async fn remove(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
) -> Result<StatusCode> {
    state.store.draft_remove(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
