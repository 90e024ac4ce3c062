//! Uploads: a multipart stream, one image at a time in memory, each with its own outcome.

use crate::error::{ApiError, Result};
use crate::extract::{Ask, InProject, SignedIn};
use crate::session;
use crate::state::AppState;
use axum::Json;
use axum::extract::multipart::{Field, Multipart};
use axum::extract::{FromRequest, Request, State};
use bytes::{Bytes, BytesMut};
use serde::Deserialize;
use vitrine_domain::api::{ErrorCode, UploadOutcome, UploadReport, UploadedFile};
use vitrine_domain::{Split, limits};
use vitrine_media::{Refused, take_in};
use vitrine_store::{Member, NewImage, StoreError};

/// Characters of a file's name that a report repeats.
const NAME_CHARS: usize = 200;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    split: Option<Split>,
}

/// 200 `UploadReport`. What was added before a batch broke off stays added, and is in the report.
pub async fn post(
    State(state): State<AppState>,
    who: SignedIn,
    InProject(member): InProject,
    Ask(query): Ask<Query>,
    request: Request,
) -> Result<Json<UploadReport>> {
    if !member.role.may_lead() {
        return Err(ApiError::new(
            ErrorCode::Forbidden,
            format!(
                "your role here is {}; to add images one must be admin or lead",
                member.role.as_str()
            ),
        ));
    }
    let mut parts = Multipart::from_request(request, &state)
        .await
        .map_err(|r| ApiError::new(ErrorCode::Invalid, r.body_text()))?;
    let mut files = Vec::new();
    let mut budget = Budget::of(state.batch_bytes);
    loop {
        let field = match parts.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(e) => {
                files.push(refused(
                    "",
                    format!("the upload broke off: {}", e.body_text()),
                ));
                break;
            }
        };
        // Other fields of the form are no files.
        let Some(name) = field.file_name().map(shown) else {
            continue;
        };
        if files.len() >= limits::BATCH_FILES {
            let limit = limits::BATCH_FILES;
            files.push(refused(
                &name,
                format!("a batch has at most {limit} files; send the rest in another"),
            ));
            break;
        }
        let bytes = match read(field, &mut budget).await {
            Ok(bytes) => bytes,
            Err(Unread::File(refusal)) => {
                files.push(refused(&name, refusal.to_string()));
                continue;
            }
            Err(Unread::Batch(sentence)) => {
                files.push(refused(&name, sentence));
                break;
            }
        };
        // A batch takes minutes: who was removed meanwhile adds nothing more.
        session::person(&state, &who.session)
            .await?
            .ok_or_else(ApiError::sign_in_needed)?;
        let member = state.store.member(&member.actor, &member.slug).await?;
        files.push(UploadedFile {
            outcome: add(&state, &member, bytes, query.split).await?,
            name,
        });
    }
    Ok(Json(UploadReport { files }))
}

enum Unread {
    /// This file alone is refused.
    File(Refused),
    /// Nothing more can be read.
    Batch(String),
}

/// What a batch may still bring.
struct Budget {
    limit: u64,
    left: u64,
}

impl Budget {
    fn of(limit: u64) -> Self {
        Self { limit, left: limit }
    }

    fn take(&mut self, bytes: usize) -> Result<(), Unread> {
        self.left = self.left.checked_sub(bytes as u64).ok_or_else(|| {
            let limit = self.limit >> 20;
            Unread::Batch(format!(
                "a batch has at most {limit} MB; send the rest in another"
            ))
        })?;
        Ok(())
    }
}

/// Reads one file; past the limit its rest is passed over unread.
async fn read(mut field: Field<'_>, budget: &mut Budget) -> Result<Bytes, Unread> {
    let mut bytes = BytesMut::new();
    let mut total = 0usize;
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) => {
                total += chunk.len();
                budget.take(chunk.len())?;
                if total <= limits::IMAGE_BYTES {
                    bytes.extend_from_slice(&chunk);
                } else {
                    bytes = BytesMut::new();
                }
            }
            Ok(None) if total > limits::IMAGE_BYTES => {
                return Err(Unread::File(Refused::Bytes(total)));
            }
            Ok(None) => return Ok(bytes.freeze()),
            Err(e) => {
                return Err(Unread::Batch(format!(
                    "the upload broke off: {}",
                    e.body_text()
                )));
            }
        }
    }
}

/// The bytes first, then the row: a row never names bytes that are not there.
async fn add(
    state: &AppState,
    member: &Member,
    bytes: Bytes,
    wanted: Option<Split>,
) -> Result<UploadOutcome> {
    let stored = match take_in(bytes).await {
        Ok(stored) => stored,
        Err(refusal) => {
            return Ok(UploadOutcome::Refused {
                message: refusal.to_string(),
            });
        }
    };
    let image = NewImage {
        sha256: stored.sha256.clone(),
        width: stored.width,
        height: stored.height,
        bytes: stored.bytes.len() as u64,
        phash: stored.phash,
    };
    let put = async || {
        let put = state.pictures.keep(&stored);
        put.await.map_err(ApiError::internal)
    };
    put().await?;
    let added = state.store.item_add(member, &image, wanted).await;
    if added.is_ok() {
        // A purge elsewhere may have taken the bytes just before the row stood.
        let guard = state.store.image_bytes(&image.sha256).await?;
        if guard.in_use {
            put().await?;
        }
    }
    match added {
        Ok(added) if added.already_there => Ok(UploadOutcome::AlreadyThere {
            item_id: added.item.id,
        }),
        Ok(added) => Ok(UploadOutcome::Added {
            item_id: added.item.id,
            split: added.item.split,
            set_aside: added.set_aside,
        }),
        // One that was purged comes back to nobody: its bytes go again.
        Err(StoreError::Conflict(message)) => {
            super::items::forget(state, &image.sha256).await?;
            Ok(UploadOutcome::Refused { message })
        }
        Err(StoreError::Invalid(e)) => Ok(UploadOutcome::Refused { message: e.0 }),
        Err(e) => Err(e.into()),
    }
}

fn refused(name: &str, message: String) -> UploadedFile {
    UploadedFile {
        name: name.to_owned(),
        outcome: UploadOutcome::Refused { message },
    }
}

fn shown(name: &str) -> String {
    name.chars()
        .filter(|c| !c.is_control())
        .take(NAME_CHARS)
        .collect()
}
