//! Signing in and out, who one is, and changing one's password, by a link where it is forgotten.

use crate::error::Result;
use crate::extract::{Address, Exactly, SignedIn};
use crate::session;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use tower_sessions::Session;
use vitrine_domain::User;
use vitrine_domain::api::{PasswordLinkRequest, PasswordRequest, SignInRequest};

/// 200 `User`, and the cookie. Errors: `sign_in_needed` for a wrong pair, `forbidden` for a deactivated user.
pub async fn post(
    State(state): State<AppState>,
    session: Session,
    Address(address): Address,
    Exactly(request): Exactly<SignInRequest>,
) -> Result<Json<User>> {
    session::begin(&state, &session, &request.name, &request.password, address)
        .await
        .map(Json)
}

/// 200 `User`: the one signed in.
pub async fn get(signed_in: SignedIn) -> Json<User> {
    Json(signed_in.user)
}

/// 204, also when nobody was signed in.
pub async fn delete(session: Session) -> Result<StatusCode> {
    session::end(&session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 204; all other sessions of this user are over. Errors: `TooMany` past the limit of attempts, which is sign-in's.
pub async fn password(
    State(state): State<AppState>,
    signed_in: SignedIn,
    Address(address): Address,
    Exactly(request): Exactly<PasswordRequest>,
) -> Result<StatusCode> {
    let (from, name) = (address.unwrap_or_default(), &signed_in.user.name);
    session::may_try(&state, &from, name)?;
    let version = state
        .store
        .password_change(&signed_in.actor, &request.current, &request.new)
        .await?;
    state.sign_ins.succeeded(&from, name);
    session::hold(&signed_in.session, signed_in.user.id, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 204; all sessions of the link's user are over, and none begins. Errors: `Forbidden` for a link that does not hold,
/// `TooMany` past the limit of attempts.
pub async fn password_by_link(
    State(state): State<AppState>,
    Address(address): Address,
    Exactly(request): Exactly<PasswordLinkRequest>,
) -> Result<StatusCode> {
    session::set_password(&state, &request.token, &request.new, address).await?;
    Ok(StatusCode::NO_CONTENT)
}
