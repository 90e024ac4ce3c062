//! Bills of tuning with images and without.

use crate::error::Result;
use crate::extract::{Exactly, Id, InProject};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use http::StatusCode;
use vitrine_domain::{Bill, BillId, KeptBill};

/// 200 `[KeptBill]`, newest first.
pub async fn list(
    State(state): State<AppState>,
    InProject(member): InProject,
) -> Result<Json<Vec<KeptBill>>> {
    Ok(Json(state.store.bill_list(&member).await?))
}

/// 201 `KeptBill`: of the `bill.json` that `vitrine-worker tune` leaves.
pub async fn add(
    State(state): State<AppState>,
    InProject(member): InProject,
    Exactly(bill): Exactly<Bill>,
) -> Result<(StatusCode, Json<KeptBill>)> {
    let kept = state.store.bill_add(&member, &bill).await?;
    Ok((StatusCode::CREATED, Json(kept)))
}

/// 204.
pub async fn remove(
    State(state): State<AppState>,
    InProject(member): InProject,
    Id(id): Id<BillId>,
) -> Result<StatusCode> {
    state.store.bill_remove(&member, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
