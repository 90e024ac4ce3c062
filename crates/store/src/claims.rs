//! Claims: a reviewer's lease on an item, with a fencing token. Which item comes next stands in `pick`, with which of one's own
//! one goes on in `own`, all that a person holds in `list`, the lease itself in `lease`.

mod lease;
mod list;
mod own;
mod pick;

pub(crate) use lease::{claim_held_in_txn, lease_in_txn};
pub(crate) use pick::firsts;

use crate::members::reviewer_in_txn;
use crate::rows::word;
use crate::{Member, Result, Store, exposure, gold, items, queue};
use chrono::{DateTime, Utc};
use lease::{give_up_unopened_in_txn, seconds};
use own::own_first_in_txn;
use pick::{asked_for_in_txn, held_in_txn, next_in_txn, next_of_view_in_txn, too_many};
use sqlx::{PgConnection, Row};
use vitrine_domain::api::{Change, ClaimRequest, DeskItem};
use vitrine_domain::limits::CLAIMS_PER_REVIEWER;
use vitrine_domain::{Claim, ForLeads, ItemId, UserId};

impl Store {
    /// Leases the next item of the queue, or the one asked for (leads also take escalated and decided ones so).
    /// None: nothing is queued (in that view: among the first `QUEUE_SEARCHED` of the queue, as it is counted). One's own claim
    /// is given again under a new fence: with as many held as one may, or nothing else to `resume` with, the next item is the
    /// one of them that was opened last, one with a draft before others, so that a page loaded anew goes on where it was; in
    /// a view, only one that its filter lets through. With as many held, a prefetched item that was never opened gives way to
    /// one that is asked for by name, and to the next where none of them is in this project or in that view. What was sent
    /// to the reviewer comes before everything else.
    /// Errors: `ClaimLost` when somebody else holds the item asked for, `Conflict` when it cannot be decided
    /// now, `TooManyHeld` when as many others lie open, `EnoughToday` past the day's limit of exposure, `NotFound`.
    pub async fn item_claim(
        &self,
        member: &Member,
        request: &ClaimRequest,
    ) -> Result<Option<DeskItem>> {
        let item = request.item_id;
        let instead = ForLeads::asked(request.escalated, request.adjudication)?;
        let narrowed = request.view_id.is_some() || instead.is_some();
        let mut tx = match narrowed {
            // A view's filter is planned for what it asks.
            true => self.begin().await?,
            false => self.begin_planned_once().await?,
        };
        let (reviewer, gold) = claimant_in_txn(&mut tx, member).await?;
        let filter = match narrowed {
            true => Some(queue::filter_in_txn(&mut tx, member, request.view_id, instead).await?),
            false => None,
        };
        if gold && item.is_none() {
            gold::seed_in_txn(&mut tx, member.project_id, reviewer).await?;
        }
        let (mut first, mut given_up) = (true, None);
        let desk = loop {
            let may_wait = std::mem::take(&mut first);
            let (held, next) = match (item, &filter) {
                (None, None) => next_in_txn(&mut tx, member, reviewer, may_wait).await?,
                _ => (held_in_txn(&mut tx, reviewer).await?, None),
            };
            let full = held.len() as i64 >= CLAIMS_PER_REVIEWER;
            let mut picked = match (item, &filter) {
                (Some(id), _) => {
                    let id = asked_for_in_txn(&mut tx, member, reviewer, id).await?;
                    if full && !held.contains(&id) {
                        given_up = give_up_unopened_in_txn(&mut tx, reviewer).await?;
                        if given_up.is_none() {
                            return Err(too_many());
                        }
                    }
                    Some(id)
                }
                (None, _) if full => None,
                (None, Some(filter)) => {
                    next_of_view_in_txn(&mut tx, member, reviewer, filter, may_wait).await?
                }
                (None, None) => next,
            };
            if picked.is_none() && (request.resume || full && !request.ahead) {
                let own = own_first_in_txn(&mut tx, member, reviewer, filter.as_ref()).await?;
                let Some(own) = own else {
                    if full && !request.ahead {
                        given_up = give_up_unopened_in_txn(&mut tx, reviewer).await?;
                        if given_up.is_some() {
                            continue;
                        }
                    }
                    return if full { Err(too_many()) } else { Ok(None) };
                };
                picked = match asked_for_in_txn(&mut tx, member, reviewer, own).await {
                    // Decided or purged while its lock was waited for: it is held no more.
                    Err(_) if held_in_txn(&mut tx, reviewer).await? != held => continue,
                    picked => Some(picked?),
                };
            }
            let Some(id) = picked else {
                // What was seeded waits for its proposal; for nothing, nothing is given up.
                if given_up.is_none() {
                    tx.commit().await?;
                }
                return Ok(None);
            };
            let item = items::item_in_txn(&mut tx, member.project_id, id).await?;
            // None: a claim was committed after the item was picked and before it was locked; look again.
            let leased = lease_in_txn(&mut tx, member, reviewer, item, request.ahead).await?;
            if let Some(mut desk) = leased {
                // Only now is it known whether it is veiled; a refusal takes the lease back.
                if desk.veiled {
                    let held = held.contains(&id);
                    desk.today =
                        exposure::may_claim_in_txn(&mut tx, member, reviewer, held).await?;
                }
                break desk;
            }
        };
        tx.commit().await?;
        self.feed.tell(member.project_id, Change::Queue);
        if let Some(other) = given_up.filter(|p| *p != member.project_id) {
            self.feed.tell(other, Change::Queue);
        }
        Ok(Some(desk))
    }

    /// The heartbeat: the lease runs anew from now, a short one for an item that is still only prefetched.
    /// Errors: `ClaimLost` once it has run out.
    pub async fn claim_renew(
        &self,
        member: &Member,
        item: ItemId,
        fence: i64,
        ahead: bool,
    ) -> Result<Claim> {
        let mut tx = self.begin().await?;
        let reviewer = reviewer_in_txn(&mut tx, member).await?;
        items::item_in_txn(&mut tx, member.project_id, item).await?;
        claim_held_in_txn(&mut tx, reviewer, item, fence).await?;
        let expires_at: DateTime<Utc> = sqlx::query_scalar(
            "update claims set expires_at = clock_timestamp() + make_interval(secs => $2),
                opened_at = case when $3 then opened_at else coalesce(opened_at, clock_timestamp()) end
             where item_id = $1 returning expires_at",
        )
        .bind(item.0)
        .bind(seconds(ahead))
        .bind(ahead)
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
        let mut tx = self.begin().await?;
        items::item_in_txn(&mut tx, member.project_id, item).await?;
        sqlx::query("delete from claims where item_id = $1 and reviewer_id = $2 and fence = $3")
            .bind(item.0)
            .bind(reviewer.0)
            .bind(fence)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        self.feed.tell(member.project_id, Change::Queue);
        Ok(())
    }
}

/// Who claims, by the role that holds now, and whether a gold item is due; held as `reviewer_in_txn` holds it. A reviewer's
/// claims come one after another, or three at once would each count two.
async fn claimant_in_txn(tx: &mut PgConnection, member: &Member) -> Result<(UserId, bool)> {
    let me = member.reviewer()?;
    let row = sqlx::query(
        "select m.role, coalesce(random() * 100 < (p.settings -> 'gold' ->> 'percent')::float8, false) as gold,
            pg_advisory_xact_lock(hashtextextended('vitrine claims ' || $3, 0))
         from memberships m join projects p on p.id = m.project_id join users u on u.id = m.user_id
         where m.project_id = $1 and m.user_id = $2 and not u.disabled for share of m, u",
    )
    .bind(member.project_id.0)
    .bind(me.0)
    .bind(me.to_string())
    .fetch_one(tx)
    .await?;
    let now = Member {
        role: word(&row, "role")?,
        ..member.clone()
    };
    Ok((now.reviewer()?, row.try_get("gold")?))
}
