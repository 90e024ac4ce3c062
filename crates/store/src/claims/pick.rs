//! Which item a reviewer may have now; but for one's own, the picked item's row is left locked. Must never write.
//! What another transaction has locked is passed over. Only where nothing else is left is its end waited for, since
//! "nothing is queued" must not be said of an item that somebody merely touches; who holds a row already never waits,
//! or two could wait for each other.

use crate::members::shown_name;
use crate::queue::{among_first, queue_from, unclaimed};
use crate::second_reviews::may_settle;
use crate::{Member, Result, StoreError, gold, items, queue, second_reviews};
use sqlx::{PgConnection, Row};
use vitrine_domain::limits::{CLAIMS_PER_REVIEWER, QUEUE_SEARCHED};
use vitrine_domain::{ForLeads, ItemId, ItemState, QueueFilter, UserId};

pub(super) fn too_many() -> StoreError {
    StoreError::TooManyHeld(format!(
        "you hold {CLAIMS_PER_REVIEWER} items already; decide or give back one first"
    ))
}

/// The reviewer's live claims, oldest first.
pub(super) async fn held_in_txn(tx: &mut PgConnection, reviewer: UserId) -> Result<Vec<ItemId>> {
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar(
        "select item_id from claims where reviewer_id = $1 and expires_at > clock_timestamp()
         order by claimed_at, item_id",
    )
    .bind(reviewer.0)
    .fetch_all(tx)
    .await?;
    Ok(self::ids(ids))
}

/// Whose first reviews wait for a second, one probe of the index each: a claim passes over one's own as a whole.
macro_rules! firsts {
    () => {
        "firsts (id) as (
            select * from (select second_of from items
                where project_id = $1 and state = 'second_review' order by second_of limit 1) f
            union all
            select (select i.second_of from items i where i.project_id = $1 and i.state = 'second_review'
                and i.second_of > f.id order by i.second_of limit 1) from firsts f where f.id is not null)"
    };
}
pub(crate) use firsts;

/// The best of each of the others', sixteen together: as many may be locked by claims of the same moment.
macro_rules! seconds_of_others {
    () => {
        "i.state = 'second_review' and i.held_by is null and i.assignee_id is null and i.id = any (array(
            select c.id from firsts f cross join lateral (
                select s.id, s.priority from items s
                where s.project_id = $1 and s.state = 'second_review' and s.second_of = f.id and s.held_by is null
                  and s.id not in (select k.item_id from claims k where k.project_id = $1 and k.expires_at > now())
                  and not exists (select from skips x where x.item_id = s.id and x.reviewer_id = $2)
                order by s.priority desc, s.id limit 16) c
            where f.id <> $2 order by c.priority desc, c.id limit 16))"
    };
}

/// What the reviewer holds, oldest first, and, if that is not all that one may, what comes next: what was sent to the
/// reviewer, then what waits for a second review, then a gold item, then the queue's first. One statement: most claims
/// are of this kind, and each way to the database and back costs more than looking.
pub(super) async fn next_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    reviewer: UserId,
    may_wait: bool,
) -> Result<(Vec<ItemId>, Option<ItemId>)> {
    macro_rules! next {
        ($lock:literal) => {
            concat!(
                "with recursive ", firsts!(), ",
                 held as materialized (
                    select item_id, claimed_at from claims
                    where reviewer_id = $2 and expires_at > clock_timestamp()),
                 may (claim) as materialized (select count(*) < $3 from held),
                 sent as materialized (
                    select i.id from items i
                    where (select claim from may) and i.assignee_id = $2 and i.project_id = $1 and i.state = 'queued' and i.held_by is null
                      and ", unclaimed!(), "
                      and not exists (select from skips s where s.item_id = i.id and s.reviewer_id = $2)
                    order by i.priority desc, i.id limit 1 ", $lock, "),
                 second as materialized (
                    select i.id from items i
                    where (select claim from may) and not exists (select from sent) and ", seconds_of_others!(), "
                    order by i.priority desc, i.id limit 1 ", $lock, "),
                 gold as materialized (
                    select i.id from items i
                    where (select claim from may) and not exists (select from sent) and not exists (select from second)
                      and i.gold_for = $2 and i.gold_of is not null
                      and i.project_id = $1 and i.state = 'queued' and i.held_by is null
                      and ", unclaimed!(), "
                      and not exists (select from skips s where s.item_id = i.id and s.reviewer_id = $2)
                    order by i.priority desc, i.id limit 1 ", $lock, "),
                 open as materialized (
                    select i.id from items i
                    where (select claim from may) and not exists (select from sent) and not exists (select from second)
                      and not exists (select from gold) and i.gold_of is null
                      and i.project_id = $1 and i.state = 'queued' and i.held_by is null and i.assignee_id is null
                      and i.sampling is distinct from 'undrawn'
                      and ", unclaimed!(), "
                      and not exists (select from skips s where s.item_id = i.id and s.reviewer_id = $2)
                    order by i.priority desc, i.id limit 1 ", $lock, ")
                 select array(select item_id from held order by claimed_at, item_id) as held,
                    (select id from sent union all select id from second
                     union all select id from gold union all select id from open) as next"
            )
        };
    }
    let queries = [
        next!("for no key update of i skip locked"),
        next!("for no key update of i"),
    ];
    let mut held = Vec::new();
    for sql in queries.into_iter().take(1 + usize::from(may_wait)) {
        let row = sqlx::query(sql)
            .bind(member.project_id.0)
            .bind(reviewer.0)
            .bind(CLAIMS_PER_REVIEWER)
            .fetch_one(&mut *tx)
            .await?;
        held = row.try_get::<Vec<uuid::Uuid>, _>("held")?;
        let next: Option<uuid::Uuid> = row.try_get("next")?;
        if next.is_some() || held.len() as i64 >= CLAIMS_PER_REVIEWER {
            return Ok((ids(held), next.map(ItemId)));
        }
    }
    Ok((ids(held), None))
}

fn ids(of: Vec<uuid::Uuid>) -> Vec<ItemId> {
    of.into_iter().map(ItemId).collect()
}

/// The first that the view's filter lets through, if there is one among the first `QUEUE_SEARCHED` of what is offered, which
/// are also all that is counted: what lies behind those is not found. (What a view names by whom it was sent to, flag or
/// disagreement is looked for everywhere.)
pub(super) async fn next_of_view_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    reviewer: UserId,
    filter: &QueueFilter,
    may_wait: bool,
) -> Result<Option<ItemId>> {
    // Looked at in the order of an index, then locked, then waited for, in the queue's order.
    macro_rules! next {
        ($state:literal, $index:expr, $order:expr) => {
            [
                concat!(
                    "select i.id",
                    among_first!($state, $index, "$12"),
                    "limit 1"
                ),
                concat!(
                    "select i.id",
                    queue_from!($state),
                    $order,
                    " limit 1 for no key update of i skip locked"
                ),
                concat!(
                    "select i.id",
                    queue_from!($state),
                    $order,
                    " limit 1 for no key update of i"
                ),
            ]
        };
    }
    let states = match filter.for_leads() {
        Some(ForLeads::Escalated) => vec![next!("escalated", "order by i.id", "order by i.id")],
        Some(ForLeads::Adjudication) => vec![next!(
            "adjudication",
            concat!(may_settle!(), "order by i.id"),
            concat!(may_settle!(), "order by i.id")
        )],
        None => vec![
            next!(
                "second_review",
                "order by i.second_of, i.priority desc, i.id",
                "order by i.priority desc, i.id"
            ),
            next!(
                "queued",
                "order by i.priority desc, i.id",
                "order by i.priority desc, i.id"
            ),
        ],
    };
    let bound = |sql: &'static str| queue::bound(sqlx::query(sql), member, reviewer, filter);
    // All that there is may be locked at this moment.
    let mut locked = Vec::new();
    for [look, lock, wait] in states {
        // A view that holds nothing, which many may rest on, is looked through once and no further.
        let look = bound(look).bind(QUEUE_SEARCHED);
        if look.fetch_optional(&mut *tx).await?.is_none() {
            continue;
        }
        if let Some(row) = bound(lock).fetch_optional(&mut *tx).await? {
            return Ok(Some(ItemId(row.try_get(0)?)));
        }
        locked.push(wait);
    }
    for wait in locked.into_iter().filter(|_| may_wait) {
        if let Some(row) = bound(wait).fetch_optional(&mut *tx).await? {
            return Ok(Some(ItemId(row.try_get(0)?)));
        }
    }
    Ok(None)
}

/// May this very item be claimed now? Locks it.
pub(super) async fn asked_for_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    reviewer: UserId,
    id: ItemId,
) -> Result<ItemId> {
    sqlx::query("select 1 from items where project_id = $1 and id = $2 for no key update")
        .bind(member.project_id.0)
        .bind(id.0)
        .fetch_one(&mut *tx)
        .await?;
    gold::may_see_in_txn(tx, member, id).await?;
    let item = items::item_in_txn(tx, member.project_id, id).await?;
    let refusal = match item.state {
        ItemState::Queued => None,
        ItemState::SecondReview => {
            second_reviews::may_second_in_txn(tx, member, reviewer, id).await?;
            None
        }
        ItemState::Adjudication => {
            second_reviews::may_settle_in_txn(tx, member, reviewer, id).await?;
            None
        }
        ItemState::Escalated | ItemState::Decided if member.role.may_lead() => None,
        ItemState::Waiting => Some("the model has not proposed an answer for this item yet"),
        ItemState::Escalated => Some("this item was escalated; a lead decides it"),
        ItemState::Decided => Some("this item is decided; a lead may open it again"),
        ItemState::SetAside => Some("this item's image was set aside; it is in no queue"),
        ItemState::Purged => Some("this item's image had to go"),
    };
    if let Some(refusal) = refusal {
        return Err(StoreError::Conflict(refusal.into()));
    }
    if !member.role.may_lead() {
        if item.held_by.is_some_and(|h| h != reviewer) {
            return Err(StoreError::Conflict(
                "somebody has put this item on hold; they or a lead take it up again".into(),
            ));
        }
        if let (Some(id), Some(name)) = (item.assignee_id, &item.assignee)
            && id != reviewer
        {
            return Err(StoreError::Conflict(format!(
                "this item was sent to {name}"
            )));
        }
    }
    let other: Option<String> = sqlx::query_scalar(concat!(
        "select ",
        shown_name!("u", "k.project_id"),
        " from claims k join users u on u.id = k.reviewer_id
         where k.item_id = $1 and k.reviewer_id <> $2 and k.expires_at > clock_timestamp()",
    ))
    .bind(id.0)
    .bind(reviewer.0)
    .fetch_optional(tx)
    .await?;
    match other {
        Some(name) => Err(StoreError::ClaimLost(format!("{name} holds this item now"))),
        None => Ok(id),
    }
}
