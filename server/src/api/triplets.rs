//! The curated set, page by page.

use crate::error::Result;
use crate::extract::{Ask, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use vitrine_domain::api::Page;
use vitrine_domain::{Split, Triplet};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Query {
    split: Option<Split>,
    cursor: Option<String>,
    limit: Option<i64>,
}

/// 200 `Page<Triplet>`: current ones, newest first.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
    Ask(q): Ask<Query>,
) -> Result<Json<Page<Triplet>>> {
    let page = state
        .store
        .triplet_list(&member, q.split, q.cursor.as_deref(), q.limit)
        .await?;
    Ok(Json(page))
}
