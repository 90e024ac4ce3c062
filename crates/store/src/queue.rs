//! What stands in the queue for one who asks, through a view's filter: the SQL that `queue_list` looks at it with,
//! `queue_count` counts it with and `claims` take from it.

use crate::{Member, Result, StoreError, views};
use sqlx::PgConnection;
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use vitrine_domain::{Assignee, ForLeads, QueueFilter, Role, UserId};

/// Not an item `i` of project `$1` that anybody holds. One set for all rows: beside a row's own look-up, the planner, which
/// sees the small table of claims now full and now empty, would go through all claims for every item that is held.
macro_rules! unclaimed {
    () => {
        "i.id not in (select k.item_id from claims k where k.project_id = $1 and k.expires_at > now())"
    };
}

/// Of items `i` of project `$1` in this state, those that `$2` may be offered, whomever they were sent to. An item that anybody
/// holds is not offered, nor one that was passed over, is on hold, or is left to a sampling rule.
macro_rules! waiting {
    ($state:literal) => {
        concat!(
            " where i.project_id = $1 and i.state = '",
            $state,
            "' and i.held_by is null
               and i.sampling is distinct from 'undrawn' and (i.gold_for is null or i.gold_for = $2)
               and (i.second_of is null or i.second_of <> $2) and ",
            crate::queue::unclaimed!(),
            " and not exists (select from skips s where s.item_id = i.id and s.reviewer_id = $2) "
        )
    };
}

/// Of those, what was sent to nobody else.
macro_rules! offered {
    ($state:literal) => {
        concat!(
            crate::queue::waiting!($state),
            "and (i.assignee_id is null or i.assignee_id = $2) "
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

/// Of what waits, what `$9` to `$11` let through: what indexes may lead to. `$9`: a person's id, or `nobody`; where it names
/// none, what was sent to nobody else.
macro_rules! marked {
    () => {
        "and ($9::text is null and (i.assignee_id is null or i.assignee_id = $2)
              or $9 = 'nobody' and i.assignee_id is null or i.assignee_id = nullif($9, 'nobody')::uuid)
         and ($10::boolean is null or i.flagged = $10)
         and ($11::boolean is null or i.disagreement = $11 and not i.blind) "
    };
}

/// Do people, of an item `i` that waits for leads in this state, name the label `$3` in what they said last: in the review in
/// force, or the one that it stands beside? What rejected the item is taken for no answer.
macro_rules! said_last {
    ($state:literal) => {
        concat!(
            "'",
            $state,
            "' in ('escalated', 'adjudication') and exists (select from
                (select r.id, r.beside from reviews r where r.item_id = i.id and ",
            crate::reviews::stands!("r"),
            " order by r.fence desc limit 1) newest
                join reviews r on r.id in (newest.id, newest.beside) and r.verdict <> 'reject'
                where r.regions @> jsonb_build_array(jsonb_build_object('label', $3)) or ",
            crate::labelled::names!("r.answer", "$3"),
            ")"
        )
    };
}

/// Of those in this state, what `$3` to `$8` let through: what one must look at each for.
macro_rules! matching {
    ($state:literal) => {
        concat!(
            "and ($3::text is null or p.regions @> jsonb_build_array(jsonb_build_object('label', $3))
                  or ",
            crate::labelled::names!("p.answer", "$3"),
            " or ",
            crate::queue::said_last!($state),
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
            crate::queue::waiting!($state),
            crate::queue::marked!(),
            crate::queue::matching!($state)
        )
    };
}

/// The same among the first of the offered alone, in this order, before which may stand which of them are meant: so many are
/// looked at, however few the filter lets through.
/// `$9` to `$11` narrow what is offered, everywhere.
macro_rules! among_first {
    ($state:literal, $order:expr, $first:literal) => {
        concat!(
            " from (select i.id, i.priority, i.created_at, i.blind from items i",
            crate::queue::waiting!($state),
            crate::queue::marked!(),
            $order,
            " limit ",
            $first,
            ") i",
            crate::queue::shown!(),
            "where true ",
            crate::queue::matching!($state)
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
            Assignee::Me => reviewer.to_string(),
            whose => whose.to_string(),
        }))
        .bind(filter.flagged)
        .bind(filter.disagreement)
        .persistent(false)
}
pub(crate) use {
    among_first, marked, matching, offered, queue_from, said_last, shown, unclaimed, waiting,
};

/// A view's filter, or that of the whole queue, or of what waits for leads.
pub(crate) async fn filter_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    view: Option<vitrine_domain::ViewId>,
    instead: Option<ForLeads>,
) -> Result<QueueFilter> {
    let filter = match view {
        Some(id) => views::view_in_txn(tx, member, id).await?.filter,
        None => QueueFilter::whole(instead),
    };
    allowed(member, &filter)?;
    Ok(filter)
}

pub(crate) fn allowed(member: &Member, filter: &QueueFilter) -> Result<(), StoreError> {
    match filter.for_leads() {
        Some(ForLeads::Escalated) => member.need(Role::may_lead, "decide escalated items"),
        Some(ForLeads::Adjudication) => member.need(Role::may_lead, "settle reviews that differ"),
        None if filter.leads_alone(member.actor.user_id) => {
            member.need(Role::may_lead, "look through what was sent to others")
        }
        None => Ok(()),
    }
}
