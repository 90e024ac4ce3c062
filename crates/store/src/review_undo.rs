//! Undo: a superseding review that puts the item back to what it was, within a grace period.

mod before;

use crate::members::reviewer_in_txn;
use crate::review_check::Checked;
use crate::reviews::{By, Written, lock_item_in_txn, review_add_in_txn, review_in_txn};
use crate::{Member, Result, Store, StoreError, audit, changes, gold, items, triplets};
use before::{before_in_txn, over_in_txn};
use serde_json::json;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::Change;
use vitrine_domain::{ItemId, ProjectId, Review, ReviewId, Round, UserId, Verdict};

/// Seconds within which a review can be taken back.
pub(crate) const GRACE_SECONDS: f64 = 60.0;

/// Has another review of its item been written since this one?
macro_rules! followed {
    ($review:literal) => {
        concat!(
            "exists (select from reviews l where l.item_id = ",
            $review,
            ".item_id and l.fence > ",
            $review,
            ".fence)"
        )
    };
}
/// Is the item what a review has left it as?
macro_rules! left {
    ($item:literal) => {
        concat!(
            $item,
            ".state in ('decided', 'escalated', 'second_review', 'adjudication')"
        )
    };
}
pub(crate) use {followed, left};

impl Store {
    /// Returns the superseding review (a rejection, note “undone”); the triplet leaves the curated set and the item is
    /// what it was: in the queue, for a second review or for a lead, sent to whom it had been sent, on hold if it was.
    /// Where it was decided before, that decision holds again, and its triplet is current. Asked again, while none has
    /// followed, it changes nothing and returns the same. Errors: `Conflict` past 60 s or when another review has followed,
    /// `Forbidden` for another's review.
    pub async fn review_undo(
        &self,
        member: &Member,
        item: ItemId,
        review: ReviewId,
    ) -> Result<Review> {
        let project = member.project_id;
        let mut tx = self.begin().await?;
        let reviewer = reviewer_in_txn(&mut tx, member).await?;
        let over = over_in_txn(&mut tx, project, review).await?;
        lock_item_in_txn(&mut tx, project, item).await?;
        let row = sqlx::query(concat!(
            "select r.reviewer_id, r.created_at > clock_timestamp() - make_interval(secs => $4) as in_time, ",
            followed!("r"),
            " as followed, r.round <> 'undo' and ",
            left!("i"),
            " as standing
             from reviews r join items i on i.id = r.item_id
             where r.project_id = $1 and r.item_id = $2 and r.id = $3"
        ))
        .bind(project.0)
        .bind(item.0)
        .bind(review.0)
        .bind(GRACE_SECONDS)
        .fetch_one(&mut *tx)
        .await?;
        if row.try_get::<Option<_>, _>("reviewer_id")?.map(UserId) != Some(reviewer) {
            return Err(StoreError::Forbidden(
                "this review is somebody else's".into(),
            ));
        }
        if let Some(undone) = undone_in_txn(&mut tx, project, item, review).await? {
            return Ok(undone);
        }
        if row.try_get("followed")? || !row.try_get("standing")? {
            return Err(StoreError::Conflict("this review no longer stands".into()));
        }
        if !row.try_get("in_time")? {
            return Err(StoreError::Conflict(format!(
                "a review can be taken back for {GRACE_SECONDS} seconds; a lead may open the item again"
            )));
        }
        let undone = review_in_txn(&mut tx, project, review).await?;
        let item = items::item_in_txn(&mut tx, project, item).await?;
        let before = before_in_txn(&mut tx, &item, &undone, &over).await?;
        // A fence of its own: whoever had the item open again meanwhile is fenced off.
        let fence: i64 = sqlx::query_scalar(
            "update items set fence = fence + 1, state = $2, second_of = $3, decided_at = $4, assignee_id = $5,
                held_by = $6 where id = $1 returning fence",
        )
        .bind(item.id.0)
        .bind(before.state.as_str())
        .bind(before.second_of.map(|u| u.0))
        .bind(before.decided_at)
        .bind(over.assignee.map(|u| u.0))
        .bind(over.held_by.map(|u| u.0))
        .fetch_one(&mut *tx)
        .await?;
        sqlx::query("delete from claims where item_id = $1")
            .bind(item.id.0)
            .execute(&mut *tx)
            .await?;
        let written = Written {
            by: By::Person(reviewer),
            item: &item,
            proposal: None,
            policy_id: undone.policy_id,
            verdict: Verdict::Reject,
            checked: &Checked {
                answer: undone.answer,
                regions: undone.regions,
                turns: undone.turns,
                correction: false,
            },
            note: "undone",
            fence,
            round: Round::Undo,
            beside: None,
            seconds: None,
            batch: false,
        };
        let undoing = review_add_in_txn(&mut tx, &written).await?;
        let mut detail = json!({"item": item.id, "by": undoing});
        if let Some(decision) = &before.decision {
            detail["holds_again"] = json!({"review": decision.id, "triplet": before.triplet});
        }
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "review.undo",
            ("review", &review.to_string()),
            detail,
        )
        .await?;
        changes::notify_in_txn(&mut tx, project, Change::Queue).await?;
        changes::notify_in_txn(&mut tx, project, Change::Curated).await?;
        let undoing = review_in_txn(&mut tx, project, undoing).await?;
        let ended =
            triplets::triplet_supersede_in_txn(&mut tx, project, item.id, before.triplet).await?;
        let restored = match before.triplet {
            Some(id) => Some(triplets::triplet_restore_in_txn(&mut tx, project, id).await?),
            None => None,
        };
        let truth = before.decision.filter(|_| restored.is_some());
        gold::back_in_txn(&mut tx, item.id, truth.map(|r| r.id), undone.created_at).await?;
        triplets::counted_out_in_txn(&mut tx, project, ended).await?;
        triplets::counted_back_in_txn(&mut tx, project, restored).await?;
        tx.commit().await?;
        Ok(undoing)
    }
}

/// What has taken this review back already, if nothing has been said of the item since.
async fn undone_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    item: ItemId,
    review: ReviewId,
) -> Result<Option<Review>> {
    let undone: Option<uuid::Uuid> = sqlx::query_scalar(concat!(
        "select u.id from reviews u where u.project_id = $1 and u.item_id = $2 and u.supersedes = $3
            and u.round = 'undo' and not ",
        followed!("u")
    ))
    .bind(project.0)
    .bind(item.0)
    .bind(review.0)
    .fetch_optional(&mut *tx)
    .await?;
    match undone {
        Some(id) => Ok(Some(review_in_txn(tx, project, ReviewId(id)).await?)),
        None => Ok(None),
    }
}
