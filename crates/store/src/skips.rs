//! Items that were passed over: who is not offered them, why, and the way back. They are passed over in `item_moves`.

use crate::members::{reviewer_in_txn, shown_name};
use crate::reviews::lock_item_in_txn;
use crate::{Member, Result, Store, StoreError, audit, changes, gold, second_reviews};
use serde_json::json;
use sqlx::Row;
use sqlx::postgres::PgRow;
use vitrine_domain::api::Change;
use vitrine_domain::{ItemId, Skip, UserId};

impl Store {
    /// Who passed the item over and is not offered it, first to last: all of them for leads, for others what they did
    /// themselves. While it waits for a second review, nothing of the first reviewer, and no reason of others. Errors:
    /// `NotFound`.
    pub async fn skip_list(&self, member: &Member, item: ItemId) -> Result<Vec<Skip>> {
        let mut tx = self.begin().await?;
        gold::may_see_in_txn(&mut tx, member, item).await?;
        let hidden = second_reviews::hidden_in_txn(&mut tx, member, item).await?;
        let rows = sqlx::query(concat!(
            "select s.reviewer_id, s.reason, s.created_at, ",
            shown_name!("u", "$1"),
            " as reviewer, u.scripted
             from skips s join users u on u.id = s.reviewer_id
             where s.project_id = $1 and s.item_id = $2 and (s.reviewer_id = $3 or $4)
             order by s.created_at, s.reviewer_id",
        ))
        .bind(member.project_id.0)
        .bind(item.0)
        .bind(member.actor.user_id.map(|u| u.0))
        .bind(member.role.may_lead())
        .fetch_all(&mut *tx)
        .await?;
        let mut skips: Vec<Skip> = rows.iter().map(skip_from).collect::<sqlx::Result<_>>()?;
        if let Some(hidden) = hidden {
            skips.retain(|s| s.reviewer_id != hidden.author);
            // Given again, a reason keeps the time of the one before: when it was given is not known.
            let others = |s: &&mut Skip| Some(s.reviewer_id) != member.actor.user_id;
            skips
                .iter_mut()
                .filter(others)
                .for_each(|s| s.reason.clear());
        }
        Ok(skips)
    }

    /// It is offered to this reviewer again. Errors: `Conflict` for one who has not passed it over, `NotFound`.
    pub async fn skip_remove(&self, member: &Member, item: ItemId) -> Result<()> {
        let mut tx = self.begin().await?;
        let reviewer = reviewer_in_txn(&mut tx, member).await?;
        gold::may_see_in_txn(&mut tx, member, item).await?;
        lock_item_in_txn(&mut tx, member.project_id, item).await?;
        let gone = sqlx::query(
            "delete from skips where project_id = $1 and item_id = $2 and reviewer_id = $3",
        )
        .bind(member.project_id.0)
        .bind(item.0)
        .bind(reviewer.0)
        .execute(&mut *tx)
        .await?;
        if gone.rows_affected() == 0 {
            return Err(StoreError::Conflict(
                "you have not passed this item over; the queue offers it to you in its turn".into(),
            ));
        }
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "item.unskip",
            ("item", &item.to_string()),
            json!({}),
        )
        .await?;
        changes::notify_in_txn(&mut tx, member.project_id, Change::Queue).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn skip_from(row: &PgRow) -> sqlx::Result<Skip> {
    Ok(Skip {
        reviewer_id: UserId(row.try_get("reviewer_id")?),
        reviewer: row.try_get("reviewer")?,
        scripted: row.try_get("scripted")?,
        reason: row.try_get("reason")?,
        created_at: row.try_get("created_at")?,
    })
}
