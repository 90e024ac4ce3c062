//! Projects: the list, one with its counts, its policy, labels and settings.

use crate::error::{ApiError, Result};
use crate::extract::{Ask, Body, Exactly, InProject, SignedIn};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use vitrine_domain::api::{ErrorCode, NewProject, PolicyRequest, ProjectPatch, SettingsPatch};
use vitrine_domain::rules::labels::question;
use vitrine_domain::{Policy, Project, ProjectCounts, ProjectSettings, ProjectSummary};

/// A project's own fields, and `counts` beside them.
#[derive(Serialize)]
pub struct Counted {
    #[serde(flatten)]
    project: Project,
    counts: ProjectCounts,
}

/// 200 `[ProjectSummary]`: those one is a member of.
pub async fn list(
    State(state): State<AppState>,
    who: SignedIn,
) -> Result<Json<Vec<ProjectSummary>>> {
    Ok(Json(state.store.project_list(&who.actor).await?))
}

/// 201 `Project`; admins.
pub async fn create(
    State(state): State<AppState>,
    who: SignedIn,
    Exactly(new): Exactly<NewProject>,
) -> Result<(StatusCode, Json<Project>)> {
    let project = state.store.project_create(&who.actor, &new).await?;
    Ok((StatusCode::CREATED, Json(project)))
}

/// 200: the fields of `Project` with `counts`.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Counted>> {
    Ok(Json(Counted {
        project: state.store.project_get(&member).await?,
        counts: state.store.project_counts(&member).await?,
    }))
}

/// 200 `Project`, as it is now; leads.
pub async fn change(
    State(state): State<AppState>,
    InProject(member): InProject,
    Body(patch): Body<ProjectPatch>,
) -> Result<Json<Project>> {
    Ok(Json(state.store.project_change(&member, &patch).await?))
}

/// 200 `Policy`: the version that holds, a new one unless the text is as it was.
pub async fn policy(
    State(state): State<AppState>,
    InProject(member): InProject,
    Exactly(request): Exactly<PolicyRequest>,
) -> Result<Json<Policy>> {
    Ok(Json(state.store.policy_set(&member, &request).await?))
}

/// 200 `ProjectSettings`, as they are now: all are set, one that is left out to what is usual.
pub async fn settings(
    State(state): State<AppState>,
    InProject(member): InProject,
    Exactly(settings): Exactly<ProjectSettings>,
) -> Result<Json<ProjectSettings>> {
    Ok(Json(state.store.settings_set(&member, &settings).await?))
}

/// 200 `ProjectSettings`, as they are now: what is named is set, within a setting too; the others stay. Errors: `conflict`
/// when somebody has changed what the patch says was there.
pub async fn settings_change(
    State(state): State<AppState>,
    InProject(member): InProject,
    Body(patch): Body<SettingsPatch>,
) -> Result<Json<ProjectSettings>> {
    Ok(Json(state.store.settings_change(&member, &patch).await?))
}

/// Whether it is meant, whatever goes along.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meant {
    pub sure: Option<bool>,
}

/// 200: the labels in their order. With `?sure=false` labels that are in use do not go unasked: 409 `ask_first`.
pub async fn labels(
    State(state): State<AppState>,
    InProject(member): InProject,
    Ask(Meant { sure }): Ask<Meant>,
    Body(labels): Body<Vec<String>>,
) -> Result<Json<Vec<String>>> {
    if sure == Some(false) {
        let lost = state.store.labels_lost(&member, &labels).await?;
        if !lost.is_empty() {
            return Err(ApiError::new(ErrorCode::AskFirst, question(&lost)));
        }
    }
    Ok(Json(state.store.labels_set(&member, &labels).await?))
}
