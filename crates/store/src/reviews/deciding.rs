//! What goes with a decision, once it is settled that whoever decides may: review, triplet, the item's way out of the queue
//! and the audit event; then the counters.

use super::row::{By, Written, review_add_in_txn, review_in_txn};
use crate::second_reviews::{self, Sitting, Then};
use crate::triplets::{self, Counted};
use crate::{Member, Result, audit, drafts, gold, projects, review_check, training_runs};
use serde_json::json;
use sqlx::PgConnection;
use vitrine_domain::api::{ReviewReceipt, ReviewRequest};
use vitrine_domain::{Item, ItemState, Mode, Policy, ProjectId, Proposal, Split, UserId, Verdict};

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
    pub(super) receipt: ReviewReceipt,
    /// The triplet that it ended.
    ended: Option<Counted>,
    /// Did it make one of the train or validation split?
    learnable: bool,
}

/// A person's decision or a rule's, once it is settled that they may: the review is checked and written, with all that
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
