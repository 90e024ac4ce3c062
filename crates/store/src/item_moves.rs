//! Ways out of one reviewer's hands that are no decision: passed over, put on hold, taken up again, sent to a person. As with
//! a decision, the same once more under the same fence stores nothing and is answered as the first was.

mod addressee;

use self::addressee::{addressee_in_txn, may_take};
use crate::claims::claim_held_in_txn;
use crate::comments::{comment_in_txn, done_in_txn};
use crate::members::{reviewer_in_txn, shown_name};
use crate::reviews::lock_item_in_txn;
use crate::{Member, Result, Store, StoreError, drafts, gold, items};
use sqlx::PgConnection;
use vitrine_domain::api::SendRequest;
use vitrine_domain::{CommentAct, Invalid, Item, ItemId, ItemState, Role};

impl Store {
    /// Gives the item back for others: it is not offered to this reviewer again, whose draft is given up. Sent to
    /// them, it is everybody's again. Errors: `ClaimLost`, and nothing is given up.
    pub async fn item_skip(
        &self,
        member: &Member,
        item: ItemId,
        fence: i64,
        reason: &str,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let reviewer = reviewer_in_txn(&mut tx, member).await?;
        lock_item_in_txn(&mut tx, member.project_id, item).await?;
        if over_in_txn(&mut tx, member, item, CommentAct::Skip, fence, reason).await? {
            return Ok(());
        }
        sqlx::query(
            "insert into skips (item_id, project_id, reviewer_id, reason) values ($1, $2, $3, $4)
             on conflict (item_id, reviewer_id) do update set reason = excluded.reason",
        )
        .bind(item.0)
        .bind(member.project_id.0)
        .bind(reviewer.0)
        .bind(reason)
        .execute(&mut *tx)
        .await?;
        sqlx::query("update items set assignee_id = null where id = $1 and assignee_id = $2")
            .bind(item.0)
            .bind(reviewer.0)
            .execute(&mut *tx)
            .await?;
        drafts::forget_in_txn(&mut tx, item, Some(reviewer)).await?;
        claim_end_in_txn(&mut tx, item).await?;
        comment_in_txn(&mut tx, member, item, CommentAct::Skip, Some(fence), reason).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Nobody is offered it until its holder or a lead takes it up again; a decision takes it up too.
    /// Errors: `ClaimLost`, `Invalid` without a reason.
    pub async fn item_hold(
        &self,
        member: &Member,
        item: ItemId,
        fence: i64,
        reason: &str,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let reviewer = reviewer_in_txn(&mut tx, member).await?;
        lock_item_in_txn(&mut tx, member.project_id, item).await?;
        if reason.trim().is_empty() {
            return Err(Invalid::new("say what the item waits for").into());
        }
        if over_in_txn(&mut tx, member, item, CommentAct::Hold, fence, reason).await? {
            return Ok(());
        }
        let item = items::item_in_txn(&mut tx, member.project_id, item).await?;
        undecided(&item)?;
        sqlx::query("update items set held_by = $2 where id = $1")
            .bind(item.id.0)
            .bind(reviewer.0)
            .execute(&mut *tx)
            .await?;
        claim_end_in_txn(&mut tx, item.id).await?;
        comment_in_txn(
            &mut tx,
            member,
            item.id,
            CommentAct::Hold,
            Some(fence),
            reason,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Back into the queue. Errors: `Conflict` when it is not on hold, `Forbidden` when it is somebody else's hold.
    pub async fn item_resume(&self, member: &Member, item: ItemId) -> Result<()> {
        let mut tx = self.begin().await?;
        let reviewer = reviewer_in_txn(&mut tx, member).await?;
        lock_item_in_txn(&mut tx, member.project_id, item).await?;
        let item = items::item_in_txn(&mut tx, member.project_id, item).await?;
        match item.held_by {
            None => return Err(StoreError::Conflict("this item is not on hold".into())),
            Some(holder) if holder == reviewer || member.role.may_lead() => {}
            Some(_) => {
                return Err(StoreError::Forbidden(
                    "somebody else put this item on hold; they or a lead take it up again".into(),
                ));
            }
        }
        sqlx::query("update items set held_by = null where id = $1")
            .bind(item.id.0)
            .execute(&mut *tx)
            .await?;
        comment_in_txn(&mut tx, member, item.id, CommentAct::Resume, None, "").await?;
        tx.commit().await?;
        Ok(())
    }

    /// From then on nobody else is offered it; to nobody, it is everybody's again. Whoever has it open sends it under
    /// the claim; leads need none. Errors: `ClaimLost`, `Conflict` when it is decided or on somebody's desk,
    /// `Invalid` for a name that does not review here.
    pub async fn item_send(
        &self,
        member: &Member,
        item: ItemId,
        request: &SendRequest,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        reviewer_in_txn(&mut tx, member).await?;
        // Before the item: who removes or deactivates them holds them in this order.
        let name = request.to.trim();
        let addressee = match name {
            "" => None,
            name => addressee_in_txn(&mut tx, member, name).await?,
        };
        lock_item_in_txn(&mut tx, member.project_id, item).await?;
        let to = match (&addressee, name) {
            (Some(found), _) => &*found.shown,
            (None, "") => "everybody",
            (None, name) => name,
        };
        let text = format!("to {to}. {}", request.reason);
        match request.fence {
            Some(fence) => {
                if over_in_txn(&mut tx, member, item, CommentAct::Send, fence, &text).await? {
                    return Ok(());
                }
            }
            None => member.need(Role::may_lead, "send an item that is not on your desk")?,
        }
        let item = items::item_in_txn(&mut tx, member.project_id, item).await?;
        undecided(&item)?;
        // Whom it may not be sent to would say whose the first review is.
        if item.state == ItemState::SecondReview {
            return Err(StoreError::Conflict(
                "this item waits for a second review and is sent to nobody; skip it, and another takes it".into(),
            ));
        }
        if request.fence.is_none() {
            not_open_in_txn(&mut tx, item.id).await?;
        }
        // A gold item is nobody else's: sent on, it only leaves this reviewer, as the trail says.
        let copy = gold::is_copy_in_txn(&mut tx, item.id).await?;
        let assignee = match name {
            "" => None,
            name => Some(may_take(addressee, &item, name)?.id),
        };
        if copy {
            sqlx::query(
                "insert into skips (item_id, project_id, reviewer_id, reason) select id, project_id, gold_for, 'sent'
                 from items where id = $1 on conflict do nothing",
            )
            .bind(item.id.0)
            .execute(&mut *tx)
            .await?;
        }
        sqlx::query("update items set assignee_id = $2, held_by = null where id = $1")
            .bind(item.id.0)
            .bind(assignee.filter(|_| !copy).map(|a| a.0))
            .execute(&mut *tx)
            .await?;
        claim_end_in_txn(&mut tx, item.id).await?;
        // Whoever passed it over before is asked all the same.
        sqlx::query("delete from skips where item_id = $1 and reviewer_id = $2")
            .bind(item.id.0)
            .bind(assignee.map(|a| a.0))
            .execute(&mut *tx)
            .await?;
        comment_in_txn(
            &mut tx,
            member,
            item.id,
            CommentAct::Send,
            request.fence,
            &text,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Whether this has been done already, which has ended the claim of this fence. If not, the claim has to be held; it is locked.
async fn over_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    item: ItemId,
    act: CommentAct,
    fence: i64,
    text: &str,
) -> Result<bool> {
    match claim_held_in_txn(tx, member.reviewer()?, item, fence).await {
        Err(StoreError::ClaimLost(_))
            if done_in_txn(tx, member, item, act, fence, text).await? =>
        {
            Ok(true)
        }
        held => held.map(|_| false),
    }
}

fn undecided(item: &Item) -> Result<()> {
    match item.state {
        ItemState::Queued
        | ItemState::SecondReview
        | ItemState::Adjudication
        | ItemState::Escalated => Ok(()),
        _ => Err(StoreError::Conflict(
            "this item is in no queue; there is nothing to put off".into(),
        )),
    }
}

async fn claim_end_in_txn(tx: &mut PgConnection, item: ItemId) -> Result<()> {
    sqlx::query("delete from claims where item_id = $1")
        .bind(item.0)
        .execute(tx)
        .await?;
    Ok(())
}

async fn not_open_in_txn(tx: &mut PgConnection, item: ItemId) -> Result<()> {
    let name: Option<String> = sqlx::query_scalar(concat!(
        "select ",
        shown_name!("u", "k.project_id"),
        " from claims k join users u on u.id = k.reviewer_id
         where k.item_id = $1 and k.expires_at > clock_timestamp()"
    ))
    .bind(item.0)
    .fetch_optional(tx)
    .await?;
    match name {
        None => Ok(()),
        Some(name) => Err(StoreError::Conflict(format!(
            "{name} has this item open now; wait for the decision"
        ))),
    }
}
