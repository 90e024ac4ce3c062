//! Proposals accepted together: each a review of its own, under a claim of its own, in a transaction of its own.

use crate::members::reviewer_in_txn;
use crate::reviews::{Way, lock_item_in_txn, standing_in_txn, submit_in_txn};
use crate::{Member, Result, Store, StoreError, claims, exposure, items, projects, proposals};
use sqlx::PgConnection;
use vitrine_domain::api::{BatchItem, ReviewRequest};
use vitrine_domain::{Invalid, Item, ItemState, Review, UserId, Verdict};

/// Seconds that somebody may have looked at a tile for. A page that lay there for longer tells nothing.
const LOOKED: std::ops::RangeInclusive<f32> = 0.0..=3600.0;

impl Store {
    /// One of a batch: claims the item and accepts the proposal that was shown, or does neither. Asked again, it
    /// returns the same review. The claim does not count among those that a reviewer holds: it ends with the review.
    /// Errors: `Conflict` when proposal or policy are no longer those that were shown, or when the item is decided, on
    /// hold, sent to somebody else or open at one's own desk; `ClaimLost` while another holds it; `Invalid` for a
    /// blind item; `EnoughToday` past the day's limit, unless one has looked at it.
    pub async fn proposal_accept(
        &self,
        member: &Member,
        batch: &BatchItem,
        policy_version: i32,
    ) -> Result<Review> {
        let project = member.project_id;
        let mut tx = self.begin().await?;
        let reviewer = reviewer_in_txn(&mut tx, member).await?;
        lock_item_in_txn(&mut tx, project, batch.item_id).await?;
        let proposal =
            proposals::proposal_in_txn(&mut tx, project, batch.item_id, batch.proposal_id).await?;
        let item = items::item_in_txn(&mut tx, project, batch.item_id).await?;
        if let Some(review) = accepted_in_txn(&mut tx, &item, reviewer, batch).await? {
            return Ok(review);
        }
        may_be_accepted(&item, reviewer)?;
        if projects::policy_in_txn(&mut tx, project).await?.version != policy_version {
            return Err(StoreError::Conflict(
                "the policy has changed since this was shown; read it and look again".into(),
            ));
        }
        own_desk_in_txn(&mut tx, &item, reviewer).await?;
        // As if ahead: nobody has it open, so that the claim measures no time of looking at it.
        let Some(desk) = claims::lease_in_txn(&mut tx, member, reviewer, item, true).await? else {
            return Err(StoreError::ClaimLost(
                "another reviewer holds this item now".into(),
            ));
        };
        if desk.proposal.as_ref().map(|p| p.id) != Some(proposal.id) {
            return Err(StoreError::Conflict(
                "the model has proposed something else since; look again".into(),
            ));
        }
        if desk.veiled {
            exposure::may_decide_in_txn(&mut tx, member, reviewer, batch.item_id).await?;
        }
        let request = ReviewRequest {
            fence: desk.claim.fence,
            verdict: Verdict::Accept,
            answer: proposal.answer,
            regions: proposal.regions,
            turns: vec![],
            note: String::new(),
        };
        let way = Way::Batch(batch.seconds.filter(|s| LOOKED.contains(s)).map(f64::from));
        let item = batch.item_id;
        let receipt = submit_in_txn(&mut tx, member, reviewer, item, &request, way).await?;
        tx.commit().await?;
        self.decided(project);
        Ok(receipt.review)
    }
}

/// The reviewer's own acceptance of this very proposal, where it stands already; in a project that teaches, it waits
/// for a lead.
async fn accepted_in_txn(
    tx: &mut PgConnection,
    item: &Item,
    reviewer: UserId,
    batch: &BatchItem,
) -> Result<Option<Review>> {
    use ItemState::{Decided, Escalated, SecondReview};
    if !matches!(item.state, Decided | Escalated | SecondReview) {
        return Ok(None);
    }
    let standing = standing_in_txn(tx, item.project_id, item.id, None).await?;
    Ok(standing.filter(|r| {
        r.reviewer_id == Some(reviewer)
            && r.verdict == Verdict::Accept
            && r.proposal_id == Some(batch.proposal_id)
    }))
}

fn may_be_accepted(item: &Item, reviewer: UserId) -> Result<()> {
    if item.blind {
        return Err(Invalid::new("this item is answered blind, one at a time").into());
    }
    let refusal = match item.state {
        ItemState::Queued if item.held_by.is_some() => "this item is on hold",
        ItemState::Queued if item.assignee_id.is_some_and(|a| a != reviewer) => {
            "this item was sent to somebody else"
        }
        ItemState::Queued => return Ok(()),
        ItemState::Decided => "this item is decided already",
        ItemState::SecondReview => {
            "this item has been decided meanwhile and waits for a second review, one at a time at the desk"
        }
        ItemState::Adjudication => {
            "the reviews of this item differ, or one was taken back; a lead settles it"
        }
        ItemState::Escalated => "this item was escalated; a lead decides it",
        ItemState::Waiting | ItemState::SetAside | ItemState::Purged => "this item is in no queue",
    };
    Err(StoreError::Conflict(refusal.into()))
}

/// What lies on one's own desk, with a draft perhaps, is not decided behind its back.
async fn own_desk_in_txn(tx: &mut PgConnection, item: &Item, reviewer: UserId) -> Result<()> {
    let open: bool = sqlx::query_scalar(
        "select exists (select from claims
            where item_id = $1 and reviewer_id = $2 and expires_at > clock_timestamp())",
    )
    .bind(item.id.0)
    .bind(reviewer.0)
    .fetch_one(tx)
    .await?;
    match open {
        false => Ok(()),
        true => Err(StoreError::Conflict(
            "you have this item open at the desk; decide it there".into(),
        )),
    }
}
