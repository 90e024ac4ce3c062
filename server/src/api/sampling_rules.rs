//! A synthesis run's sampling rule: stated, shown, applied, taken back. Its reviews the worker writes.

use crate::error::Result;
use crate::extract::{Exactly, Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::api::SamplingRequest;
use vitrine_domain::{SamplingRule, SynthesisRunId};

/// 200 `SamplingRule`, or `null` where the run has none.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(run): Id<SynthesisRunId>,
) -> Result<Json<Option<SamplingRule>>> {
    Ok(Json(state.store.sampling_rule_get(&member, run).await?))
}

/// 201 `SamplingRule`: leads; 409 while the run is under way, or where it has one.
pub async fn state(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(run): Id<SynthesisRunId>,
    Exactly(request): Exactly<SamplingRequest>,
) -> Result<(StatusCode, Json<SamplingRule>)> {
    let rule = state
        .store
        .sampling_rule_state(&member, run, &request)
        .await?;
    Ok((StatusCode::CREATED, Json(rule)))
}

/// 202 `SamplingRule`: leads; it accepts the rest. 409 with the figures where it may not.
pub async fn apply(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(run): Id<SynthesisRunId>,
) -> Result<(StatusCode, Json<SamplingRule>)> {
    let rule = state.store.sampling_rule_apply(&member, run).await?;
    Ok((StatusCode::ACCEPTED, Json(rule)))
}

/// 204: leads; what it has accepted by then stands.
pub async fn withdraw(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(run): Id<SynthesisRunId>,
) -> Result<StatusCode> {
    state.store.sampling_rule_withdraw(&member, run).await?;
    Ok(StatusCode::NO_CONTENT)
}
