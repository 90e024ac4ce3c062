//! A project's figures, and the loss of its newest training runs.

use crate::error::Result;
use crate::extract::{Ask, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use vitrine_domain::limits::FIGURES_DAYS_USUAL;
use vitrine_domain::{Figures, RunCurve};

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Query {
    days: Option<i32>,
}

/// 200 `Figures`; `?days=7`, 28 (the default) or 90, 400 for others.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
    Ask(q): Ask<Query>,
) -> Result<Json<Figures>> {
    let days = q.days.unwrap_or(FIGURES_DAYS_USUAL);
    Ok(Json(state.store.figures_get(&member, days).await?))
}

/// 200 `[RunCurve]`, six at most, oldest first.
pub async fn curves(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Vec<RunCurve>>> {
    Ok(Json(state.store.run_curves(&member, 6).await?))
}
