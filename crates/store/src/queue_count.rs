//! How many stand in the queue for one who asks. Every open desk asks for it again and again, so nothing is counted further
//! than is told.

use crate::claims::firsts;
use crate::error::too_long;
use crate::queue::{self, among_first, marked, offered, unclaimed, waiting};
use crate::second_reviews::may_settle;
use crate::{Member, Result, Store, StoreError};
use sqlx::{PgConnection, Row};
use vitrine_domain::api::QueueCount;
use vitrine_domain::limits::{QUEUE_COUNTED, QUEUE_SEARCHED};
use vitrine_domain::{ForLeads, QueueFilter, UserId, ViewId};

/// What a claim without a view may come to: planned once, so the most that is counted stands in it, and each state in the
/// order of its index, by which Postgres stops there; of second reviews one's own are passed over as a whole. What was sent
/// to a person is theirs, drawn or not.
const WHOLE: &str = concat!(
    "with recursive ",
    firsts!(),
    " select (select count(*) from (select 1 from firsts f cross join lateral (select 1 from items i",
    offered!("second_review"),
    "and i.second_of = f.id order by i.priority desc, i.id limit 1001) s where f.id <> $2 limit 1001) s)
     + (select count(*) from (select 1 from items i",
    offered!("queued"),
    "order by i.priority desc, i.id limit 1001) q)
     + (select count(*) from (select 1 from items i
        where i.assignee_id = $2 and i.project_id = $1 and i.state = 'queued' and i.held_by is null
          and i.sampling = 'undrawn' and ",
    unclaimed!(),
    "
          and not exists (select from skips s where s.item_id = i.id and s.reviewer_id = $2) limit 1001) u)"
);

/// Of the first `$13` that are offered in this order, how many a filter lets through, counted up to `$12`; and whether
/// more than the first `$12` are offered. `$of`: which of the offered are meant.
macro_rules! counted {
    ($state:literal, $of:expr, $order:literal) => {
        [
            concat!(
                "select count(*) from (select 1",
                among_first!($state, concat!($of, $order), "$13"),
                "limit $12) q"
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
/// In the order of their index, as above.
const SECONDS: [&str; 2] = counted!(
    "second_review",
    "",
    "order by i.second_of, i.priority desc, i.id"
);
const QUEUED: [&str; 2] = counted!("queued", "", "order by i.priority desc, i.id");
const ESCALATED: [&str; 2] = counted!("escalated", "", "order by i.id");
const TO_SETTLE: [&str; 2] = counted!("adjudication", may_settle!(), "order by i.id");

impl Store {
    /// How many items this person would be given, one after another, under this view or without one, or of what waits for
    /// leads `instead`. Errors: `NotFound` for a view that is not this person's, `Forbidden` for what waits for leads to who is
    /// none.
    pub async fn queue_waiting(
        &self,
        member: &Member,
        view: Option<ViewId>,
        instead: Option<ForLeads>,
    ) -> Result<QueueCount> {
        let reviewer = member.reviewer()?;
        let (counted, more): (i64, bool) = match view {
            None if instead.is_none() => {
                let mut tx = self.begin_planned_once().await?;
                let counted = sqlx::query_scalar(WHOLE)
                    .bind(member.project_id.0)
                    .bind(reviewer.0)
                    .fetch_one(&mut *tx)
                    .await?;
                (counted, false)
            }
            _ => {
                // Given back before the count takes one.
                let filter = {
                    let mut connection = self.pool.acquire().await?;
                    queue::filter_in_txn(&mut connection, member, view, instead).await?
                };
                let found = self.queue_count(member, &filter, QUEUE_COUNTED + 1).await?;
                (found.waiting, found.more)
            }
        };
        let mut told = QueueCount {
            waiting: counted.min(QUEUE_COUNTED),
            more: more || counted > QUEUE_COUNTED,
            unproposed: 0,
        };
        // A desk that lies empty says why.
        if counted == 0 && view.is_none() && instead.is_none() {
            told.unproposed = sqlx::query_scalar(
                "select count(*) from (select 1 from items where project_id = $1 and state = 'waiting'
                    and gold_of is null limit $2) w",
            )
            .bind(member.project_id.0)
            .bind(QUEUE_COUNTED)
            .fetch_one(&self.pool)
            .await?;
        }
        Ok(told)
    }

    /// How many could be claimed now, counted up to `most`, among the first of the queue alone where the filter leaves so
    /// few that all of it would be looked through. `more`: there are as many as were to be counted, or not all was looked
    /// through, in number or in time.
    pub async fn queue_count(
        &self,
        member: &Member,
        filter: &QueueFilter,
        most: i64,
    ) -> Result<QueueCount> {
        let reviewer = member.reviewer()?;
        queue::allowed(member, filter)?;
        let states: &[[&str; 2]] = match filter.for_leads() {
            Some(ForLeads::Escalated) => &[ESCALATED],
            Some(ForLeads::Adjudication) => &[TO_SETTLE],
            None => &[SECONDS, QUEUED],
        };
        let mut found = QueueCount::default();
        let mut tx = self.begin_searching().await?;
        for &sql in states {
            let left = most - found.waiting;
            match counted_in_txn(&mut tx, sql, member, reviewer, filter, left).await {
                Ok((counted, more)) => {
                    found.waiting += counted;
                    found.more |= more;
                }
                Err(error) => match too_long(error, "") {
                    // What is known by now.
                    StoreError::TooLong(_) => {
                        found.more = true;
                        return Ok(found);
                    }
                    other => return Err(other),
                },
            }
        }
        tx.commit().await?;
        Ok(found)
    }
}

/// `counted!` up to `most`, and whether there may be more.
async fn counted_in_txn(
    tx: &mut PgConnection,
    [count, rest]: [&'static str; 2],
    member: &Member,
    reviewer: UserId,
    filter: &QueueFilter,
    most: i64,
) -> Result<(i64, bool)> {
    let row = queue::bound(sqlx::query(count), member, reviewer, filter)
        .bind(most)
        .bind(QUEUE_SEARCHED)
        .fetch_one(&mut *tx)
        .await?;
    let counted: i64 = row.try_get(0)?;
    if counted >= most {
        return Ok((counted, true));
    }
    let row = queue::bound(sqlx::query(rest), member, reviewer, filter)
        .bind(QUEUE_SEARCHED)
        .fetch_one(tx)
        .await?;
    Ok((counted, row.try_get(0)?))
}

#[cfg(test)]
mod tests {
    use super::{QUEUE_COUNTED, WHOLE};

    #[test]
    fn one_more_than_is_told_is_counted() {
        let most = format!("limit {})", QUEUE_COUNTED + 1);
        assert_eq!(WHOLE.matches(&most).count(), 4, "{WHOLE}");
        assert_eq!(WHOLE.matches("limit 10").count(), 4, "{WHOLE}");
    }
}
