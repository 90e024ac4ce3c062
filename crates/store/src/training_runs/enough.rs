//! Whether there are enough new triplets for a run by itself, and the decision that makes them so.
//!
//! Far from that a decision is counted beside the project's row, where it waits for nobody. Near it, decisions are counted in
//! that row, one after another, so that one of them finds that they are enough.

use super::adding::{by_threshold, run_add_in_txn, snapshot_ahead_in_txn, under_way};
use crate::triplets::{many_added_up_in_txn, new_triplets};
use crate::{Result, StoreError, projects};
use sqlx::PgConnection;
use vitrine_domain::{ProjectId, ReviewId};

/// Are so many new triplets enough for a run of the project by itself?
macro_rules! due {
    ($new:expr) => {
        concat!(
            "coalesce(",
            $new,
            " >= (settings ->> 'retrain_after')::integer and ",
            $new,
            " >= retrain_from, false)"
        )
    };
}

/// Counted apart, unless it and 64 more would be enough: so many may be under way at once, which none of them sees; of more, the
/// next decision or the sweep finds them enough. Gives how many rows there were before.
const APART: &str = concat!(
    "insert into triplets_added (project_id, made)
     select id, $2::integer from projects where id = $1 and (not ",
    due!(concat!(new_triplets!(), " + $2 + 64")),
    " or ",
    under_way!(),
    ") returning (select count(*) from triplets_added where project_id = $1)"
);

/// Nothing is written where they would be enough, and unless the row had to be waited for it is not held then. Where it had to be,
/// what was added up meanwhile counts twice here: never too few, and whether they are enough is asked again under the row.
const IN_THE_ROW: &str = concat!(
    "update projects set triplets_new = triplets_new + $2
     where id = $1 and not (",
    due!(concat!(new_triplets!(), " + $2")),
    " and not ",
    under_way!(),
    ")"
);

pub(super) async fn enough_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<bool> {
    let enough = sqlx::query_scalar(concat!(
        "select ",
        due!(new_triplets!()),
        " from projects where id = $1"
    ))
    .bind(project.0)
    .fetch_one(tx)
    .await?;
    Ok(enough)
}

/// So many triplets of the train or validation split were made, the last by this review: counts them together, since a
/// run's snapshot has all that the transaction has made, and asks for a training run once there are enough and none is
/// under way. Where they may be enough the project's row is held from then on. Of submits at once exactly one asks: whoever makes
/// the snapshot. The others do not wait for it and are counted; if it comes to nothing, the sweep asks.
pub(crate) async fn triplets_counted_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    made: i32,
    review: ReviewId,
) -> Result<bool> {
    let apart: Option<i64> = sqlx::query_scalar(APART)
        .bind(project.0)
        .bind(made)
        .fetch_optional(&mut *tx)
        .await?;
    if let Some(rows) = apart {
        many_added_up_in_txn(tx, project, rows).await?;
        return Ok(false);
    }
    let counted = sqlx::query(IN_THE_ROW)
        .bind(project.0)
        .bind(made)
        .execute(&mut *tx)
        .await?;
    if counted.rows_affected() > 0 {
        return Ok(false);
    }
    let snapshot = match asks_in_txn(tx, project).await? {
        true => match snapshot_ahead_in_txn(tx, project).await {
            Ok(snapshot) => Some(snapshot),
            // Nothing to train on yet (validation triplets alone): the next triplet asks again.
            Err(StoreError::Conflict(_)) => None,
            Err(error) => return Err(error),
        },
        false => None,
    };
    // Before the statement that says whether they are enough, which sees with the row what was added beside it.
    projects::lock_in_txn(tx, project).await?;
    let due: bool = sqlx::query_scalar(concat!(
        "update projects set triplets_new = triplets_new + $2 where id = $1 returning ",
        due!(new_triplets!())
    ))
    .bind(project.0)
    .bind(made)
    .fetch_one(&mut *tx)
    .await?;
    let Some(snapshot) = snapshot.filter(|_| due) else {
        return Ok(false);
    };
    match run_add_in_txn(tx, project, snapshot, &by_threshold(Some(review))).await {
        Ok(_) => Ok(true),
        // Somebody has asked for one meanwhile.
        Err(StoreError::Conflict(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// To the transaction's end nobody else asks because of enough triplets, unless somebody does already. Never waits.
async fn asks_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<bool> {
    let asks = sqlx::query_scalar(
        "select pg_try_advisory_xact_lock(hashtextextended('vitrine training ' || $1, 0))",
    )
    .bind(project.to_string())
    .fetch_one(tx)
    .await?;
    Ok(asks)
}
