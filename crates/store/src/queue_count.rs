//! How many stand in the queue for one who asks. Every open desk asks for it again and again, so nothing is counted further
//! than is told.

use crate::queue::{self, offered, unclaimed};
use crate::{Member, Result, Store};
use sqlx::Row;
use vitrine_domain::api::QueueCount;
use vitrine_domain::limits::QUEUE_COUNTED;
use vitrine_domain::{QueueFilter, ViewId};

/// What a claim without a view may come to: planned once, so the most that is counted stands in it, and each state in the
/// order of its index, by which Postgres stops there. What was sent to a person is theirs, drawn or not.
const WHOLE: &str = concat!(
    "select (select count(*) from (select 1 from items i",
    offered!("second_review"),
    "order by i.second_of, i.priority desc, i.id limit 1001) s)
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

impl Store {
    /// How many items this person would be given, one after another, under this view or without one, or of the escalated
    /// ones. Errors: `NotFound` for a view that is not this person's, `Forbidden` for escalated items to who does not lead.
    pub async fn queue_waiting(
        &self,
        member: &Member,
        view: Option<ViewId>,
        escalated: bool,
    ) -> Result<QueueCount> {
        let reviewer = member.reviewer()?;
        let counted: i64 = match view {
            None if !escalated => {
                let mut tx = self.begin_planned_once().await?;
                sqlx::query_scalar(WHOLE)
                    .bind(member.project_id.0)
                    .bind(reviewer.0)
                    .fetch_one(&mut *tx)
                    .await?
            }
            _ => {
                // Given back before the count takes one.
                let filter = {
                    let mut connection = self.pool.acquire().await?;
                    queue::filter_in_txn(&mut connection, member, view, escalated).await?
                };
                self.queue_count(member, &filter, QUEUE_COUNTED + 1).await?
            }
        };
        let mut told = told(counted);
        // A desk that lies empty says why.
        if counted == 0 && view.is_none() && !escalated {
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

    /// How many could be claimed now, counted up to `most`.
    pub async fn queue_count(
        &self,
        member: &Member,
        filter: &QueueFilter,
        most: i64,
    ) -> Result<i64> {
        let reviewer = member.reviewer()?;
        queue::allowed(member, filter)?;
        let states: &[&str] = match filter.escalated {
            true => &[queue::COUNT_ESCALATED],
            false => &[queue::COUNT_SECONDS, queue::COUNT_QUEUED],
        };
        let mut counted = 0;
        for sql in states {
            let row = queue::bound(sqlx::query(*sql), member, reviewer, filter)
                .bind(most - counted)
                .fetch_one(&self.pool)
                .await?;
            counted += row.try_get::<i64, _>(0)?;
        }
        Ok(counted)
    }
}

fn told(counted: i64) -> QueueCount {
    QueueCount {
        waiting: counted.min(QUEUE_COUNTED),
        more: counted > QUEUE_COUNTED,
        unproposed: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{QUEUE_COUNTED, WHOLE};

    #[test]
    fn one_more_than_is_told_is_counted() {
        let most = format!("limit {})", QUEUE_COUNTED + 1);
        assert_eq!(WHOLE.matches(&most).count(), 3, "{WHOLE}");
        assert_eq!(WHOLE.matches("limit").count(), 3, "{WHOLE}");
    }
}
