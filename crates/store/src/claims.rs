//! Claims: a reviewer's lease on an item, with a fencing token. A lost claim is told apart by what happened to it.

mod pick;

use crate::members::reviewer_in_txn;
use crate::rows::word;
use crate::{
    Member, Result, Store, StoreError, drafts, exposure, gold, items, projects, proposals, queue,
    reviews, second_reviews,
};
use chrono::{DateTime, Utc};
use pick::{
    asked_for_in_txn, held_in_txn, next_in_txn, next_of_view_in_txn, own_oldest_in_txn, too_many,
};
use sqlx::{PgConnection, Row};
use vitrine_domain::api::{Change, ClaimRequest, DeskItem};
use vitrine_domain::limits::{AHEAD_SECONDS, CLAIM_SECONDS, CLAIMS_PER_REVIEWER};
use vitrine_domain::{Claim, Item, ItemId, ItemState, PolicyId, ProposalId, UserId};

impl Store {
    /// Leases the next item of the queue, or the one asked for (leads also take escalated and decided ones so).
    /// None: nothing is queued (in that view). One's own claim is given again under a new fence: with as many held as
    /// one may, or nothing else to `resume` with, the next item is the oldest of them, so that a page loaded anew goes on
    /// where it was. What was sent to the reviewer comes before everything else.
    /// Errors: `ClaimLost` when somebody else holds the item asked for, `Conflict` when it cannot be decided now
    /// or as many others are held, `EnoughToday` past the day's limit of exposure, `NotFound`.
    pub async fn item_claim(
        &self,
        member: &Member,
        request: &ClaimRequest,
    ) -> Result<Option<DeskItem>> {
        let item = request.item_id;
        let mut tx = match request.view_id {
            // A view's filter is planned for what it asks.
            Some(_) => self.pool.begin().await?,
            None => self.begin_planned_once().await?,
        };
        let (reviewer, gold) = claimant_in_txn(&mut tx, member).await?;
        let filter = match request.view_id {
            Some(_) => Some(queue::filter_in_txn(&mut tx, member, request.view_id).await?),
            None => None,
        };
        if gold && item.is_none() {
            gold::seed_in_txn(&mut tx, member.project_id, reviewer).await?;
        }
        let mut first = true;
        let desk = loop {
            let may_wait = std::mem::take(&mut first);
            let (held, next) = match (item, &filter) {
                (None, None) => next_in_txn(&mut tx, member, reviewer, may_wait).await?,
                _ => (held_in_txn(&mut tx, reviewer).await?, None),
            };
            let full = held.len() as i64 >= CLAIMS_PER_REVIEWER;
            let mut picked = match (item, &filter) {
                (Some(id), _) if full && !held.contains(&id) => return Err(too_many()),
                (Some(id), _) => Some(asked_for_in_txn(&mut tx, member, reviewer, id).await?),
                (None, _) if full => None,
                (None, Some(filter)) => {
                    next_of_view_in_txn(&mut tx, member, reviewer, filter, may_wait).await?
                }
                (None, None) => next,
            };
            if picked.is_none() && (request.resume || full && !request.ahead) {
                let own = own_oldest_in_txn(&mut tx, member, reviewer).await?;
                let Some(own) = own else {
                    return if full { Err(too_many()) } else { Ok(None) };
                };
                picked = match asked_for_in_txn(&mut tx, member, reviewer, own).await {
                    // Decided or purged while its lock was waited for: it is held no more.
                    Err(_) if held_in_txn(&mut tx, reviewer).await? != held => continue,
                    picked => Some(picked?),
                };
            }
            let Some(id) = picked else {
                // What was seeded waits for its proposal.
                tx.commit().await?;
                return Ok(None);
            };
            let item = items::item_in_txn(&mut tx, member.project_id, id).await?;
            // None: a claim was committed after the item was picked and before it was locked; look again.
            if let Some(desk) = lease_in_txn(&mut tx, member, reviewer, item, request.ahead).await?
            {
                // Only now is it known whether it is veiled; a refusal takes the lease back.
                if desk.veiled && !held.contains(&id) {
                    exposure::may_claim_in_txn(&mut tx, member, reviewer).await?;
                }
                break desk;
            }
        };
        tx.commit().await?;
        self.feed.tell(member.project_id, Change::Queue);
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
        let mut tx = self.pool.begin().await?;
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
        let mut tx = self.pool.begin().await?;
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

/// Who claims, by the role that holds now, and whether a gold item is due. A reviewer's claims come one after another, or
/// three at once would each count two.
async fn claimant_in_txn(tx: &mut PgConnection, member: &Member) -> Result<(UserId, bool)> {
    let me = member.reviewer()?;
    let row = sqlx::query(
        "select m.role, coalesce(random() * 100 < (p.settings -> 'gold' ->> 'percent')::float8, false) as gold,
            pg_advisory_xact_lock(hashtextextended('vitrine claims ' || $3, 0))
         from memberships m join projects p on p.id = m.project_id
         where m.project_id = $1 and m.user_id = $2 for share of m",
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

/// What the reviewer was shown when the claim was made; none on a claim from before this was kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) proposal: Option<ProposalId>,
    pub(crate) policy: Option<PolicyId>,
    /// Since the item lies open; none where it was never opened.
    pub(crate) seconds: Option<f64>,
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
            k.proposal_id, k.policy_id, extract(epoch from clock_timestamp() - k.opened_at)::float8 as seconds
         from claims k join users u on u.id = k.reviewer_id where k.item_id = $1 for update of k",
    )
    .bind(item.0)
    .fetch_optional(&mut *tx)
    .await?;
    let lost = |what: String| Err(StoreError::ClaimLost(format!("{what}; your draft is kept")));
    let Some(row) = row else {
        return lost(
            match decided_since_in_txn(tx, item, fence, reviewer).await? {
                Some((Some(who), _)) if who == reviewer => {
                    "you have decided this item since, in another place".into()
                }
                Some((_, name)) => format!("{name} has decided this item meanwhile"),
                None => "this item is no longer yours: it was given back or taken away".into(),
            },
        );
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
            seconds: row.try_get("seconds")?,
        }),
        false => lost("your claim ran out; open the item again".into()),
    }
}

/// Whose decision the item has by now, if it came after the claim of this fence: a person's id, and the name. Of one that
/// waits for its second review only the writer is told.
async fn decided_since_in_txn(
    tx: &mut PgConnection,
    item: ItemId,
    fence: i64,
    reviewer: UserId,
) -> Result<Option<(Option<UserId>, String)>> {
    let row = sqlx::query(
        "select r.reviewer_id, coalesce(u.display_name, 'the sampling rule') as name
         from reviews r left join users u on u.id = r.reviewer_id join items i on i.id = r.item_id
         where r.item_id = $1 and r.fence > $2
           and (i.state in ('decided', 'escalated', 'adjudication') or i.second_of = $3 and r.reviewer_id = $3)
         order by r.fence desc limit 1",
    )
    .bind(item.0)
    .bind(fence)
    .bind(reviewer.0)
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some((
        row.try_get::<Option<_>, _>("reviewer_id")?.map(UserId),
        row.try_get("name")?,
    )))
}

fn seconds(ahead: bool) -> f64 {
    match ahead {
        true => AHEAD_SECONDS as f64,
        false => CLAIM_SECONDS as f64,
    }
}

/// Writes the claim under a new fence, with what it shows. None: another's live claim stands.
pub(crate) async fn lease_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    reviewer: UserId,
    item: Item,
    ahead: bool,
) -> Result<Option<DeskItem>> {
    let project = member.project_id;
    let proposal = match item.blind {
        true => None,
        false => proposals::shown_in_txn(tx, project, item.id).await?,
    };
    let (policy, labels) = projects::policy_and_labels_in_txn(tx, project).await?;
    let row = sqlx::query(
        "with leased as (insert into claims
            (item_id, project_id, reviewer_id, fence, claimed_at, expires_at, proposal_id, policy_id, opened_at)
         select id, project_id, $3, fence + 1, clock_timestamp(), clock_timestamp() + make_interval(secs => $4), $5, $6,
            case when not $7 then clock_timestamp() end
         from items where project_id = $1 and id = $2
         on conflict (item_id) do update set reviewer_id = excluded.reviewer_id, fence = excluded.fence,
            opened_at = case when claims.reviewer_id = excluded.reviewer_id and claims.expires_at > clock_timestamp()
                then coalesce(claims.opened_at, excluded.opened_at) else excluded.opened_at end,
            claimed_at = excluded.claimed_at, expires_at = excluded.expires_at,
            proposal_id = excluded.proposal_id, policy_id = excluded.policy_id
         where claims.expires_at <= clock_timestamp() or claims.reviewer_id = excluded.reviewer_id
         returning item_id, fence, expires_at),
         fenced as (update items i set fence = l.fence from leased l where i.id = l.item_id)
         select l.fence, l.expires_at, coalesce((p.settings -> 'care' ->> 'veil')::boolean, false) as veiled,
            d.item_id, d.version, d.body, d.saved_at
         from leased l join projects p on p.id = $1
         left join lateral (select item_id, version, body, saved_at from drafts
            where item_id = $2 and reviewer_id = $3 order by version desc limit 1) d on true",
    )
    .bind(project.0)
    .bind(item.id.0)
    .bind(reviewer.0)
    .bind(seconds(ahead))
    .bind(proposal.as_ref().map(|p| p.id.0))
    .bind(policy.id.0)
    .bind(ahead)
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(DeskItem {
        image_url: format!("/api/v1/projects/{}/images/{}", member.slug, item.image.id),
        veiled: row.try_get("veiled")?,
        proposal,
        claim: Claim {
            item_id: item.id,
            reviewer_id: reviewer,
            fence: row.try_get("fence")?,
            expires_at: row.try_get("expires_at")?,
        },
        policy_text: policy.text,
        labels,
        draft: drafts::draft_beside(&row)?,
        left_by: match item.state {
            ItemState::Escalated | ItemState::Decided => {
                reviews::of_item_in_txn(tx, project, item.id).await?.pop()
            }
            _ => None,
        },
        differing: match item.state {
            ItemState::Adjudication => second_reviews::pair_in_txn(tx, project, item.id)
                .await?
                .map_or_else(Vec::new, |(first, second)| vec![first, second]),
            _ => Vec::new(),
        },
        item,
    }))
}
