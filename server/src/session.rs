//! Who is signed in: begun by a password, checked against the database on every request.

use crate::error::{ApiError, Result};
use crate::state::AppState;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::json;
use time::Duration;
use tower_sessions::cookie::SameSite;
use tower_sessions::{Expiry, Session, SessionManagerLayer};
use vitrine_domain::api::{ErrorCode, FOR};
use vitrine_domain::{User, UserId};
use vitrine_store::{Actor, Member, StoreError};

use crate::session_store::Sessions;

const COOKIE: &str = "vitrine";
const KEY: &str = "who";
const LASTS: Duration = Duration::days(7);

/// All that a session holds. A change of the password moves the version on, and the session is over.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct Who {
    user_id: UserId,
    auth_version: i32,
}

pub fn layer(state: &AppState) -> SessionManagerLayer<Sessions> {
    SessionManagerLayer::new(Sessions(state.store.clone()))
        .with_name(COOKIE)
        .with_path("/")
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_secure(state.secure)
        .with_expiry(Expiry::OnInactivity(LASTS))
}

/// The person behind this session, as the database has them now; none when nobody is signed in (any more).
pub async fn person(state: &AppState, session: &Session) -> Result<Option<User>> {
    let Some(who) = session.get::<Who>(KEY).await.map_err(away)? else {
        return Ok(None);
    };
    let known = state.store.user_get(who.user_id).await?;
    Ok(known
        .filter(|(_, version)| *version == who.auth_version)
        .map(|(user, _)| user))
}

/// A page that says whom it speaks for is answered for nobody else: in another tab of its browser somebody else may have signed
/// in since. Where nobody is signed in, or the database is away, what was asked says so itself.
pub async fn meant(session: Session, request: Request, next: Next) -> Response {
    let id = |text: &http::HeaderValue| text.to_str().ok().and_then(|t| t.parse::<UserId>().ok());
    let Some(meant) = request.headers().get(FOR).map(id) else {
        return next.run(request).await;
    };
    match session.get::<Who>(KEY).await {
        Ok(Some(who)) if Some(who.user_id) != meant => ApiError::somebody_else().into_response(),
        _ => next.run(request).await,
    }
}

/// Signs in. Errors: `SignInNeeded` for a wrong pair, `Forbidden` for a deactivated user, `TooMany` past the limit of attempts.
pub async fn begin(
    state: &AppState,
    session: &Session,
    name: &str,
    password: &str,
    address: Option<String>,
) -> Result<User> {
    let from = address.clone().unwrap_or_default();
    may_try(state, &from, name)?;
    let Some((user, auth_version)) = state.store.user_verify(name, password).await? else {
        return Err(ApiError::new(
            ErrorCode::SignInNeeded,
            "name and password do not match",
        ));
    };
    state.sign_ins.succeeded(&from, name);
    hold(session, user.id, auth_version).await?;
    let actor = Actor::person(&user, address);
    let id = user.id.to_string();
    state
        .store
        .audit_record(&actor, "session.begin", ("user", &id), json!({}))
        .await?;
    Ok(user)
}

/// Sets a password by a link; nobody is signed in by that. Errors: `Forbidden` for a link that does not hold, `Invalid` for a
/// password too short, `TooMany` past the limit of attempts, which is sign-in's, with the link in the place of the name.
pub async fn set_password(
    state: &AppState,
    token: &str,
    new: &str,
    address: Option<String>,
) -> Result<()> {
    let from = address.clone().unwrap_or_default();
    may_try(state, &from, token)?;
    state.store.password_link_use(token, new, address).await?;
    state.sign_ins.succeeded(&from, token);
    Ok(())
}

/// Errors: `TooMany` where a password was tried too often.
pub fn may_try(state: &AppState, from: &str, name: &str) -> Result<()> {
    match state.sign_ins.may_try(from, name) {
        true => Ok(()),
        false => Err(ApiError::new(
            ErrorCode::TooMany,
            "too many attempts; wait a minute, then try again",
        )),
    }
}

/// Puts a user into the session under a new id, so that an id known from before is worth nothing.
pub async fn hold(session: &Session, user_id: UserId, auth_version: i32) -> Result<()> {
    session.cycle_id().await.map_err(away)?;
    let who = Who {
        user_id,
        auth_version,
    };
    session.insert(KEY, who).await.map_err(away)
}

/// May whoever opened a stream still read it: the session holds, the membership stands, in the role it had then?
/// While the database is away nothing is known against the reader, and nothing is told either.
pub async fn still_open(state: &AppState, session: &Session, member: &Member) -> bool {
    // The session was read when the request came: asked again, the database answers.
    if session.load().await.is_err() {
        return true;
    }
    match person(state, session).await {
        Ok(Some(user)) if Some(user.id) == member.actor.user_id => {}
        Ok(_) => return false,
        Err(_) => return true,
    }
    match state.store.member(&member.actor, &member.slug).await {
        Ok(now) => now.role == member.role,
        Err(StoreError::NotFound) => false,
        Err(_) => true,
    }
}

pub async fn end(session: &Session) -> Result<()> {
    session.flush().await.map_err(away)
}

fn away(error: tower_sessions::session::Error) -> ApiError {
    tracing::warn!(%error, "session");
    ApiError::from(StoreError::Unavailable)
}
