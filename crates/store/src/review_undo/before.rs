//! What an undo brings back: where the item was when the review was written, and the decision that held then.

use crate::Result;
use crate::reviews::{review_in_txn, standing_in_txn};
use crate::triplets::{Ended, ended_by_in_txn};
use sqlx::PgConnection;
use vitrine_domain::{Item, ItemState, Review, Round, TripletId, UserId, Verdict};

pub(super) struct Before {
    pub(super) state: ItemState,
    /// Whose first review waits for its second.
    pub(super) second_of: Option<UserId>,
    /// The decision that holds again …
    pub(super) decision: Option<Review>,
    /// … and its triplet, if it made one.
    pub(super) triplet: Option<TripletId>,
}

impl Before {
    fn undecided(state: ItemState) -> Before {
        Before {
            state,
            second_of: None,
            decision: None,
            triplet: None,
        }
    }

    fn second(of: Option<UserId>) -> Before {
        Before {
            second_of: of,
            ..Before::undecided(ItemState::SecondReview)
        }
    }

    fn decided(decision: Review, triplet: Option<TripletId>) -> Before {
        Before {
            decision: Some(decision),
            triplet,
            ..Before::undecided(ItemState::Decided)
        }
    }
}

/// `undone`: the item's newest review; `item` is where that left it.
pub(super) async fn before_in_txn(
    tx: &mut PgConnection,
    item: &Item,
    undone: &Review,
) -> Result<Before> {
    if undone.round == Round::Adjudication {
        return Ok(Before::undecided(ItemState::Adjudication));
    }
    if let Some(first) = undone.beside {
        let first = review_in_txn(tx, item.project_id, first).await?;
        return Ok(Before::second(first.reviewer_id));
    }
    let Some(stood) = standing_in_txn(tx, item.project_id, item.id, Some(undone.id)).await? else {
        return Ok(Before::undecided(ItemState::Queued));
    };
    if stood.verdict == Verdict::Escalate {
        return Ok(Before::undecided(ItemState::Escalated));
    }
    // A lead has gone over an own first review, and only that leaves it waiting for its second.
    if item.state == ItemState::SecondReview && stood.reviewer_id == undone.reviewer_id {
        return Ok(Before::second(stood.reviewer_id));
    }
    Ok(match ended_by_in_txn(tx, stood.id, undone.id).await? {
        Some(Ended::ByIt(triplet)) => Before::decided(stood, Some(triplet)),
        // The item has been put back into the queue since.
        Some(Ended::Before) => Before::undecided(ItemState::Queued),
        None if stood.verdict == Verdict::Reject => Before::decided(stood, None),
        // An answer that a lead has yet to release.
        None => Before::undecided(ItemState::Escalated),
    })
}
