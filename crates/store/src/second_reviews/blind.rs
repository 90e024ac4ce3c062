//! What whoever may write the second review is not to know of the first, nor of one that was taken back.

use crate::{Member, Result, projects};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Row};
use vitrine_domain::rules::second::SecondRule;
use vitrine_domain::{ItemHistory, ItemId, UserId};

/// Of an item that waits for its second review. To everybody but the first reviewer its reviews, what that person did and
/// said about it, and what others have said since it was first reviewed are not there: they may have read the first, in
/// between, and taken their own back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hidden {
    /// Whose the first review is.
    pub(crate) author: UserId,
    /// The first one of all, which may have been taken back or written over.
    since: Option<DateTime<Utc>>,
}

impl Hidden {
    /// Is what `by` said then hidden from whoever did not say it?
    pub(crate) fn hides(&self, by: UserId, at: DateTime<Utc>) -> bool {
        by == self.author || self.since.is_none_or(|since| at >= since)
    }
}

/// What `hides` leaves, of comments `c` of item `i`, to this member by id.
macro_rules! readable {
    ($member:literal) => {
        concat!(
            "(i.state <> 'second_review' or i.second_of = ",
            $member,
            " or c.author_id = ",
            $member,
            " or c.author_id <> i.second_of
                and c.created_at < (select r.created_at from reviews r where r.item_id = i.id order by r.fence limit 1))"
        )
    };
}
pub(crate) use readable;

/// None: nothing is hidden from this member.
pub(crate) async fn hidden_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    item: ItemId,
) -> Result<Option<Hidden>> {
    let row = sqlx::query(
        "select i.second_of, (select r.created_at from reviews r where r.item_id = i.id order by r.fence limit 1) as since
         from items i where i.project_id = $1 and i.id = $2 and i.state = 'second_review'
            and i.second_of is distinct from $3",
    )
    .bind(member.project_id.0)
    .bind(item.0)
    .bind(member.actor.user_id.map(|u| u.0))
    .fetch_optional(tx)
    .await?;
    row.map(|row| {
        Ok(Hidden {
            author: UserId(row.try_get("second_of")?),
            since: row.try_get("since")?,
        })
    })
    .transpose()
}

/// What was taken back may be written again as the first review of the same item: where second reviews are asked for,
/// only its writer sees it until then.
pub(crate) async fn taken_back_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    history: &mut ItemHistory,
) -> Result<()> {
    let rules = projects::second_in_txn(tx, member.project_id).await?;
    if rules.second != SecondRule::default() {
        history
            .reviews
            .retain(|r| r.reviewer_id == member.actor.user_id);
        history
            .triplets
            .retain(|t| t.reviewer_id == member.actor.user_id);
    }
    Ok(())
}
