//! Claims: a reviewer's lease on an item, kept alive, given back.

use crate::error::Result;
use crate::extract::{Exactly, Id, InProject, SignedIn};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::api::{ClaimRequest, DeskItem, FenceRequest, OwnClaim};
use vitrine_domain::{Claim, ItemId};

/// 200 `DeskItem`, or null where nothing is queued.
pub async fn claim(
    State(state): State<AppState>,
    InProject(member): InProject,
    Exactly(request): Exactly<ClaimRequest>,
) -> Result<Json<Option<DeskItem>>> {
    Ok(Json(state.store.item_claim(&member, &request).await?))
}

/// 200 `[OwnClaim]`: what one holds, in all projects.
pub async fn list(State(state): State<AppState>, who: SignedIn) -> Result<Json<Vec<OwnClaim>>> {
    Ok(Json(state.store.claim_list(&who.actor).await?))
}

/// 200 `Claim`, with its new expiry.
pub async fn heartbeat(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
    Exactly(request): Exactly<FenceRequest>,
) -> Result<Json<Claim>> {
    Ok(Json(
        state
            .store
            .claim_renew(&member, id, request.fence, request.ahead)
            .await?,
    ))
}

/// 204.
pub async fn release(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
    Exactly(request): Exactly<FenceRequest>,
) -> Result<StatusCode> {
    state
        .store
        .claim_release(&member, id, request.fence)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
