//! Gold items: decided items whose review a lead takes for the truth. Reviewers get copies of them among their items,
//! items like any other, each once; what they say of a copy is measured against the truth and changes nothing.

mod copies;
mod given;
mod report;

pub(crate) use copies::{
    id_of, is_copy_in_txn, may_see_in_txn, no_copy_waits, proposed_at_in_txn, seed_in_txn,
};
pub(crate) use given::given_in_txn;

use crate::items::item_in_txn;
use crate::reviews::review_in_txn;
use crate::{Member, Result, Store, StoreError, audit, projects};
use chrono::{DateTime, Utc};
use given::Given;
use serde_json::json;
use sqlx::{PgConnection, Row};
use vitrine_domain::{GoldItem, ItemId, ReviewId, Role};

impl Store {
    /// Leads. The review that stands is the truth from now on. Errors: `Conflict` for an item without an answer that
    /// stands.
    pub async fn gold_mark(&self, member: &Member, item: ItemId) -> Result<()> {
        member.need(Role::may_lead, "mark gold items")?;
        let by = member.reviewer()?;
        let mut tx = self.begin().await?;
        crate::reviews::lock_item_in_txn(&mut tx, member.project_id, item).await?;
        let marked = sqlx::query(
            "insert into gold_items (item_id, project_id, review_id, marked_by)
             select t.item_id, t.project_id, t.review_id, $3 from triplets t join items i on i.id = t.item_id
             where t.project_id = $1 and t.item_id = $2 and t.superseded_at is null and i.state = 'decided'
             on conflict (item_id) do update set review_id = excluded.review_id, ended_at = null,
                marked_by = case when gold_items.ended_at is null then gold_items.marked_by else excluded.marked_by end,
                marked_at = case when gold_items.ended_at is null then gold_items.marked_at else excluded.marked_at end",
        )
        .bind(member.project_id.0)
        .bind(item.0)
        .bind(by.0)
        .execute(&mut *tx)
        .await?;
        if marked.rows_affected() == 0 {
            return Err(StoreError::Conflict(
                "only a decided item with an answer that stands can be gold".into(),
            ));
        }
        audit_mark_in_txn(&mut tx, member, "gold.mark", item).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Leads. Copies that reviewers have had stay as they are. Errors: `NotFound` where it is none.
    pub async fn gold_unmark(&self, member: &Member, item: ItemId) -> Result<()> {
        member.need(Role::may_lead, "mark gold items")?;
        let mut tx = self.begin().await?;
        let gone = sqlx::query(
            "delete from gold_items where project_id = $1 and item_id = $2 and ended_at is null",
        )
        .bind(member.project_id.0)
        .bind(item.0)
        .execute(&mut *tx)
        .await?;
        if gone.rows_affected() == 0 {
            return Err(StoreError::NotFound);
        }
        audit_mark_in_txn(&mut tx, member, "gold.unmark", item).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Newest mark first, at most 200; leads.
    pub async fn gold_list(&self, member: &Member) -> Result<Vec<GoldItem>> {
        member.need(Role::may_lead, "see which items are gold")?;
        let project = member.project_id;
        let mut tx = self.begin().await?;
        let known = projects::labels_in_txn(&mut tx, project).await?;
        let given = given_in_txn(&mut tx, project, None).await?;
        let rows = sqlx::query(concat!(
            "select g.item_id, g.review_id, g.marked_at, ",
            crate::members::shown_name!("u", "$1"),
            " as marked_by
             from gold_items g join users u on u.id = g.marked_by
             where g.project_id = $1 and g.ended_at is null order by g.marked_at desc, g.item_id limit 200",
        ))
        .bind(project.0)
        .fetch_all(&mut *tx)
        .await?;
        let mut all = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = ItemId(row.try_get("item_id")?);
            let of: Vec<&Given> = given.iter().filter(|g| g.of == id).collect();
            all.push(GoldItem {
                item: item_in_txn(&mut tx, project, id).await?,
                review: review_in_txn(&mut tx, project, ReviewId(row.try_get("review_id")?))
                    .await?,
                marked_by: row.try_get("marked_by")?,
                marked_at: row.try_get("marked_at")?,
                seen: of.len() as i64,
                right: of.iter().filter(|g| g.right(&known)).count() as i64,
            });
        }
        Ok(all)
    }

    /// Is it gold? Leads; nobody else is told.
    pub async fn gold_is(&self, member: &Member, item: ItemId) -> Result<bool> {
        member.need(Role::may_lead, "see which items are gold")?;
        let is = sqlx::query_scalar(
            "select exists (select from gold_items where project_id = $1 and item_id = $2 and ended_at is null)",
        )
        .bind(member.project_id.0)
        .bind(item.0)
        .fetch_one(&self.pool)
        .await?;
        Ok(is)
    }
}

async fn audit_mark_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    action: &str,
    item: ItemId,
) -> Result<()> {
    let subject = ("item", item.to_string());
    audit::audit_member_in_txn(tx, member, action, (subject.0, &subject.1), json!({})).await
}

/// The truth follows the item's decision; where no answer stands any more, it is gold no longer.
pub(crate) async fn follow_in_txn(
    tx: &mut PgConnection,
    item: ItemId,
    stands: Option<ReviewId>,
) -> Result<()> {
    let sql = match stands {
        Some(_) => "update gold_items set review_id = $2 where item_id = $1 and ended_at is null",
        None => {
            "update gold_items set ended_at = now() where item_id = $1 and ended_at is null and $2::uuid is null"
        }
    };
    sqlx::query(sql)
        .bind(item.0)
        .bind(stands.map(|r| r.0))
        .execute(tx)
        .await?;
    Ok(())
}

/// The same where the review of `undone_at` is taken back; a mark that it ended comes back with the answer.
pub(crate) async fn back_in_txn(
    tx: &mut PgConnection,
    item: ItemId,
    stands: Option<ReviewId>,
    undone_at: DateTime<Utc>,
) -> Result<()> {
    if stands.is_some() {
        // A review and what it ends bear their transaction's time.
        sqlx::query("update gold_items set ended_at = null where item_id = $1 and ended_at = $2")
            .bind(item.0)
            .bind(undone_at)
            .execute(&mut *tx)
            .await?;
    }
    follow_in_txn(tx, item, stands).await
}
