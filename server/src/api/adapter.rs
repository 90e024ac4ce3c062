//! A model version's files, streamed as a zip. They lie in the data folder as the worker saved them; no model is
//! loaded for it.

use super::export::{may_export, permit, zip};
use crate::error::{ApiError, Result};
use crate::exporting::Pieces;
use crate::extract::{Id, InProject, SignedIn};
use crate::session;
use crate::state::AppState;
use axum::extract::State;
use axum::response::Response;
use std::io;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use vitrine_domain::api::ErrorCode;
use vitrine_domain::{ModelVersion, ModelVersionId};
use vitrine_formats::adapter::{About, Folder, FolderError, export};

/// 200 `application/zip`. A failure on the way breaks the stream off. Errors: `NotFound` for a version without an
/// adapter, and where its files are not; `TooMany` while others are under way.
pub async fn get(
    State(state): State<AppState>,
    who: SignedIn,
    InProject(member): InProject,
    Id(id): Id<ModelVersionId>,
) -> Result<Response> {
    let version = state.store.version_get(&member, id).await?;
    may_export(&member, "download an adapter")?;
    let permit = permit(&state)?;
    let folder = folder(&state, &version).await?;
    let project = state.store.project_get(&member).await?;
    state.store.version_exported(&member, id).await?;
    let about = About {
        project: project.name,
        version: version.name.clone(),
        artefact: version.artefact_hash.unwrap_or_default(),
        base: version.base_hash,
    };
    let file = format!(
        "{}-{}.adapter.zip",
        member.slug,
        version.name.replace(' ', "-")
    );
    let (sender, pieces) = mpsc::channel(4);
    let handle = Handle::current();
    spawn_blocking(move || {
        let _permit = permit;
        let go_on = || handle.block_on(session::still_open(&state, &who.session, &member));
        let written = export(&about, &folder, go_on, Pieces::new(sender.clone()));
        match written {
            Ok(()) => tracing::info!(version = about.version, "adapter downloaded"),
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
                tracing::info!("the reader of an adapter went away");
            }
            Err(error) => {
                tracing::error!(%error, "an adapter's download broke off");
                let _ = sender.blocking_send(Err(io::Error::other("broken off")));
            }
        }
    });
    Ok(zip(&file, pieces))
}

/// The version's folder, each file looked at.
async fn folder(state: &AppState, version: &ModelVersion) -> Result<Folder> {
    let name = version.name.clone();
    let Some(artefact) = version.artefact_hash.clone() else {
        let sentence = format!("{name} is the base alone: it has no adapter");
        return Err(ApiError::new(ErrorCode::NotFound, sentence));
    };
    let dir = state.models.join(&artefact);
    let opened = spawn_blocking(move || Folder::open(&dir, &artefact)).await;
    opened.map_err(ApiError::internal)?.map_err(|error| {
        tracing::error!(%error, version = name, "an adapter cannot be downloaded");
        match error {
            FolderError::Missing(_) => ApiError::new(
                ErrorCode::NotFound,
                format!(
                    "the files of {name} are not in this server's data folder; it must be the worker's (VITRINE_DATA), \
                     or they must be restored from a backup"
                ),
            ),
            FolderError::Changed(_) => ApiError::new(
                ErrorCode::Internal,
                format!("the files of {name} are not those its hash names; restore them from a backup"),
            ),
            FolderError::Read(..) => ApiError::internal("its files cannot be read"),
        }
    })
}
