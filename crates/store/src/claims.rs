//! Claims: a reviewer's lease on an item, with a fencing token. A lost claim is told apart by what happened to it.

mod pick;

use crate::members::reviewer_in_txn;
use crate::{Member, Result, Store, StoreError, audit, changes, items, projects, proposals};
use chrono::{DateTime, Utc};
use pick::{asked_for_in_txn, held_in_txn, next_in_txn, own_oldest_in_txn, too_many};
use serde_json::json;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::{Change, DeskItem};
use vitrine_domain::limits::{CLAIM_SECONDS, CLAIMS_PER_REVIEWER};
use vitrine_domain::{Claim, Item, ItemId, PolicyId, ProposalId, UserId};

impl Store {
    /// Leases the next item of the queue, or the one asked for (leads also take escalated and decided ones so).
    /// None: nothing is queued. One's own claim is given again under a new fence: with two held, the next item
    /// is the older of the two, so that a page loaded anew goes on where it was.
    /// Errors: `ClaimLost` when somebody else holds the item asked for, `Conflict` when it cannot be decided now
    /// or two others are held, `NotFound`.
    pub async fn item_claim(
        &self,
        member: &Member,
        item: Option<ItemId>,
    ) -> Result<Option<DeskItem>> {
        let mut tx = self.pool.begin().await?;
        let reviewer = reviewer_in_txn(&mut tx, member).await?;
        // A reviewer's claims one after another, or three at once would each count two.
        sqlx::query("select pg_advisory_xact_lock(hashtextextended('vitrine claims ' || $1, 0))")
            .bind(reviewer.to_string())
            .execute(&mut *tx)
            .await?;
        let desk = loop {
            let held = held_in_txn(&mut tx, reviewer).await?;
            let full = held.len() as i64 >= CLAIMS_PER_REVIEWER;
            let picked = match item {
                Some(id) if full && !held.contains(&id) => return Err(too_many()),
                Some(id) => Some(asked_for_in_txn(&mut tx, member, reviewer, id).await?),
                None if full => {
                    let id = own_oldest_in_txn(&mut tx, member, reviewer).await?;
                    match asked_for_in_txn(&mut tx, member, reviewer, id).await {
                        // Decided or purged while its lock was waited for: it is held no more.
                        Err(_) if held_in_txn(&mut tx, reviewer).await? != held => continue,
                        picked => Some(picked?),
                    }
                }
                None => next_in_txn(&mut tx, member, reviewer).await?,
            };
            let Some(id) = picked else {
                return Ok(None);
            };
            let item = items::item_in_txn(&mut tx, member.project_id, id).await?;
            // None: a claim was committed after the item was picked and before it was locked; look again.
            if let Some(desk) = lease_in_txn(&mut tx, member, reviewer, item).await? {
                break desk;
            }
        };
        changes::notify_in_txn(&mut tx, member.project_id, Change::Queue).await?;
        tx.commit().await?;
        Ok(Some(desk))
    }

    /// The heartbeat: the lease runs anew from now. Errors: `ClaimLost` once it has run out.
    pub async fn claim_renew(&self, member: &Member, item: ItemId, fence: i64) -> Result<Claim> {
        let mut tx = self.pool.begin().await?;
        let reviewer = reviewer_in_txn(&mut tx, member).await?;
        items::item_in_txn(&mut tx, member.project_id, item).await?;
        claim_held_in_txn(&mut tx, reviewer, item, fence).await?;
        let expires_at: DateTime<Utc> = sqlx::query_scalar(
            "update claims set expires_at = clock_timestamp() + make_interval(secs => $2)
             where item_id = $1 returning expires_at",
        )
        .bind(item.0)
        .bind(CLAIM_SECONDS as f64)
        .fetch_one(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(Claim {
            item_id: item,
            reviewer_id: reviewer,
            fence,
            expires_at,
        })
    }

    /// Gives the item back; a claim that is gone already is no error.
    pub async fn claim_release(&self, member: &Member, item: ItemId, fence: i64) -> Result<()> {
        let reviewer = member.reviewer()?;
        let mut tx = self.pool.begin().await?;
        items::item_in_txn(&mut tx, member.project_id, item).await?;
        sqlx::query("delete from claims where item_id = $1 and reviewer_id = $2 and fence = $3")
            .bind(item.0)
            .bind(reviewer.0)
            .bind(fence)
            .execute(&mut *tx)
            .await?;
        changes::notify_in_txn(&mut tx, member.project_id, Change::Queue).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives the item back for others: it is not offered to this reviewer again.
    pub async fn item_skip(
        &self,
        member: &Member,
        item: ItemId,
        fence: i64,
        reason: &str,
    ) -> Result<()> {
        let mut tx = self.pool.begin().await?;
        let reviewer = reviewer_in_txn(&mut tx, member).await?;
        items::item_in_txn(&mut tx, member.project_id, item).await?;
        claim_held_in_txn(&mut tx, reviewer, item, fence).await?;
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
        sqlx::query("delete from claims where item_id = $1")
            .bind(item.0)
            .execute(&mut *tx)
            .await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "item.skip",
            ("item", &item.to_string()),
            json!({"reason": reason}),
        )
        .await?;
        changes::notify_in_txn(&mut tx, member.project_id, Change::Queue).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// What the reviewer was shown when the claim was made; none on a claim from before this was kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) proposal: Option<ProposalId>,
    pub(crate) policy: Option<PolicyId>,
}

/// Locks the claim and refuses, saying what happened, unless it is this reviewer's, under this fence, in time.
pub(crate) async fn claim_held_in_txn(
    tx: &mut PgConnection,
    reviewer: UserId,
    item: ItemId,
    fence: i64,
) -> Result<Shown> {
    let row = sqlx::query(
        "select k.reviewer_id, k.fence, k.expires_at > clock_timestamp() as in_time, u.display_name,
            k.proposal_id, k.policy_id
         from claims k join users u on u.id = k.reviewer_id where k.item_id = $1 for update of k",
    )
    .bind(item.0)
    .fetch_optional(&mut *tx)
    .await?;
    let lost = |what: String| Err(StoreError::ClaimLost(format!("{what}; your draft is kept")));
    let Some(row) = row else {
        return lost(match decided_since_in_txn(tx, item, fence).await? {
            Some((who, _)) if who == reviewer => {
                "you have decided this item since, in another place".into()
            }
            Some((_, name)) => format!("{name} has decided this item meanwhile"),
            None => "this item is no longer yours: it was given back or taken away".into(),
        });
    };
    let in_time: bool = row.try_get("in_time")?;
    let name: String = row.try_get("display_name")?;
    if UserId(row.try_get("reviewer_id")?) != reviewer {
        return lost(match in_time {
            true => format!("your claim ran out and {name} holds the item now"),
            false => "your claim ran out and somebody else has had the item since".into(),
        });
    }
    if row.try_get::<i64, _>("fence")? != fence {
        return lost("you have opened this item again since, in another place".into());
    }
    match in_time {
        true => Ok(Shown {
            proposal: row.try_get::<Option<_>, _>("proposal_id")?.map(ProposalId),
            policy: row.try_get::<Option<_>, _>("policy_id")?.map(PolicyId),
        }),
        false => lost("your claim ran out; open the item again".into()),
    }
}

/// Whose decision the item has by now, if it came after the claim of this fence: id and name.
async fn decided_since_in_txn(
    tx: &mut PgConnection,
    item: ItemId,
    fence: i64,
) -> Result<Option<(UserId, String)>> {
    let row = sqlx::query(
        "select r.reviewer_id, u.display_name
         from reviews r join users u on u.id = r.reviewer_id join items i on i.id = r.item_id
         where r.item_id = $1 and r.fence > $2 and i.state in ('decided', 'escalated')
         order by r.fence desc limit 1",
    )
    .bind(item.0)
    .bind(fence)
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some((
        UserId(row.try_get("reviewer_id")?),
        row.try_get("display_name")?,
    )))
}

/// Writes the claim under a new fence, with what it shows. None: another's live claim stands.
async fn lease_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    reviewer: UserId,
    item: Item,
) -> Result<Option<DeskItem>> {
    let project = member.project_id;
    let proposal = match item.blind {
        true => None,
        false => proposals::shown_in_txn(tx, project, item.id).await?,
    };
    let policy = projects::policy_in_txn(tx, project).await?;
    let row = sqlx::query(
        "insert into claims (item_id, project_id, reviewer_id, fence, claimed_at, expires_at, proposal_id, policy_id)
         select id, project_id, $3, fence + 1, clock_timestamp(), clock_timestamp() + make_interval(secs => $4), $5, $6
         from items where project_id = $1 and id = $2
         on conflict (item_id) do update set reviewer_id = excluded.reviewer_id, fence = excluded.fence,
            claimed_at = excluded.claimed_at, expires_at = excluded.expires_at,
            proposal_id = excluded.proposal_id, policy_id = excluded.policy_id
         where claims.expires_at <= clock_timestamp() or claims.reviewer_id = excluded.reviewer_id
         returning fence, expires_at",
    )
    .bind(project.0)
    .bind(item.id.0)
    .bind(reviewer.0)
    .bind(CLAIM_SECONDS as f64)
    .bind(proposal.as_ref().map(|p| p.id.0))
    .bind(policy.id.0)
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let fence: i64 = row.try_get("fence")?;
    sqlx::query("update items set fence = $2 where id = $1")
        .bind(item.id.0)
        .bind(fence)
        .execute(&mut *tx)
        .await?;
    Ok(Some(DeskItem {
        image_url: format!("/api/v1/projects/{}/images/{}", member.slug, item.image.id),
        proposal,
        claim: Claim {
            item_id: item.id,
            reviewer_id: reviewer,
            fence,
            expires_at: row.try_get("expires_at")?,
        },
        policy_text: policy.text,
        labels: projects::labels_in_txn(tx, project).await?,
        item,
    }))
}
