//! How far reviewers agree, what two decided differently, and how people work.

use crate::error::Result;
use crate::extract::{Ask, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use vitrine_domain::Differing;
use vitrine_domain::api::{AgreementQuery, AgreementReport, PaceReport};

/// 200 `AgreementReport`: everybody's for leads, for other reviewers what is theirs.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
    Ask(query): Ask<AgreementQuery>,
) -> Result<Json<AgreementReport>> {
    Ok(Json(state.store.agreement_report(&member, &query).await?))
}

/// 200 `[Differing]`: items that wait for a lead, with both reviews; leads.
pub async fn differing(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Vec<Differing>>> {
    Ok(Json(state.store.differing_list(&member).await?))
}

/// 200 `PaceReport`, of the last 90 days; leads.
pub async fn pace(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<PaceReport>> {
    Ok(Json(state.store.pace_report(&member).await?))
}
