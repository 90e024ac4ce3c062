//! What stands in the queue for one who asks, through a view's filter: looked at here, claimed in `claims`.

use crate::items::{item_from, item_joins, item_select};
use crate::{Member, Result, Store, StoreError, projects, proposals, views};
use sqlx::PgConnection;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use vitrine_domain::api::{QueueOrder, QueuePage, QueueQuery, QueueRow};
use vitrine_domain::{Assignee, Item, ItemId, QueueFilter, Role, UserId};

/// Not an item `i` of project `$1` that anybody holds. One set for all rows: beside a row's own look-up, the planner, which
/// sees the small table of claims now full and now empty, would go through all claims for every item that is held.
macro_rules! unclaimed {
    () => {
        "i.id not in (select k.item_id from claims k where k.project_id = $1 and k.expires_at > now())"
    };
}

/// Of items `i` of project `$1` in this state, those that `$2` may be offered. An item that anybody holds is not offered,
/// nor one that was passed over, is on hold, was sent to somebody else, or is left to a sampling rule.
macro_rules! offered {
    ($state:literal) => {
        concat!(
            " where i.project_id = $1 and i.state = '",
            $state,
            "' and i.held_by is null and (i.assignee_id is null or i.assignee_id = $2)
               and i.sampling is distinct from 'undrawn' and (i.gold_for is null or i.gold_for = $2)
               and (i.second_of is null or i.second_of <> $2) and ",
            crate::queue::unclaimed!(),
            " and not exists (select from skips s where s.item_id = i.id and s.reviewer_id = $2) "
        )
    };
}
/// The proposal `p` of an item `i` that would be shown.
macro_rules! shown {
    () => {
        " left join lateral (
            select answer, regions, confidence, model_version_id from proposals
            where item_id = i.id and not i.blind
            order by exists (select from champions c where c.model_version_id = proposals.model_version_id) desc,
               created_at desc, id desc limit 1) p on true "
    };
}

/// Of the offered, what `$9` to `$11` let through: what indexes may lead to.
macro_rules! marked {
    () => {
        "and ($9::text is null or i.assignee_id is not distinct from case $9 when 'me' then $2 end)
         and ($10::boolean is null or i.flagged = $10)
         and ($11::boolean is null or i.disagreement = $11 and not i.blind) "
    };
}

/// Of those, what `$3` to `$8` let through: what one must look at each for.
macro_rules! matching {
    () => {
        concat!(
            "and ($3::text is null or p.regions @> jsonb_build_array(jsonb_build_object('label', $3))
                  or ",
            crate::labelled::names!("p.answer", "$3"),
            ")
               and ($4::integer is null or i.created_at >= (select created_at from policies
                     where project_id = $1 and version = $4)
                  and not exists (select from policies n where n.project_id = $1 and n.version = $4 + 1
                     and n.created_at <= i.created_at))
               and ($5::real is null or p.confidence >= $5) and ($6::real is null or p.confidence < $6)
               and ($7::integer is null or i.created_at <= now() - make_interval(hours => $7))
               and ($8::text is null or exists (select from model_versions v
                     where v.project_id = $1 and v.id = p.model_version_id and v.name = $8)) "
        )
    };
}

/// Those of them that `$3`… let through; `p` is the proposal that would be shown.
macro_rules! queue_from {
    ($state:literal) => {
        concat!(
            " from items i",
            crate::queue::shown!(),
            crate::queue::offered!($state),
            crate::queue::marked!(),
            crate::queue::matching!()
        )
    };
}

/// The same among the first of the offered alone, in this order: so many are looked at, however few the filter lets through.
/// `$9` to `$11` narrow what is offered, everywhere.
macro_rules! among_first {
    ($state:literal, $order:literal, $first:literal) => {
        concat!(
            " from (select i.id, i.created_at, i.blind from items i",
            crate::queue::offered!($state),
            crate::queue::marked!(),
            $order,
            " limit ",
            $first,
            ") i",
            crate::queue::shown!(),
            "where true ",
            crate::queue::matching!()
        )
    };
}

/// `$1` to `$11` of `queue_from!`. Planned for what is asked each time: for any filter at once there is no good plan.
pub(crate) fn bound<'q>(
    query: Query<'q, sqlx::Postgres, PgArguments>,
    member: &Member,
    reviewer: UserId,
    filter: &QueueFilter,
) -> Query<'q, sqlx::Postgres, PgArguments> {
    query
        .bind(member.project_id.0)
        .bind(reviewer.0)
        .bind(filter.label.clone())
        .bind(filter.policy)
        .bind(filter.confidence_from)
        .bind(filter.confidence_to)
        .bind(filter.hours)
        .bind(filter.model_version.clone())
        .bind(filter.assignee.map(|a| match a {
            Assignee::Me => "me",
            Assignee::Nobody => "nobody",
        }))
        .bind(filter.flagged)
        .bind(filter.disagreement)
        .persistent(false)
}

/// The items behind the first of a choice from `i`, in its order.
macro_rules! peek {
    ($from:expr, $order:literal, $limit:literal) => {
        peek!($from, "", $order, $limit)
    };
    ($from:expr, $and:literal, $order:literal, $limit:literal) => {
        concat!(
            "select ",
            item_select!(),
            item_joins!(),
            "join (select i.id, i.priority",
            $from,
            $and,
            $order,
            " limit ",
            $limit,
            ") q on q.id = i.id ",
            $order
        )
    };
}
pub(crate) use {among_first, marked, matching, offered, queue_from, shown, unclaimed};

const BY_PRIORITY: &str = peek!(
    queue_from!("queued"),
    "order by i.priority desc, i.id",
    "$12 offset $13"
);
/// The same order from its other end, so that the same index serves it; an empty answer is none to accept.
const EASY: &str = peek!(
    queue_from!("queued"),
    "and p.answer ~ '\\S' ",
    "order by i.priority, i.id desc",
    "$12 offset $13"
);
/// What waits for a second review comes first at the desk.
const SECONDS: &str = peek!(
    queue_from!("second_review"),
    "order by i.priority desc, i.id",
    "$12 offset $13"
);
const ESCALATED: &str = peek!(queue_from!("escalated"), "order by i.id", "$12 offset $13");
/// How many there are of each, up to `$12`: those before where one looks.
macro_rules! count {
    ($state:literal) => {
        concat!(
            "select count(*) from (select 1",
            queue_from!($state),
            "limit $12) q"
        )
    };
}
const COUNT_QUEUED: &str = count!("queued");
const COUNT_SECONDS: &str = count!("second_review");
const COUNT_ESCALATED: &str = count!("escalated");
/// Without a view: one plan is good for all, and looking takes less time than planning. The most rows that may be asked for
/// stand in the statement, as in `rows::paged!`.
macro_rules! whole {
    ($state:literal) => {
        peek!(
            concat!(
                " from (select i.id, i.priority from items i",
                offered!($state),
                "order by i.priority desc, i.id limit 100) i "
            ),
            "order by i.priority desc, i.id",
            "$3"
        )
    };
}
/// As `whole!` has it.
const MOST: i64 = 100;
/// As far as one looks into a queue.
const FARTHEST: i64 = 10_000;
const WHOLE: [&str; 2] = [whole!("second_review"), whole!("queued")];

impl Store {
    /// What could be claimed now, in order, at most 100 from `offset` on; nothing is held by looking.
    /// Errors: `NotFound` for a view that is not this person's, `Forbidden` for escalated items to who does not lead.
    pub async fn queue_list(&self, member: &Member, query: &QueueQuery) -> Result<QueuePage> {
        let reviewer = member.reviewer()?;
        let limit = query.limit.unwrap_or(24).clamp(1, MOST);
        let mut rows = Vec::new();
        let offset = query.offset.clamp(0, FARTHEST);
        let whole = query.view.is_none() && !query.escalated && offset == 0;
        let mut tx = if whole && query.order == QueueOrder::Priority {
            let mut tx = self.begin_planned_once().await?;
            for sql in WHOLE {
                let more = sqlx::query(sql)
                    .bind(member.project_id.0)
                    .bind(reviewer.0)
                    .bind(limit - rows.len() as i64);
                rows.extend(more.fetch_all(&mut *tx).await?);
            }
            tx
        } else {
            let mut tx = self.pool.begin().await?;
            let filter = filter_in_txn(&mut tx, member, query.view, query.escalated).await?;
            let lists: &[(&str, &str)] = match (filter.escalated, query.order) {
                (true, _) => &[(ESCALATED, COUNT_ESCALATED)],
                (false, QueueOrder::Priority) => {
                    &[(SECONDS, COUNT_SECONDS), (BY_PRIORITY, COUNT_QUEUED)]
                }
                (false, QueueOrder::Easy) => &[(EASY, COUNT_QUEUED)],
            };
            let mut over = offset;
            for (sql, count) in lists {
                let more = bound(sqlx::query(*sql), member, reviewer, &filter)
                    .bind(limit - rows.len() as i64)
                    .bind(over);
                let found = more.fetch_all(&mut *tx).await?;
                // None: the whole list lies before where one looks.
                over = match found.is_empty() && over > 0 {
                    true => {
                        let before = bound(sqlx::query(*count), member, reviewer, &filter);
                        let row = before.bind(over).fetch_one(&mut *tx).await?;
                        over - sqlx::Row::try_get::<i64, _>(&row, 0)?
                    }
                    false => 0,
                };
                rows.extend(found);
            }
            tx
        };
        let items: Vec<Item> = rows.iter().map(item_from).collect::<sqlx::Result<_>>()?;
        let seen: Vec<ItemId> = items.iter().filter(|i| !i.blind).map(|i| i.id).collect();
        let mut shown = proposals::shown_of_in_txn(&mut tx, member.project_id, &seen).await?;
        Ok(QueuePage {
            policy_version: projects::policy_in_txn(&mut tx, member.project_id)
                .await?
                .version,
            veiled: projects::care_in_txn(&mut tx, member.project_id)
                .await?
                .veil,
            rows: items
                .into_iter()
                .map(|item| QueueRow {
                    proposal: shown.remove(&item.id),
                    item,
                })
                .collect(),
        })
    }
}

/// A view's filter, or that of the whole queue, or of what was escalated.
pub(crate) async fn filter_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    view: Option<vitrine_domain::ViewId>,
    escalated: bool,
) -> Result<QueueFilter> {
    let filter = match view {
        Some(id) => views::view_in_txn(tx, member, id).await?.filter,
        None => QueueFilter {
            escalated,
            ..QueueFilter::default()
        },
    };
    allowed(member, &filter)?;
    Ok(filter)
}

pub(crate) fn allowed(member: &Member, filter: &QueueFilter) -> Result<(), StoreError> {
    match filter.escalated {
        true => member.need(Role::may_lead, "decide escalated items"),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, WHOLE};

    #[test]
    fn a_statement_has_as_many_rows_as_the_longest_look() {
        let most = format!(" limit {MOST})");
        assert!(WHOLE.iter().all(|sql| sql.contains(&most)), "{WHOLE:?}");
    }
}
