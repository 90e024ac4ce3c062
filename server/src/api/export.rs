//! A snapshot, streamed as a zip.

use crate::error::{ApiError, Result};
use crate::exporting::{EXPORTS, Export, Pieces, Reader};
use crate::extract::{Ask, Id, InProject, SignedIn};
use crate::state::AppState;
use axum::body::Body;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use vitrine_domain::SnapshotId;
use vitrine_domain::api::{ErrorCode, ExportFormat, ExportQuery};
use vitrine_formats::llava::ExportError;

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
    let forbidden = |to: &str, who: &str| {
        let role = member.role.as_str();
        let sentence = format!("your role here is {role}; to {to} one must be {who}");
        Err(ApiError::new(ErrorCode::Forbidden, sentence))
    };
    if !member.role.may_train() {
        return forbidden("export", "admin, lead or engineer");
    }
    if query.names && !member.role.may_lead() {
        return forbidden("export reviewers' names", "admin or lead");
    }
    let Ok(permit) = state.exports.clone().try_acquire_owned() else {
        let sentence = format!("{EXPORTS} exports are under way; try again when one has ended");
        return Err(ApiError::new(ErrorCode::TooMany, sentence));
    };
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
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{file}\""),
        ),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(ReceiverStream::new(pieces))).into_response())
}
