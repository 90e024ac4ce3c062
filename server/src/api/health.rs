//! Is the server there, and its database?

use crate::error::Result;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

/// 200 `{"ok": true}`; 503 while the database is away.
pub async fn get(State(state): State<AppState>) -> Result<Json<Value>> {
    state.store.ping().await?;
    Ok(Json(json!({"ok": true})))
}
