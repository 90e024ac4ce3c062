//! Snapshots: made of all current triplets, listed, looked at.

use crate::error::Result;
use crate::extract::{Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::api::SnapshotMade;
use vitrine_domain::{Snapshot, SnapshotId};

/// 200 `[Snapshot]`.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Vec<Snapshot>>> {
    Ok(Json(state.store.snapshot_list(&member).await?))
}

/// 201 `SnapshotMade`; the same content gives the same one. 409 `conflict` where nothing is curated.
pub async fn make(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<(StatusCode, Json<SnapshotMade>)> {
    let snapshot = state.store.snapshot_make(&member).await?;
    let made = SnapshotMade {
        snapshot_id: snapshot.id,
        hash: snapshot.hash,
    };
    Ok((StatusCode::CREATED, Json(made)))
}

/// 200 `Snapshot`.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<SnapshotId>,
) -> Result<Json<Snapshot>> {
    Ok(Json(state.store.snapshot_get(&member, id).await?))
}
