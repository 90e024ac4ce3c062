//! What a person has set for themselves, the same in every project.

use crate::error::Result;
use crate::extract::{Body, Exactly, SignedIn};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value};
use vitrine_domain::api::Preferences;

/// 200 `Preferences`.
pub async fn get(State(state): State<AppState>, who: SignedIn) -> Result<Json<Preferences>> {
    Ok(Json(state.store.preferences_get(&who.actor).await?))
}

/// 200 `Preferences`, as they are now: what the body leaves out is as usual. Errors: `Invalid` for keys that contradict each
/// other, and for names that there are none of.
pub async fn set(
    State(state): State<AppState>,
    who: SignedIn,
    Exactly(new): Exactly<Preferences>,
) -> Result<Json<Preferences>> {
    Ok(Json(state.store.preferences_set(&who.actor, &new).await?))
}

/// 200 `Preferences`, as they are now: those that are named are set, the others stay. Errors: as of `set`.
pub async fn change(
    State(state): State<AppState>,
    who: SignedIn,
    Body(patch): Body<Map<String, Value>>,
) -> Result<Json<Preferences>> {
    let changed = state.store.preferences_change(&who.actor, &patch).await?;
    Ok(Json(changed))
}
