//! The audit trail, page by page.

use crate::error::Result;
use crate::extract::{Ask, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use vitrine_domain::AuditEvent;
use vitrine_domain::api::{AuditQuery, Page};

/// 200 `Page<AuditEvent>`, newest first.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
    Ask(query): Ask<AuditQuery>,
) -> Result<Json<Page<AuditEvent>>> {
    Ok(Json(state.store.audit_list(&member, &query).await?))
}
