//! What members say to each other about an item.

use crate::error::Result;
use crate::extract::{Exactly, Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::api::{CommentRequest, FlagRequest};
use vitrine_domain::{Comment, ItemId};

/// 200 `[Comment]`, oldest first.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
) -> Result<Json<Vec<Comment>>> {
    Ok(Json(state.store.comment_list(&member, id).await?))
}

/// 201 `Comment`.
pub async fn add(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
    Exactly(request): Exactly<CommentRequest>,
) -> Result<(StatusCode, Json<Comment>)> {
    let CommentRequest { id: own, text } = request;
    let comment = state.store.comment_add(&member, id, own, &text).await?;
    Ok((StatusCode::CREATED, Json(comment)))
}

/// 201 `Comment`: what was said with it.
pub async fn flag(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
    Exactly(request): Exactly<FlagRequest>,
) -> Result<(StatusCode, Json<Comment>)> {
    let comment = state.store.item_flag(&member, id, &request).await?;
    Ok((StatusCode::CREATED, Json(comment)))
}
