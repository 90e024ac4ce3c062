//! Items: the list, one with its history, and the way out for an image that must go.

use crate::error::{ApiError, Result};
use crate::extract::{Ask, Body, Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use vitrine_domain::api::{ItemFilter, ItemPage};
use vitrine_domain::{ImageId, ItemHistory, ItemId};

/// 200 `Page<ItemRow>`.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
    Ask(filter): Ask<ItemFilter>,
) -> Result<Json<ItemPage>> {
    Ok(Json(state.store.item_list(&member, &filter).await?))
}

/// 200 `ItemHistory`.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
) -> Result<Json<ItemHistory>> {
    Ok(Json(state.store.item_history(&member, id).await?))
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurgeRequest {
    /// Goes into the audit trail.
    reason: String,
    /// Which of the item's images; needed where it has several.
    #[serde(default)]
    image_id: Option<ImageId>,
}

/// 204. First the rows say that the image is gone, then its bytes go; repeated, it finishes what was begun.
pub async fn purge(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
    Body(request): Body<PurgeRequest>,
) -> Result<StatusCode> {
    let (store, reason) = (&state.store, &request.reason);
    let purged = match request.image_id {
        None => store.item_purge(&member, id, reason).await?,
        Some(image) => {
            let purged = store.item_image_purge(&member, id, image, reason);
            purged.await?
        }
    };
    forget(&state, &purged.sha256).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The bytes go, and what was made of them, unless an image of any project holds them.
pub(super) async fn forget(state: &AppState, sha256: &str) -> Result<()> {
    let guard = state.store.image_bytes(sha256).await?;
    if !guard.in_use {
        let gone = state.pictures.purge(sha256).await;
        gone.map_err(ApiError::internal)?;
    }
    Ok(())
}

/// 200: the perceptual hash, its threshold, and how many clusters each split has.
pub async fn clusters(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Value>> {
    let report = state.store.cluster_report(&member).await?;
    Ok(Json(json!({
        "distance": report.distance,
        "images": report.images,
        "train": report.train,
        "validation": report.validation,
        "held_out": report.held_out,
        "set_aside": report.set_aside,
    })))
}
