//! Users, for admins.

use crate::error::Result;
use crate::extract::{Body, SignedIn};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::User;
use vitrine_domain::api::NewUser;

/// 200 `[User]`.
pub async fn list(State(state): State<AppState>, who: SignedIn) -> Result<Json<Vec<User>>> {
    Ok(Json(state.store.user_list(&who.actor).await?))
}

/// 201 `User`.
pub async fn add(
    State(state): State<AppState>,
    who: SignedIn,
    Body(new): Body<NewUser>,
) -> Result<(StatusCode, Json<User>)> {
    let user = state.store.user_add(&who.actor, &new).await?;
    Ok((StatusCode::CREATED, Json(user)))
}
