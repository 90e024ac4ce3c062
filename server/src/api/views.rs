//! Saved views of the queue, and what stands in it.

use crate::error::Result;
use crate::extract::{Ask, Body, Exactly, Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::api::{
    QueueCount, QueueCountQuery, QueuePage, QueueQuery, ViewPatch, ViewRequest,
};
use vitrine_domain::{ForLeads, View, ViewId};

/// 200 `[View]`: one's own and the shared ones.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Vec<View>>> {
    Ok(Json(state.store.view_list(&member).await?))
}

/// 201 `View`.
pub async fn add(
    State(state): State<AppState>,
    InProject(member): InProject,
    Exactly(request): Exactly<ViewRequest>,
) -> Result<(StatusCode, Json<View>)> {
    let view = state.store.view_add(&member, &request).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// 200 `View`, as it is now.
pub async fn change(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ViewId>,
    Body(patch): Body<ViewPatch>,
) -> Result<Json<View>> {
    Ok(Json(state.store.view_change(&member, id, &patch).await?))
}

/// 204.
pub async fn remove(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ViewId>,
) -> Result<StatusCode> {
    state.store.view_remove(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 200 `QueuePage`: what could be claimed now; nothing is held by looking.
pub async fn queue(
    State(state): State<AppState>,
    InProject(member): InProject,
    Ask(query): Ask<QueueQuery>,
) -> Result<Json<QueuePage>> {
    Ok(Json(state.store.queue_list(&member, &query).await?))
}

/// 200 `QueueCount`: how many the desk would offer.
pub async fn count(
    State(state): State<AppState>,
    InProject(member): InProject,
    Ask(query): Ask<QueueCountQuery>,
) -> Result<Json<QueueCount>> {
    let instead = ForLeads::asked(query.escalated, query.adjudication)?;
    let counted = state.store.queue_waiting(&member, query.view, instead);
    Ok(Json(counted.await?))
}
