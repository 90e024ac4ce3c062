//! A triplet that is current again, since the review that ended it was taken back.

use super::Counted;
use crate::Result;
use sqlx::PgConnection;
use vitrine_domain::{ProjectId, Review, ReviewId, TripletId};

/// The triplet that `review` made, if `later`, the item's newest review, ended it.
pub(crate) async fn ended_by_in_txn(
    tx: &mut PgConnection,
    review: ReviewId,
    later: &Review,
) -> Result<Option<TripletId>> {
    // A review and what it ends bear their transaction's time.
    let id: Option<uuid::Uuid> =
        sqlx::query_scalar("select id from triplets where review_id = $1 and superseded_at >= $2")
            .bind(review.0)
            .bind(later.created_at)
            .fetch_optional(tx)
            .await?;
    Ok(id.map(TripletId))
}

/// The item has no current triplet now. The caller counts it back at the end of the transaction.
pub(crate) async fn triplet_restore_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    triplet: TripletId,
) -> Result<Counted> {
    let row = sqlx::query(
        "update triplets set superseded_at = null, superseded_by = null
         where project_id = $1 and id = $2 returning id, split",
    )
    .bind(project.0)
    .bind(triplet.0)
    .fetch_one(tx)
    .await?;
    Ok(Counted::of(&row)?)
}
