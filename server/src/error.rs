//! The one refusal at the edge: every error becomes the same JSON envelope.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use std::any::Any;
use vitrine_domain::Invalid;
use vitrine_domain::api::{ErrorBody, ErrorCode, ErrorEnvelope};
use vitrine_store::StoreError;

pub type Result<T, E = ApiError> = std::result::Result<T, E>;

/// The message is a sentence for the person who asked.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiError {
    pub code: ErrorCode,
    pub message: String,
    /// Overrides the status that goes with the code (method not allowed).
    status: Option<StatusCode>,
}

impl ApiError {
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            status: None,
        }
    }

    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.status = Some(status);
        self
    }

    pub fn not_found() -> Self {
        Self::new(
            ErrorCode::NotFound,
            "there is nothing here, or it is not open to you",
        )
    }

    pub fn sign_in_needed() -> Self {
        Self::new(ErrorCode::SignInNeeded, "sign in first")
    }

    pub fn somebody_else() -> Self {
        Self::new(
            ErrorCode::SomebodyElse,
            "somebody else is signed in at this browser by now; sign in again as yourself to go on",
        )
    }

    /// Ours to mend: the sender hears no details, the log does.
    pub fn internal(detail: impl std::fmt::Display) -> Self {
        tracing::error!(%detail, "request failed");
        Self::new(
            ErrorCode::Internal,
            "something went wrong here; it has been logged",
        )
    }

    pub fn status(&self) -> StatusCode {
        self.status.unwrap_or(match self.code {
            ErrorCode::Invalid => StatusCode::BAD_REQUEST,
            ErrorCode::SignInNeeded | ErrorCode::SomebodyElse => StatusCode::UNAUTHORIZED,
            ErrorCode::Forbidden => StatusCode::FORBIDDEN,
            ErrorCode::NotFound => StatusCode::NOT_FOUND,
            ErrorCode::ClaimLost
            | ErrorCode::Conflict
            | ErrorCode::SavedElsewhere
            | ErrorCode::TooManyHeld
            | ErrorCode::AskFirst => StatusCode::CONFLICT,
            ErrorCode::EnoughToday => StatusCode::FORBIDDEN,
            ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ErrorCode::TooMany => StatusCode::TOO_MANY_REQUESTS,
            ErrorCode::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        })
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound => Self::not_found(),
            StoreError::Forbidden(m) => Self::new(ErrorCode::Forbidden, m),
            StoreError::ClaimLost(m) => Self::new(ErrorCode::ClaimLost, m),
            StoreError::Conflict(m) => Self::new(ErrorCode::Conflict, m),
            StoreError::SavedElsewhere => Self::new(ErrorCode::SavedElsewhere, error.to_string()),
            StoreError::TooManyHeld(m) => Self::new(ErrorCode::TooManyHeld, m),
            StoreError::EnoughToday(m) => Self::new(ErrorCode::EnoughToday, m),
            StoreError::Invalid(Invalid(m)) => Self::new(ErrorCode::Invalid, m),
            StoreError::TooLong(m) => Self::new(ErrorCode::Unavailable, m),
            StoreError::Unavailable => Self::new(ErrorCode::Unavailable, error.to_string()),
            StoreError::Database(_) => Self::internal(error),
        }
    }
}

impl From<Invalid> for ApiError {
    fn from(Invalid(message): Invalid) -> Self {
        Self::new(ErrorCode::Invalid, message)
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let wait = match self.code {
            ErrorCode::TooMany => Some("10"),
            ErrorCode::Unavailable => Some("1"),
            _ => None,
        };
        let body = ErrorEnvelope {
            error: ErrorBody {
                code: self.code,
                message: self.message.clone(),
            },
        };
        let mut response = (self.status(), Json(body)).into_response();
        if let Some(seconds) = wait {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        response
    }
}

/// A handler that panicked answers like every other fault.
pub fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response {
    let detail = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    ApiError::internal(detail).into_response()
}
