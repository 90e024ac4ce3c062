//! Drafts: what a reviewer has written of an item and not yet decided, version by version. A version goes on from the
//! one that its writer knew; of two that go on from the same, the second is told so, and nothing is overwritten. A draft that
//! has ended leaves no version to go on from; a first one that comes after that is told by its claim.

use crate::error::breaks;
use crate::members::reviewer_in_txn;
use crate::reviews::lock_item_in_txn;
use crate::rows::{json, to_json};
use crate::{Member, Result, Store, StoreError, items};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::DraftRequest;
use vitrine_domain::limits::{ANSWER_BYTES, DRAFT_VERSIONS, REGIONS};
use vitrine_domain::turn::check_room;
use vitrine_domain::{Draft, DraftBody, Invalid, Item, ItemId, ItemState, UserId};

impl Store {
    /// One more version. It goes on from the one that it names, or from what its writer sent since and has not heard of.
    /// Errors: `SavedElsewhere` when it does not go on from the newest, `Conflict` when there is nothing
    /// to decide any more, `ClaimLost` for a first one whose claim's draft has ended, `Invalid` over a limit; `NotFound`,
    /// also for a proposal that is not the item's.
    pub async fn draft_save(
        &self,
        member: &Member,
        item: ItemId,
        request: &DraftRequest,
    ) -> Result<Draft> {
        let mut tx = self.begin().await?;
        let reviewer = reviewer_in_txn(&mut tx, member).await?;
        // A decision under way is waited for: it ends the draft, and no save may bring that back.
        lock_item_in_txn(&mut tx, member.project_id, item).await?;
        let item = items::item_in_txn(&mut tx, member.project_id, item).await?;
        check(&request.body)?;
        open_in_txn(&mut tx, &item, reviewer).await?;
        let newest = newest_in_txn(&mut tx, item.id, reviewer).await?;
        let version = newest.as_ref().map_or(0, |d| d.version);
        let unheard = newest.is_some_and(|d| {
            d.version - 1 == request.version && Some(&d.body) == request.unheard.as_ref()
        });
        if request.version != version && !unheard {
            return Err(StoreError::SavedElsewhere);
        }
        if version == 0
            && let Some(fence) = request.fence
            && ended_in_txn(&mut tx, item.id, reviewer, fence).await?
        {
            return Err(StoreError::ClaimLost(
                "this item has left your desk since: open it again to go on; your draft is kept"
                    .into(),
            ));
        }
        let row = sqlx::query(
            "insert into drafts (item_id, reviewer_id, version, project_id, body)
             select $1, $2, $3, $4, $5
             where $6::uuid is null
                or exists (select from proposals where project_id = $4 and item_id = $1 and id = $6)
             returning item_id, version, body, saved_at",
        )
        .bind(item.id.0)
        .bind(reviewer.0)
        .bind(version + 1)
        .bind(member.project_id.0)
        .bind(to_json(&request.body))
        .bind(request.body.proposal_id.map(|p| p.0))
        .fetch_one(&mut *tx)
        .await
        .map_err(|error| match breaks(&error, "drafts_pkey") {
            true => StoreError::SavedElsewhere,
            false => error.into(),
        })?;
        sqlx::query("delete from drafts where item_id = $1 and reviewer_id = $2 and version <= $3")
            .bind(item.id.0)
            .bind(reviewer.0)
            .bind(version + 1 - DRAFT_VERSIONS)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(draft_from(&row)?)
    }

    /// One's own newest version.
    pub async fn draft_get(&self, member: &Member, item: ItemId) -> Result<Option<Draft>> {
        let reviewer = member.reviewer()?;
        let mut tx = self.begin().await?;
        let item = items::item_in_txn(&mut tx, member.project_id, item).await?;
        newest_in_txn(&mut tx, item.id, reviewer).await
    }

    /// The newest version of each of one's own drafts in the project, latest first.
    pub async fn draft_list(&self, member: &Member) -> Result<Vec<Draft>> {
        let reviewer = member.reviewer()?;
        let rows = sqlx::query(
            "select * from (select distinct on (item_id) item_id, version, body, saved_at from drafts
                where reviewer_id = $1 and project_id = $2 order by item_id, version desc) d
             order by saved_at desc limit 50",
        )
        .bind(reviewer.0)
        .bind(member.project_id.0)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.iter().map(draft_from).collect::<sqlx::Result<_>>()?)
    }

    /// One's own, all versions; none is no error.
    pub async fn draft_remove(&self, member: &Member, item: ItemId) -> Result<()> {
        let reviewer = member.reviewer()?;
        let mut tx = self.begin().await?;
        let item = items::item_in_txn(&mut tx, member.project_id, item).await?;
        forget_in_txn(&mut tx, item.id, Some(reviewer)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// For the sweep: drafts of items that somebody else has decided a day ago or more. Till then their writers may
    /// still read them. Returns how many items had any.
    pub async fn drafts_delete_settled(&self) -> Result<u64> {
        let gone: i64 = sqlx::query_scalar(
            "with gone as (delete from drafts d using items i
                where i.id = d.item_id and (i.state in ('purged', 'set_aside')
                  or i.state in ('decided', 'escalated') and i.decided_at < now() - interval '1 day'
                    and d.saved_at < i.decided_at)
                returning d.item_id)
             select count(distinct item_id) from gone",
        )
        .fetch_one(&self.pool)
        .await?;
        Ok(gone.cast_unsigned())
    }
}

fn check(body: &DraftBody) -> Result<(), Invalid> {
    if body.answer.len() > ANSWER_BYTES || body.note.len() > ANSWER_BYTES {
        return Err(Invalid::new(format!(
            "an answer or note has at most {ANSWER_BYTES} bytes"
        )));
    }
    check_room(&body.turns)?;
    if body.regions.len() > REGIONS {
        return Err(Invalid::new(format!(
            "an answer carries at most {REGIONS} regions"
        )));
    }
    Ok(())
}

/// A decided item is written about by whoever has it open again.
async fn open_in_txn(tx: &mut PgConnection, item: &Item, reviewer: UserId) -> Result<()> {
    let open = match item.state {
        ItemState::Waiting | ItemState::Queued | ItemState::Escalated | ItemState::Adjudication => {
            true
        }
        ItemState::SetAside | ItemState::Purged => false,
        ItemState::Decided | ItemState::SecondReview => {
            sqlx::query_scalar(
                "select exists (select from items where id = $1 and second_of <> $2)
                   or exists (select from claims
                    where item_id = $1 and reviewer_id = $2 and expires_at > clock_timestamp())",
            )
            .bind(item.id.0)
            .bind(reviewer.0)
            .fetch_one(tx)
            .await?
        }
    };
    match open {
        true => Ok(()),
        false => Err(StoreError::Conflict(
            "this item has been decided; there is nothing to draft any more".into(),
        )),
    }
}

/// Has the draft of this claim ended: decided or passed over under it, or may it have been given up under a later one of its
/// writer's? Under one that was only prefetched nobody has given anything up. What a claim has left behind that ran out or was given back is its writer's, whoever claims next; where its writer
/// has passed the item over at any time, nothing tells how a claim that is gone has ended. The item is locked.
async fn ended_in_txn(
    tx: &mut PgConnection,
    item: ItemId,
    reviewer: UserId,
    fence: i64,
) -> Result<bool> {
    let ended = sqlx::query_scalar(
        "select exists (select from claims k where k.item_id = i.id and k.reviewer_id = $2 and k.fence > $3
                and k.opened_at is not null)
            or exists (select from reviews r where r.item_id = i.id and r.fence = $3)
            or exists (select from skips s where s.item_id = i.id and s.reviewer_id = $2)
                and not exists (select from claims k where k.item_id = i.id and k.reviewer_id = $2 and k.fence = $3)
         from items i where i.id = $1",
    )
    .bind(item.0)
    .bind(reviewer.0)
    .bind(fence)
    .fetch_one(tx)
    .await?;
    Ok(ended)
}

pub(crate) async fn newest_in_txn(
    tx: &mut PgConnection,
    item: ItemId,
    reviewer: UserId,
) -> Result<Option<Draft>> {
    let row = sqlx::query(
        "select item_id, version, body, saved_at from drafts
         where item_id = $1 and reviewer_id = $2 order by version desc limit 1",
    )
    .bind(item.0)
    .bind(reviewer.0)
    .fetch_optional(tx)
    .await?;
    Ok(row.as_ref().map(draft_from).transpose()?)
}

/// All versions, of one reviewer or of everybody.
pub(crate) async fn forget_in_txn(
    tx: &mut PgConnection,
    item: ItemId,
    reviewer: Option<UserId>,
) -> Result<()> {
    sqlx::query("delete from drafts where item_id = $1 and ($2::uuid is null or reviewer_id = $2)")
        .bind(item.0)
        .bind(reviewer.map(|r| r.0))
        .execute(tx)
        .await?;
    Ok(())
}

/// The draft in a row that may have none.
pub(crate) fn draft_beside(row: &PgRow) -> sqlx::Result<Option<Draft>> {
    let there: Option<uuid::Uuid> = row.try_get("item_id")?;
    there.map(|_| draft_from(row)).transpose()
}

fn draft_from(row: &PgRow) -> sqlx::Result<Draft> {
    Ok(Draft {
        item_id: ItemId(row.try_get("item_id")?),
        version: row.try_get("version")?,
        body: json(row, "body")?,
        saved_at: row.try_get("saved_at")?,
    })
}
