//! Synthesis runs: a teacher asked for data, watched, stopped, gone on with. What a teacher is asked, the worker asks.

use crate::error::Result;
use crate::extract::{Ask, Exactly, Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use vitrine_domain::api::{Page, SampleFilter, SynthesisRequest, SynthesisResume};
use vitrine_domain::{Sample, SynthesisRun, SynthesisRunId};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Newest {
    limit: Option<i64>,
}

/// 200 `[SynthesisRun]`, newest first; `?limit=` so many.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
    Ask(newest): Ask<Newest>,
) -> Result<Json<Vec<SynthesisRun>>> {
    let runs = state.store.synthesis_list(&member, newest.limit).await?;
    Ok(Json(runs))
}

/// 201 `SynthesisRun`; 409 while one is under way.
pub async fn request(
    State(state): State<AppState>,
    InProject(member): InProject,
    Exactly(request): Exactly<SynthesisRequest>,
) -> Result<(StatusCode, Json<SynthesisRun>)> {
    let run = state.store.synthesis_request(&member, &request).await?;
    Ok((StatusCode::CREATED, Json(run)))
}

/// 200 `SynthesisRun`.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<SynthesisRunId>,
) -> Result<Json<SynthesisRun>> {
    Ok(Json(state.store.synthesis_get(&member, id).await?))
}

/// 200 a page of `Sample`, in the order of the plan.
pub async fn samples(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<SynthesisRunId>,
    Ask(filter): Ask<SampleFilter>,
) -> Result<Json<Page<Sample>>> {
    Ok(Json(state.store.sample_list(&member, id, &filter).await?))
}

/// 202: nothing more is sent; what is in flight is taken in.
pub async fn cancel(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<SynthesisRunId>,
) -> Result<StatusCode> {
    state.store.synthesis_cancel(&member, id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// 200 `SynthesisRun`, queued again; 409 while it or another is under way, or with nothing left of its plan.
pub async fn resume(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<SynthesisRunId>,
    Exactly(request): Exactly<SynthesisResume>,
) -> Result<Json<SynthesisRun>> {
    let run = state.store.synthesis_resume(&member, id, &request).await?;
    Ok(Json(run))
}
