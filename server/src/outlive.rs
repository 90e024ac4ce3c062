//! What was asked is done to its end, whether or not somebody still waits for the answer: a page that closes takes its
//! connection along, and with it would go a decision that has arrived and is half stored.

use crate::error::ApiError;
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

/// What only reads ends with its reader.
pub async fn run(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let work = next.run(request).in_current_span();
    match state.under_way.spawn(work).await {
        Ok(response) => response,
        Err(error) => ApiError::internal(error).into_response(),
    }
}
