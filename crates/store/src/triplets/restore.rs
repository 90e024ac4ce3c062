//! A triplet that is current again, since the review that ended it was taken back.

use super::Counted;
use crate::Result;
use sqlx::{PgConnection, Row};
use vitrine_domain::{ProjectId, ReviewId, TripletId};

/// What became of a review's triplet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The later review ended it.
    ByIt(TripletId),
    /// It was not current any more.
    Before,
}

/// What `later`, the item's newest review, did to the triplet that `review` made. None: it made none.
pub(crate) async fn ended_by_in_txn(
    tx: &mut PgConnection,
    review: ReviewId,
    later: ReviewId,
) -> Result<Option<Ended>> {
    // A review and what it ends bear their transaction's time.
    let row = sqlx::query(
        "select t.id, coalesce(t.superseded_at >= l.created_at, false) as by_it
         from triplets t join reviews l on l.id = $2 and l.item_id = t.item_id where t.review_id = $1",
    )
    .bind(review.0)
    .bind(later.0)
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(match row.try_get("by_it")? {
        true => Ended::ByIt(TripletId(row.try_get("id")?)),
        false => Ended::Before,
    }))
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
