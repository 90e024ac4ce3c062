//! Ways out of one reviewer's hands that are no decision: passed over, put on hold, taken up again, sent to a person.

use crate::error::Result;
use crate::extract::{Exactly, Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::api::{FenceRequest, SendRequest};
use vitrine_domain::{ItemId, Skip};

/// 204; the item is not offered to this reviewer again, whose draft of it ends.
pub async fn skip(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
    Exactly(request): Exactly<FenceRequest>,
) -> Result<StatusCode> {
    state
        .store
        .item_skip(&member, id, request.fence, &request.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 200 `[Skip]`: who passed it over and why; for who does not lead, only what they did themselves.
pub async fn skips(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
) -> Result<Json<Vec<Skip>>> {
    Ok(Json(state.store.skip_list(&member, id).await?))
}

/// 204; the item is offered to this reviewer again.
pub async fn unskip(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
) -> Result<StatusCode> {
    state.store.skip_remove(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 204; the item is offered to nobody.
pub async fn hold(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
    Exactly(request): Exactly<FenceRequest>,
) -> Result<StatusCode> {
    state
        .store
        .item_hold(&member, id, request.fence, &request.reason)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 204; back into the queue.
pub async fn resume(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
) -> Result<StatusCode> {
    state.store.item_resume(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 204; nobody else is offered it.
pub async fn send(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
    Exactly(request): Exactly<SendRequest>,
) -> Result<StatusCode> {
    state.store.item_send(&member, id, &request).await?;
    Ok(StatusCode::NO_CONTENT)
}
