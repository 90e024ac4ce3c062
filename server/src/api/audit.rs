//! The audit trail, page by page.

use crate::error::Result;
use crate::extract::{Ask, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use vitrine_domain::AuditEvent;
use vitrine_domain::api::Page;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    cursor: Option<String>,
    limit: Option<i64>,
}

/// 200 `Page<AuditEvent>`, newest first.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
    Ask(q): Ask<Query>,
) -> Result<Json<Page<AuditEvent>>> {
    let page = state
        .store
        .audit_list(&member, q.cursor.as_deref(), q.limit)
        .await?;
    Ok(Json(page))
}
