//! A project's members and their roles.

use crate::error::Result;
use crate::extract::{Exactly, InProject, Name};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::Member;
use vitrine_domain::api::MemberRequest;

/// 200 `[Member]`.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Vec<Member>>> {
    Ok(Json(state.store.member_list(&member).await?))
}

/// 200 `Member`. Errors: `conflict` for one who is in already and was to be `new`.
pub async fn set(
    State(state): State<AppState>,
    InProject(member): InProject,
    Name(name): Name,
    Exactly(request): Exactly<MemberRequest>,
) -> Result<Json<Member>> {
    let (store, role) = (&state.store, request.role);
    let set = match request.new {
        true => store.member_add(&member, &name, role).await?,
        false => store.member_set(&member, &name, role).await?,
    };
    Ok(Json(set))
}

/// 204; their access ends at once.
pub async fn remove(
    State(state): State<AppState>,
    InProject(member): InProject,
    Name(name): Name,
) -> Result<StatusCode> {
    state.store.member_remove(&member, &name).await?;
    Ok(StatusCode::NO_CONTENT)
}
