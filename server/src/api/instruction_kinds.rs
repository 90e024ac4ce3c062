//! Kinds of instruction data: those that are built in, and a project's own.

use crate::error::Result;
use crate::extract::{Exactly, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::InstructionKind;
use vitrine_domain::api::NewInstructionKind;

/// 200 `[InstructionKind]`, the newest version of each.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Vec<InstructionKind>>> {
    Ok(Json(state.store.instruction_kind_list(&member).await?))
}

/// 201 `InstructionKind`: leads; a new version where there is one of this name.
pub async fn add(
    State(state): State<AppState>,
    InProject(member): InProject,
    Exactly(new): Exactly<NewInstructionKind>,
) -> Result<(StatusCode, Json<InstructionKind>)> {
    let kind = state.store.instruction_kind_add(&member, &new).await?;
    Ok((StatusCode::CREATED, Json(kind)))
}
