//! What is known of an image in words: captions and boxes, for a teacher that sees no pixels.

use crate::error::Result;
use crate::extract::{Exactly, Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use vitrine_domain::{ImageContext, ImageId};

/// 200 `ImageContext`, empty where nobody has written one.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ImageId>,
) -> Result<Json<ImageContext>> {
    Ok(Json(state.store.image_context_get(&member, id).await?))
}

/// 200 `ImageContext`, as it is now: reviewers, by hand or from an import. It takes the place of the one before.
pub async fn set(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ImageId>,
    Exactly(context): Exactly<ImageContext>,
) -> Result<Json<ImageContext>> {
    let context = state.store.image_context_set(&member, id, &context).await?;
    Ok(Json(context))
}
