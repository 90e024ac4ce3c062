//! Proposals accepted together, each by itself.

use crate::error::{ApiError, Result};
use crate::extract::{Exactly, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use vitrine_domain::api::{BatchOutcome, BatchRequest, BatchResult, ErrorCode};
use vitrine_domain::limits::BATCH_ITEMS;

/// 200 `[BatchResult]` in the order asked; what is refused stops no other. Sent again, it says the same again.
/// Errors: `Invalid` for too many, `NotFound` where none of them is the project's.
pub async fn accept(
    State(state): State<AppState>,
    InProject(member): InProject,
    Exactly(request): Exactly<BatchRequest>,
) -> Result<Json<Vec<BatchResult>>> {
    if request.items.is_empty() || request.items.len() > BATCH_ITEMS {
        let sentence = format!("a batch has 1 to {BATCH_ITEMS} items");
        return Err(ApiError::new(ErrorCode::Invalid, sentence));
    }
    let mut results = Vec::with_capacity(request.items.len());
    for item in &request.items {
        let accepted = state
            .store
            .proposal_accept(&member, item, request.policy_version)
            .await;
        let outcome = match accepted {
            Ok(review) => BatchOutcome::Accepted {
                review: Box::new(review),
            },
            Err(error) => refused(error.into())?,
        };
        results.push(BatchResult {
            item_id: item.item_id,
            outcome,
        });
    }
    Ok(Json(results))
}

/// What stops this item alone; a member who may not review, or a database that is away, stops the whole.
fn refused(error: ApiError) -> Result<BatchOutcome> {
    match error.code {
        ErrorCode::Invalid
        | ErrorCode::ClaimLost
        | ErrorCode::Conflict
        | ErrorCode::EnoughToday
        | ErrorCode::NotFound => Ok(BatchOutcome::Refused {
            code: error.code,
            message: error.message,
        }),
        _ => Err(error),
    }
}
