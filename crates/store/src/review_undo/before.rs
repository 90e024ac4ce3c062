//! What an undo brings back: where the item was when the review was written, and the decision that held then.

use crate::Result;
use crate::members::may_decide_in_txn;
use crate::reviews::{review_in_txn, standing_in_txn};
use crate::rows::word_opt;
use crate::triplets::ended_by_in_txn;
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Row};
use vitrine_domain::{Item, ItemState, ProjectId, Review, ReviewId, Round, TripletId, UserId};

/// What the item was when the review was written, as the review tells.
pub(super) struct Over {
    state: Option<ItemState>,
    /// Somebody who may still decide it.
    pub(super) assignee: Option<UserId>,
    /// Likewise.
    pub(super) held_by: Option<UserId>,
}

/// Holds both memberships and both users, so it comes before the item's lock: who removes or deactivates them holds
/// them in this order.
pub(super) async fn over_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    review: ReviewId,
) -> Result<Over> {
    let row = sqlx::query(
        "select over_state, over_assignee_id, over_held_by from reviews where project_id = $1 and id = $2",
    )
    .bind(project.0)
    .bind(review.0)
    .fetch_one(&mut *tx)
    .await?;
    let state = word_opt(&row, "over_state")?;
    let [mut assignee, mut held_by] = [None, None];
    for (column, whose) in [
        ("over_assignee_id", &mut assignee),
        ("over_held_by", &mut held_by),
    ] {
        let user: Option<UserId> = row.try_get::<Option<_>, _>(column)?.map(UserId);
        *whose = match (user, state) {
            (Some(id), Some(state)) if may_decide_in_txn(tx, project, id, state).await? => Some(id),
            _ => None,
        };
    }
    Ok(Over {
        state,
        assignee,
        held_by,
    })
}

pub(super) struct Before {
    pub(super) state: ItemState,
    /// Whose first review waits for its second.
    pub(super) second_of: Option<UserId>,
    /// Since when it is what it is, where a review made it that.
    pub(super) decided_at: Option<DateTime<Utc>>,
    /// The decision that holds again …
    pub(super) decision: Option<Review>,
    /// … and its triplet, if it made one.
    pub(super) triplet: Option<TripletId>,
}

/// `undone`: the item's newest review.
pub(super) async fn before_in_txn(
    tx: &mut PgConnection,
    item: &Item,
    undone: &Review,
    over: &Over,
) -> Result<Before> {
    let mut before = Before {
        state: over.state.unwrap_or(untold(undone)),
        second_of: None,
        decided_at: None,
        decision: None,
        triplet: None,
    };
    let stood = standing_in_txn(tx, item.project_id, item.id, Some(undone.id)).await?;
    match before.state {
        ItemState::SecondReview => {
            let first = match undone.beside {
                Some(first) => Some(review_in_txn(tx, item.project_id, first).await?),
                // A lead went over an own first review.
                None => stood,
            };
            before.second_of = first.and_then(|r| r.reviewer_id);
        }
        ItemState::Decided => {
            if let Some(decision) = stood {
                before.triplet = ended_by_in_txn(tx, decision.id, undone).await?;
                before.decided_at = Some(decision.created_at);
                before.decision = Some(decision);
            }
        }
        ItemState::Escalated | ItemState::Adjudication => {
            before.decided_at = stood.map(|r| r.created_at);
        }
        _ => {}
    }
    Ok(before)
}

/// Of a review that does not tell what the item was: one of a server from before.
fn untold(undone: &Review) -> ItemState {
    match (undone.round, undone.beside) {
        (Round::Adjudication, _) => ItemState::Adjudication,
        (_, Some(_)) => ItemState::SecondReview,
        _ => ItemState::Queued,
    }
}
