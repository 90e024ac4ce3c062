//! Two reviews that differ, as they lie before the lead who settles them.

use super::may::left_to_in_txn;
use crate::reviews::of_item_in_txn as reviews_of_item;
use crate::{Member, Result, Store, items};
use sqlx::PgConnection;
use vitrine_domain::{Differing, ItemId, ItemState, ProjectId, Review, Role, Round};

impl Store {
    /// Items on which two reviews differ, longest waiting first, at most 200; leads.
    pub async fn differing_list(&self, member: &Member) -> Result<Vec<Differing>> {
        member.need(Role::may_lead, "settle reviews that differ")?;
        let mut tx = self.begin().await?;
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar(
            "select id from items where project_id = $1 and state = 'adjudication' order by id limit 200",
        )
        .bind(member.project_id.0)
        .fetch_all(&mut *tx)
        .await?;
        let mut all = Vec::with_capacity(ids.len());
        for id in ids.into_iter().map(ItemId) {
            let item = items::item_in_txn(&mut tx, member.project_id, id).await?;
            if let Some(pair) = pair_in_txn(&mut tx, member.project_id, id).await? {
                let left_to =
                    left_to_in_txn(&mut tx, member.project_id, member.actor.user_id, &pair).await?;
                all.push(Differing {
                    item,
                    left_to,
                    policies_differ: pair.first.policy_id != pair.second.policy_id,
                    first: pair.first,
                    second: pair.second,
                    taken_back: pair.taken_back,
                });
            }
        }
        Ok(all)
    }

    /// By name, who is to settle this item instead of whoever asks; empty where they may, and where two do not differ. Leads.
    pub async fn settling_left_to(&self, member: &Member, item: ItemId) -> Result<Vec<String>> {
        member.need(Role::may_lead, "settle reviews that differ")?;
        let mut tx = self.begin().await?;
        let item = items::item_in_txn(&mut tx, member.project_id, item).await?;
        if item.state != ItemState::Adjudication {
            return Ok(Vec::new());
        }
        match pair_in_txn(&mut tx, member.project_id, item.id).await? {
            Some(pair) => {
                left_to_in_txn(&mut tx, member.project_id, member.actor.user_id, &pair).await
            }
            None => Ok(Vec::new()),
        }
    }
}

/// The two that differ: the first, and the second that stands beside it.
pub(crate) struct Pair {
    pub(crate) first: Review,
    pub(crate) second: Review,
    /// What the second's writer had said before and took back, oldest first.
    pub(crate) taken_back: Vec<Review>,
}

pub(crate) async fn pair_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    item: ItemId,
) -> Result<Option<Pair>> {
    let mut reviews = reviews_of_item(tx, project, item).await?;
    let Some(at) = reviews.iter().rposition(|r| r.round == Round::Second) else {
        return Ok(None);
    };
    let second = reviews.remove(at);
    let Some(at) = reviews.iter().position(|r| Some(r.id) == second.beside) else {
        return Ok(None);
    };
    let first = reviews.remove(at);
    reviews.retain(|r| r.round == Round::Second && r.reviewer_id == second.reviewer_id);
    Ok(Some(Pair {
        first,
        second,
        taken_back: reviews,
    }))
}
