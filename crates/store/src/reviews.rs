//! Reviews: a decision, stored once or not at all. One transaction holds the review, its triplet, the audit event,
//! the item's way out of the queue, the counters, and the training run that these may call for.

mod deciding;
mod row;

pub(crate) use deciding::{Decided, Decision, decide_in_txn, decided_count_in_txn};
pub(crate) use row::{
    By, Way, Written, of_item_in_txn, review_add_in_txn, review_in_txn, standing_in_txn, stands,
};

use crate::members::reviewer_in_txn;
use crate::rows::word_opt;
use crate::{
    Member, Result, Store, StoreError, claims, items, projects, proposals, review_repeat,
    second_reviews,
};
use sqlx::{PgConnection, Row};
use vitrine_domain::api::{Change, ReviewReceipt, ReviewRequest};
use vitrine_domain::{ItemId, ItemState, ProjectId, ReviewId, UserId};

impl Store {
    /// Errors: `ClaimLost` when the claim ran out or was taken, `Conflict` when the policy has changed since the claim or
    /// something else was decided under it (nothing is stored), `Invalid`, `NotFound`.
    /// The same reviewer's same submit under the same fence stores nothing and returns the same receipt.
    pub async fn review_submit(
        &self,
        member: &Member,
        item: ItemId,
        request: &ReviewRequest,
    ) -> Result<ReviewReceipt> {
        let project = member.project_id;
        let mut tx = self.begin().await?;
        let reviewer = reviewer_in_txn(&mut tx, member).await?;
        lock_item_in_txn(&mut tx, project, item).await?;
        if let Some(receipt) = repeated_in_txn(&mut tx, project, item, reviewer, request).await? {
            return Ok(receipt);
        }
        let receipt = submit_in_txn(&mut tx, member, reviewer, item, request, Way::Desk).await?;
        tx.commit().await?;
        self.decided(project);
        Ok(receipt)
    }

    /// Watchers are told of a decision that is committed.
    pub(crate) fn decided(&self, project: ProjectId) {
        self.feed.tell(project, Change::Queue);
        self.feed.tell(project, Change::Curated);
    }
}

/// The decision itself: the claim is checked, and with the review goes all that hangs on it. The item is locked.
pub(crate) async fn submit_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    reviewer: UserId,
    item: ItemId,
    request: &ReviewRequest,
    way: Way,
) -> Result<ReviewReceipt> {
    let project = member.project_id;
    let shown = claims::claim_held_in_txn(tx, reviewer, item, request.fence).await?;
    let item = items::item_in_txn(tx, project, item).await?;
    if matches!(item.state, ItemState::SetAside | ItemState::Purged) {
        return Err(StoreError::Conflict(
            "this item's image had to go; there is nothing to decide".into(),
        ));
    }
    let proposal = match shown.proposal {
        _ if item.blind => None,
        Some(id) => Some(proposals::proposal_in_txn(tx, project, item.id, id).await?),
        None => proposals::shown_in_txn(tx, project, item.id).await?,
    };
    let policy = projects::policy_in_txn(tx, project).await?;
    if shown.policy.is_some_and(|read| read != policy.id) {
        return Err(StoreError::Conflict(format!(
            "the policy has changed since you opened this item (version {} holds now); read it and decide again",
            policy.version
        )));
    }
    let decision = Decision {
        by: By::Person(reviewer),
        sitting: second_reviews::sitting_in_txn(tx, &item, reviewer).await?,
        item: &item,
        proposal: proposal.as_ref(),
        policy: &policy,
        seconds: shown.seconds.or(way.seconds()),
        batch: matches!(way, Way::Batch(_)),
        request,
    };
    let decided = decide_in_txn(tx, member, &decision).await?;
    let training_queued = decided_count_in_txn(tx, project, std::slice::from_ref(&decided)).await?;
    Ok(ReviewReceipt {
        training_queued,
        ..decided.receipt
    })
}

/// Every change of an item's decision begins here.
pub(crate) async fn lock_item_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    item: ItemId,
) -> Result<()> {
    sqlx::query("select 1 from items where project_id = $1 and id = $2 for no key update")
        .bind(project.0)
        .bind(item.0)
        .fetch_one(tx)
        .await?;
    Ok(())
}

/// The receipt of the review that this fence has already made, if it is the one that is asked for.
async fn repeated_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    item: ItemId,
    reviewer: UserId,
    request: &ReviewRequest,
) -> Result<Option<ReviewReceipt>> {
    let row = sqlx::query(
        "select r.id, r.reviewer_id, t.id as triplet_id,
                exists (select from training_runs where asked_by_review = r.id) as training_queued,
                case when i.gold_of is null then i.state end as state
         from reviews r join items i on i.id = r.item_id left join triplets t on t.review_id = r.id
         where r.item_id = $1 and r.fence = $2",
    )
    .bind(item.0)
    .bind(request.fence)
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    if row.try_get::<Option<_>, _>("reviewer_id")?.map(UserId) != Some(reviewer) {
        return Err(StoreError::ClaimLost(
            "somebody else decided this item under that claim; your draft is kept".into(),
        ));
    }
    let review = review_in_txn(tx, project, ReviewId(row.try_get("id")?)).await?;
    let labels = projects::labels_in_txn(tx, project).await?;
    if !review_repeat::repeats(request, &review, &labels) {
        return Err(StoreError::Conflict(
            "you have decided this item already under this claim, with other content; your draft is kept: take that \
             decision back (undo) and decide again, or ask a lead to open the item"
                .into(),
        ));
    }
    Ok(Some(ReviewReceipt {
        review,
        triplet_id: row
            .try_get::<Option<_>, _>("triplet_id")?
            .map(vitrine_domain::TripletId),
        training_queued: row.try_get("training_queued")?,
        state: word_opt(&row, "state")?,
    }))
}
