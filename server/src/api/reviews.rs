//! Reviews: a verdict given, or taken back within its grace period.

use crate::error::Result;
use crate::extract::{Exactly, Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::api::{ReviewReceipt, ReviewRequest, UndoRequest};
use vitrine_domain::{ItemId, Review};

/// 201 `ReviewReceipt`; the same again for the same under the same fence.
pub async fn submit(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
    Exactly(request): Exactly<ReviewRequest>,
) -> Result<(StatusCode, Json<ReviewReceipt>)> {
    let receipt = state.store.review_submit(&member, id, &request).await?;
    Ok((StatusCode::CREATED, Json(receipt)))
}

/// 200 `Review`: the one that supersedes; the same again for the same.
pub async fn undo(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
    Exactly(request): Exactly<UndoRequest>,
) -> Result<Json<Review>> {
    let review = state
        .store
        .review_undo(&member, id, request.review_id)
        .await?;
    Ok(Json(review))
}
