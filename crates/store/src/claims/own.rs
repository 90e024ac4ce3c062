//! Which of the claims that a reviewer holds already a page that is opened anew goes on with.

use crate::queue::{self, marked, matching, shown};
use crate::second_reviews::may_settle;
use crate::{Member, Result};
use sqlx::{PgConnection, Row};
use vitrine_domain::{ForLeads, ItemId, QueueFilter, UserId};

/// Of the reviewer's live claims `k` in this project, those of items `i`. What has been opened comes first, of that what has a
/// draft, then what was opened last: what was only prefetched never lay before anybody. A claim's own time says nothing of it,
/// since each page that opens the item again renews that.
macro_rules! own {
    ($from:expr, $and:expr) => {
        concat!(
            "select k.item_id from claims k",
            $from,
            " where k.reviewer_id = $2 and k.project_id = $1 and k.expires_at > clock_timestamp() ",
            $and,
            "order by k.opened_at is null,
                exists (select from drafts d where d.item_id = k.item_id and d.reviewer_id = $2) desc,
                k.opened_at desc, k.claimed_at, k.item_id limit 1"
        )
    };
}
/// The same of those that a filter lets through; `$of`: which of them are meant; `$like`: as what in this state is matched.
macro_rules! own_in {
    ($states:literal, $of:expr, $like:literal) => {
        own!(
            concat!(" join items i on i.id = k.item_id", shown!()),
            concat!(
                "and i.state in (",
                $states,
                ") ",
                $of,
                marked!(),
                matching!($like)
            )
        )
    };
}

/// Of the reviewer's live claims in this project, the one to go on with, under a filter one that it lets through; not locked.
/// None: all are in other projects, or none is in the filter.
pub(super) async fn own_first_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    reviewer: UserId,
    filter: Option<&QueueFilter>,
) -> Result<Option<ItemId>> {
    let query = match filter {
        None => sqlx::query(own!("", ""))
            .bind(member.project_id.0)
            .bind(reviewer.0),
        Some(filter) => {
            let sql = match filter.for_leads() {
                Some(ForLeads::Escalated) => own_in!("'escalated'", "", "escalated"),
                Some(ForLeads::Adjudication) => {
                    own_in!("'adjudication'", may_settle!(), "adjudication")
                }
                None => own_in!("'queued', 'second_review'", "", "queued"),
            };
            queue::bound(sqlx::query(sql), member, reviewer, filter)
        }
    };
    let row = query.fetch_optional(tx).await?;
    Ok(row.map(|row| row.try_get(0).map(ItemId)).transpose()?)
}
