//! Users, for admins.

use super::projects::Meant;
use crate::error::{ApiError, Result};
use crate::extract::{Ask, Body, Exactly, Name, SignedIn};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::User;
use vitrine_domain::api::{ErrorCode, NewUser, PasswordLink, UserPatch};

/// 200 `[User]`.
pub async fn list(State(state): State<AppState>, who: SignedIn) -> Result<Json<Vec<User>>> {
    Ok(Json(state.store.user_list(&who.actor).await?))
}

/// 201 `User`.
pub async fn add(
    State(state): State<AppState>,
    who: SignedIn,
    Exactly(new): Exactly<NewUser>,
) -> Result<(StatusCode, Json<User>)> {
    let user = state.store.user_add(&who.actor, &new).await?;
    Ok((StatusCode::CREATED, Json(user)))
}

/// 200 `User`. With `?sure=false` the only admin of a project is not deactivated unasked: 409 `ask_first`.
pub async fn change(
    State(state): State<AppState>,
    who: SignedIn,
    Name(name): Name,
    Ask(Meant { sure }): Ask<Meant>,
    Body(patch): Body<UserPatch>,
) -> Result<Json<User>> {
    if sure == Some(false) && patch.active == Some(false) {
        let alone = state.store.user_alone(&who.actor, &name).await?;
        if alone > 0 {
            return Err(ApiError::new(ErrorCode::AskFirst, question(&name, alone)));
        }
    }
    let changed = state.store.user_change(&who.actor, &name, &patch).await?;
    Ok(Json(changed))
}

/// 201 `PasswordLink`.
pub async fn password_link(
    State(state): State<AppState>,
    who: SignedIn,
    Name(name): Name,
) -> Result<(StatusCode, Json<PasswordLink>)> {
    let link = state.store.password_link_make(&who.actor, &name).await?;
    Ok((StatusCode::CREATED, Json(link)))
}

fn question(name: &str, alone: i64) -> String {
    let (projects, their) = match alone {
        1 => ("a project".to_owned(), "its"),
        n => (format!("{n} projects"), "their"),
    };
    format!(
        "{name} is the only admin of {projects}: nobody can manage {their} members while {name} is deactivated, unless another \
         admin is named there before. Deactivate {name} now?"
    )
}
