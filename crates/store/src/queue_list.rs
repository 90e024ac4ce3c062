//! What waits in the queue, in the order in which the desk would give it, or from its easy end. Nothing is held by looking.

use crate::error::too_long;
use crate::items::{item_from, item_joins, item_select};
use crate::queue::{among_first, bound, filter_in_txn, marked, offered, waiting};
use crate::second_reviews::may_settle;
use crate::{Member, Result, Store, projects, proposals};
use sqlx::Row;
use sqlx::postgres::PgRow;
use vitrine_domain::api::{QueueOrder, QueuePage, QueueQuery, QueueRow};
use vitrine_domain::limits::QUEUE_SEARCHED;
use vitrine_domain::{ForLeads, Item, ItemId};

/// The items behind the first of a choice from `i`, in its order.
macro_rules! peek {
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

/// Of the first `$12` that are offered in the order of an index, as a claim under the view looks them through: those that a filter
/// lets through, from `$14` on, at most `$13`; how many there are, up to `$13`; and whether more are offered. `$of`: which of
/// the offered are meant, as `$index` begins with it too.
macro_rules! looked {
    ($state:literal, $of:expr, $index:expr, $and:literal, $order:literal) => {
        [
            peek!(
                among_first!($state, $index, "$12"),
                $and,
                $order,
                "$13 offset $14"
            ),
            concat!(
                "select count(*) from (select 1",
                among_first!($state, $index, "$12"),
                $and,
                "limit $13) q"
            ),
            concat!(
                "select exists (select from items i",
                waiting!($state),
                marked!(),
                $of,
                "offset $12)"
            ),
        ]
    };
}
/// What waits for a second review comes first at the desk.
const SECONDS: [&str; 3] = looked!(
    "second_review",
    "",
    "order by i.second_of, i.priority desc, i.id",
    "",
    "order by i.priority desc, i.id"
);
const BY_PRIORITY: [&str; 3] = looked!(
    "queued",
    "",
    "order by i.priority desc, i.id",
    "",
    "order by i.priority desc, i.id"
);
/// The same order from its other end, so that the same index serves it; an empty answer is none to accept.
const EASY: [&str; 3] = looked!(
    "queued",
    "and not i.blind ",
    "and not i.blind order by i.priority, i.id desc",
    "and p.answer ~ '\\S' ",
    "order by i.priority, i.id desc"
);
const ESCALATED: [&str; 3] = looked!("escalated", "", "order by i.id", "", "order by i.id");
const TO_SETTLE: [&str; 3] = looked!(
    "adjudication",
    may_settle!(),
    concat!(may_settle!(), "order by i.id"),
    "",
    "order by i.id"
);

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
            "",
            "order by i.priority desc, i.id",
            "$3"
        )
    };
}
/// As `whole!` has it.
const MOST: i64 = 100;
/// As far as one looks into a queue; not past what a view looks through.
const FARTHEST: i64 = 10_000;
const WHOLE: [&str; 2] = [whole!("second_review"), whole!("queued")];

const TOO_LONG: &str = "this part of the queue takes too long to look through; choose a view that lets more through, or ask for fewer rows";

impl Store {
    /// What could be claimed now, in order, at most 100 from `offset` on; nothing is held by looking. Under a view, what is
    /// among the first `QUEUE_SEARCHED` of the queue, as the desk is given it and as it is counted; of the easy end always
    /// among so many at that end.
    /// Errors: `NotFound` for a view that is not this person's, `Forbidden` for what waits for leads to who is none, `TooLong`.
    pub async fn queue_list(&self, member: &Member, query: &QueueQuery) -> Result<QueuePage> {
        let reviewer = member.reviewer()?;
        let limit = query.limit.unwrap_or(24).clamp(1, MOST);
        let mut rows: Vec<PgRow> = Vec::new();
        let mut more = false;
        let offset = query.offset.clamp(0, FARTHEST);
        let instead = ForLeads::asked(query.escalated, query.adjudication)?;
        let whole = query.view.is_none() && instead.is_none() && offset == 0;
        let mut tx = if whole && query.order == QueueOrder::Priority {
            let mut tx = self.begin_planned_once().await?;
            for sql in WHOLE {
                let next = sqlx::query(sql)
                    .bind(member.project_id.0)
                    .bind(reviewer.0)
                    .bind(limit - rows.len() as i64);
                rows.extend(next.fetch_all(&mut *tx).await?);
            }
            tx
        } else {
            let mut tx = self.begin_searching().await?;
            let filter = filter_in_txn(&mut tx, member, query.view, instead).await?;
            let lists: &[[&str; 3]] = match (filter.for_leads(), query.order) {
                (Some(ForLeads::Escalated), _) => &[ESCALATED],
                (Some(ForLeads::Adjudication), _) => &[TO_SETTLE],
                (None, QueueOrder::Priority) => &[SECONDS, BY_PRIORITY],
                (None, QueueOrder::Easy) => &[EASY],
            };
            let asked = |sql: &'static str| {
                bound(sqlx::query(sql), member, reviewer, &filter).bind(QUEUE_SEARCHED)
            };
            let slow = |error: sqlx::Error| too_long(error.into(), TOO_LONG);
            let mut over = offset;
            for &[list, count, behind] in lists {
                let left = limit - rows.len() as i64;
                let found = asked(list).bind(left).bind(over);
                let found = found.fetch_all(&mut *tx).await.map_err(slow)?;
                // None: the whole list lies before where one looks.
                over = match found.is_empty() && over > 0 {
                    true => {
                        let before = asked(count).bind(over);
                        let row = before.fetch_one(&mut *tx).await.map_err(slow)?;
                        over - row.try_get::<i64, _>(0)?
                    }
                    false => 0,
                };
                if (found.len() as i64) < left {
                    let row = asked(behind).fetch_one(&mut *tx).await.map_err(slow)?;
                    more |= row.try_get::<bool, _>(0)?;
                }
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
            more,
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

#[cfg(test)]
mod tests {
    use super::{FARTHEST, MOST, QUEUE_SEARCHED, WHOLE};

    #[test]
    fn a_statement_has_as_many_rows_as_the_longest_look() {
        let most = format!(" limit {MOST})");
        assert!(WHOLE.iter().all(|sql| sql.contains(&most)), "{WHOLE:?}");
    }

    #[test]
    fn one_looks_no_farther_than_is_looked_through() {
        const { assert!(FARTHEST + MOST <= QUEUE_SEARCHED) };
    }
}
