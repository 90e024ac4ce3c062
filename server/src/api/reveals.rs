//! Veiled images shown clear: asked for, given to the one who asked while it lasts, veiled again.

use super::images;
use crate::error::{ApiError, Result};
use crate::extract::{Ask, Id, InProject};
use crate::headers::SANDBOX;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde::Deserialize;
use vitrine_domain::api::Page;
use vitrine_domain::{Exposure, ExposureSpread, ItemId, Reveal, RevealId};

/// 201 `Reveal`, logged; the one that stands where there is one. 403 `enough_today` past the day's limit, 409 where
/// nothing is veiled.
pub async fn add(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
) -> Result<(StatusCode, Json<Reveal>)> {
    let reveal = state.store.reveal_add(&member, id).await?;
    Ok((StatusCode::CREATED, Json(reveal)))
}

/// 204; the image is veiled again.
pub async fn end(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ItemId>,
) -> Result<StatusCode> {
    state.store.reveal_end(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    #[serde(default)]
    size: images::Wanted,
    position: Option<i16>,
}

/// `?size=` as of an image, `?position=` which of several, from 1. 200 JPEG, clear, kept by nobody: never 304, no part of it, nothing to know it again by.
/// 404 for another's reveal, 409 once it is over.
pub async fn image(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<RevealId>,
    Ask(query): Ask<Query>,
) -> Result<Response> {
    let position = query.position.unwrap_or(1);
    let image = state.store.reveal_image(&member, id, position).await?;
    if image.purged {
        return Err(ApiError::not_found());
    }
    let bytes = state
        .pictures
        .get_sized(&image.sha256, query.size.size())
        .await
        .map_err(ApiError::internal)?
        .ok_or_else(|| {
            ApiError::internal(format!("the bytes of image {} are missing", image.id))
        })?;
    let headers = [
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_SECURITY_POLICY, SANDBOX),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_TYPE, "image/jpeg"),
    ];
    Ok((headers, bytes).into_response())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Listed {
    cursor: Option<String>,
    limit: Option<i64>,
}

/// 200 `Page<Reveal>`: one's own, newest first.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
    Ask(q): Ask<Listed>,
) -> Result<Json<Page<Reveal>>> {
    let page = state
        .store
        .reveal_list(&member, q.cursor.as_deref(), q.limit)
        .await?;
    Ok(Json(page))
}

/// 200 `Exposure`: one's own today.
pub async fn exposure(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Exposure>> {
    Ok(Json(state.store.exposure_get(&member).await?))
}

/// 200 `ExposureSpread`: of nobody in particular, for leads.
pub async fn spread(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<ExposureSpread>> {
    Ok(Json(state.store.exposure_spread(&member).await?))
}
