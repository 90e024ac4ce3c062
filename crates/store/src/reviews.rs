//! Reviews: a decision, stored once or not at all. One transaction holds the review, its triplet, the audit event,
//! the item's way out of the queue, the counters, and the training run that these may call for.

mod row;

pub(crate) use row::{
    By, Way, Written, of_item_in_txn, review_add_in_txn, review_in_txn, standing_in_txn, stands,
};

use crate::members::reviewer_in_txn;
use crate::rows::word_opt;
use crate::{
    Member, Result, Store, StoreError, audit, claims, drafts, gold, items, projects, proposals,
    review_check, review_repeat, second_reviews, training_runs, triplets,
};
use second_reviews::{Sitting, Then};
use serde_json::json;
use sqlx::{PgConnection, Row};
use triplets::Counted;
use vitrine_domain::api::{Change, ReviewReceipt, ReviewRequest};
use vitrine_domain::{
    Item, ItemId, ItemState, Mode, Policy, ProjectId, Proposal, ReviewId, Split, UserId, Verdict,
};

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
        let mut tx = self.pool.begin().await?;
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

/// What is decided, by whom, and what it rests on.
pub(crate) struct Decision<'a> {
    pub(crate) by: By,
    pub(crate) sitting: Sitting,
    pub(crate) item: &'a Item,
    pub(crate) proposal: Option<&'a Proposal>,
    pub(crate) policy: &'a Policy,
    /// From opening the item to the decision, or its part of a batch's time.
    pub(crate) seconds: Option<f64>,
    pub(crate) batch: bool,
    /// Its fence is the item's.
    pub(crate) request: &'a ReviewRequest,
}

/// A decision that is written, and what the project's counters are still to be told of it.
pub(crate) struct Decided {
    /// Without the training run that the counters may call for.
    receipt: ReviewReceipt,
    /// The triplet that it ended.
    ended: Option<Counted>,
    /// Did it make one of the train or validation split?
    learnable: bool,
}

/// The same for persons and rules, once it is settled that they may: the review is checked and written, with all that
/// hangs on it but the counters, which come at the end of the transaction.
pub(crate) async fn decide_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    decision: &Decision<'_>,
) -> Result<Decided> {
    let &Decision {
        by,
        sitting,
        item,
        proposal,
        policy,
        seconds,
        batch,
        request,
    } = decision;
    let project = member.project_id;
    let labels = projects::labels_in_txn(tx, project).await?;
    let mode = projects::mode_in_txn(tx, project).await?;
    // Regions lie on the first image alone: where there are more, a step may be about one that cannot be marked.
    let tied = mode == Mode::Instructor && item.further_images.is_empty();
    let checked = review_check::check(request, item.blind, proposal, &labels, tied)?;
    let written = Written {
        by,
        item,
        proposal,
        policy_id: policy.id,
        verdict: request.verdict,
        checked: &checked,
        note: &request.note,
        fence: request.fence,
        round: sitting.round(),
        beside: sitting.beside(),
        seconds,
        batch,
    };
    let review = review_add_in_txn(tx, &written).await?;
    let then = second_reviews::then_in_txn(tx, sitting, &written, &labels).await?;
    // Where answers teach, a lead releases them: until then the review stands and nothing is curated.
    let released = member.role.may_lead() || mode != Mode::Instructor;
    let gold = sitting == Sitting::Gold;
    let stands = then == Then::Stands && request.verdict.makes_triplet() && !gold;
    let (triplet_id, ended) = match stands && released {
        true => {
            let (id, ended) = triplets::triplet_add_in_txn(tx, &written, review).await?;
            (Some(id), ended)
        }
        false => {
            let ended = triplets::triplet_supersede_in_txn(tx, project, item.id, None).await?;
            (None, ended)
        }
    };
    // Whoever reviewed a gold item is told what comes of any other.
    let (state, told) = match gold {
        true => {
            let then = second_reviews::then_in_txn(tx, Sitting::First, &written, &labels).await?;
            let told = lands(then, request.verdict, released);
            (ItemState::Decided, told)
        }
        false => {
            let state = lands(then, request.verdict, released);
            (state, state)
        }
    };
    gold::follow_in_txn(tx, item.id, triplet_id.map(|_| review)).await?;
    leave_queue_in_txn(tx, item, state, by.person()).await?;
    if let Some(reviewer) = by.person() {
        drafts::forget_in_txn(tx, item.id, Some(reviewer)).await?;
    }
    audit::audit_member_in_txn(
        tx,
        member,
        "review.submit",
        ("review", &review.to_string()),
        json!({"item": item.id, "verdict": request.verdict, "correction": checked.correction, "triplet": triplet_id}),
    )
    .await?;
    let stored = review_in_txn(tx, project, review).await?;
    let learnable = matches!(item.split, Some(Split::Train | Split::Validation));
    Ok(Decided {
        receipt: ReviewReceipt {
            review: stored,
            triplet_id,
            training_queued: false,
            state: Some(told),
        },
        ended,
        learnable: triplet_id.is_some() && learnable,
    })
}

/// Last in the transaction of these decisions, since it holds the project's counters to the end: every decision of the
/// project waits for whoever does. Returns whether a training run was queued.
pub(crate) async fn decided_count_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    decided: &[Decided],
) -> Result<bool> {
    for d in decided {
        triplets::counted_out_in_txn(tx, project, d.ended).await?;
    }
    let mut made = 0;
    let mut last = None;
    for d in decided.iter().filter(|d| d.learnable) {
        made += 1;
        last = Some(d.receipt.review.id);
    }
    match last {
        Some(review) => training_runs::triplets_counted_in_txn(tx, project, made, review).await,
        None => Ok(false),
    }
}

/// Where a decision leaves its item. `released`: what it makes true need not wait for a lead.
fn lands(then: Then, verdict: Verdict, released: bool) -> ItemState {
    match then {
        Then::Waits => ItemState::SecondReview,
        Then::Differs => ItemState::Adjudication,
        Then::Stands if verdict == Verdict::Escalate => ItemState::Escalated,
        Then::Stands if verdict.makes_triplet() && !released => ItemState::Escalated,
        Then::Stands => ItemState::Decided,
    }
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

/// `reviewer`: who has just reviewed it, and is not offered the second review that it may wait for.
async fn leave_queue_in_txn(
    tx: &mut PgConnection,
    item: &Item,
    state: ItemState,
    reviewer: Option<UserId>,
) -> Result<()> {
    let waiting_for_another = reviewer.filter(|_| state == ItemState::SecondReview);
    sqlx::query(
        "update items set state = $2, decided_at = case when $3::uuid is null then now() end, second_of = $3,
            assignee_id = null, held_by = null where id = $1",
    )
        .bind(item.id.0)
        .bind(state.as_str())
        .bind(waiting_for_another.map(|r| r.0))
        .execute(&mut *tx)
        .await?;
    sqlx::query("delete from claims where item_id = $1")
        .bind(item.id.0)
        .execute(tx)
        .await?;
    Ok(())
}
