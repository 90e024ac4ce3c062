//! Image bytes, for members, asked for anew every time: a copy kept by the browser is checked with us first.
//!
//! Where a project veils its images this address gives them veiled, to everybody and in one size. What a reveal shows
//! clear has an address of its own (`reveals`), so that no cache takes the one for the other.

use crate::error::{ApiError, Result};
use crate::extract::{Ask, Id, InProject};
use crate::headers::SANDBOX;
use crate::state::AppState;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use vitrine_domain::ImageId;
use vitrine_media::Size;

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Wanted {
    #[default]
    Screen,
    Thumb,
    Full,
}

impl Wanted {
    pub(super) fn size(self) -> Size {
        match self {
            Wanted::Screen => Size::Screen,
            Wanted::Thumb => Size::Thumb,
            Wanted::Full => Size::Full,
        }
    }

    fn mark(self) -> &'static str {
        match self {
            Wanted::Screen => "s",
            Wanted::Thumb => "t",
            Wanted::Full => "f",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    #[serde(default)]
    pub(super) size: Wanted,
}

/// `?size=screen` (at most 1,600 pixels a side, the default), `thumb` (192) or `full`.
/// 200 JPEG, 304 for one whose hash the browser names; 404 for a purged one. Veiled, whatever is asked for, where the
/// project veils its images.
pub async fn get(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<ImageId>,
    Ask(query): Ask<Query>,
    asked: HeaderMap,
) -> Result<Response> {
    let (image, veiled) = state.store.image_look(&member, id).await?;
    if image.purged {
        return Err(ApiError::not_found());
    }
    let (size, mark) = match (veiled, query.size) {
        (true, _) => (Size::Veil, "v"),
        (false, size) => (size.size(), size.mark()),
    };
    let tag = format!("\"{}{mark}\"", image.sha256);
    let headers = [
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
        (header::CONTENT_SECURITY_POLICY, SANDBOX.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::ETAG, tag.clone()),
    ];
    let has_it = asked
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .any(|v| {
            v.split(',')
                .any(|t| t.trim().trim_start_matches("W/") == tag)
        });
    if has_it {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let bytes = state
        .pictures
        .get_sized(&image.sha256, size)
        .await
        .map_err(ApiError::internal)?
        .ok_or_else(|| ApiError::internal(format!("the bytes of image {id} are missing")))?;
    Ok((headers, [(header::CONTENT_TYPE, "image/jpeg")], bytes).into_response())
}
