//! A snapshot, streamed as a zip.

use crate::error::{ApiError, Result};
use crate::exporting::{Chunk, EXPORTS, Export, Pieces, Reader};
use crate::extract::{Ask, Id, InProject, SignedIn};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use vitrine_domain::SnapshotId;
use vitrine_domain::api::{ErrorCode, ExportFormat, ExportQuery};
use vitrine_formats::llava::ExportError;
use vitrine_store::Member;

/// 200 `application/zip`. A failure on the way breaks the stream off: half a zip is no zip. Errors: `TooMany` while
/// others are under way.
pub async fn get(
    State(state): State<AppState>,
    who: SignedIn,
    InProject(member): InProject,
    Id(id): Id<SnapshotId>,
    Ask(query): Ask<ExportQuery>,
) -> Result<Response> {
    let snapshot = state.store.snapshot_get(&member, id).await?;
    may_export(&member, "export")?;
    if query.names && !member.role.may_lead() {
        return Err(forbidden(
            &member,
            "export reviewers' names",
            "admin or lead",
        ));
    }
    if !query.clear && state.store.project_get(&member).await?.settings.care.veil {
        return Err(ApiError::new(
            ErrorCode::Conflict,
            "this project veils its images and the archive holds them clear; ask for it with clear=true",
        ));
    }
    let permit = permit(&state)?;
    let ExportFormat::Llava = query.format;
    let file = format!("{}-{}.llava.zip", member.slug, &snapshot.hash[..12]);
    let (sender, pieces) = mpsc::channel(4);
    let export = Export {
        store: state.store.clone(),
        pictures: state.pictures.clone(),
        member,
        snapshot,
        names: query.names,
        reader: Some(Reader {
            state,
            session: who.session,
        }),
    };
    tokio::spawn(async move {
        let _permit = permit;
        match export.write(Pieces::new(sender.clone())).await {
            Ok(summary) => tracing::info!(rows = summary.rows, "exported"),
            Err(ExportError::Write(_)) => tracing::info!("the reader of an export went away"),
            Err(error) => {
                tracing::error!(%error, "an export broke off");
                let _ = sender.send(Err(std::io::Error::other("broken off"))).await;
            }
        }
    });
    Ok(zip(&file, pieces))
}

/// Whoever may train may take out what training is made of, and what it made.
pub(super) fn may_export(member: &Member, to: &str) -> Result<()> {
    match member.role.may_train() {
        true => Ok(()),
        false => Err(forbidden(member, to, "admin, lead or engineer")),
    }
}

fn forbidden(member: &Member, to: &str, who: &str) -> ApiError {
    let role = member.role.as_str();
    let sentence = format!("your role here is {role}; to {to} one must be {who}");
    ApiError::new(ErrorCode::Forbidden, sentence)
}

/// One of the exports that may be under way at once.
pub(super) fn permit(state: &AppState) -> Result<OwnedSemaphorePermit> {
    state.exports.clone().try_acquire_owned().map_err(|_| {
        let sentence = format!("{EXPORTS} exports are under way; try again when one has ended");
        ApiError::new(ErrorCode::TooMany, sentence)
    })
}

/// A zip that is being written.
pub(super) fn zip(file: &str, pieces: mpsc::Receiver<Chunk>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, Body::from_stream(ReceiverStream::new(pieces))).into_response()
}
