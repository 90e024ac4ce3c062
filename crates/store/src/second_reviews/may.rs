//! Who may write the second review of an item, and who may settle two that differ.

use super::{pair_in_txn, unbiased};
use crate::{Member, Result, StoreError};
use sqlx::PgConnection;
use vitrine_domain::{ItemId, UserId};

/// May this reviewer write the second review, or a lead go over an own first one?
pub(crate) async fn may_second_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    reviewer: UserId,
    item: ItemId,
) -> Result<()> {
    let (own, unbiased): (bool, bool) = sqlx::query_as(concat!(
        "select second_of = $2, ",
        unbiased!("i"),
        " from items i where id = $1"
    ))
    .bind(item.0)
    .bind(reviewer.0)
    .fetch_one(tx)
    .await?;
    match (own, unbiased) {
        (true, _) if member.role.may_lead() => Ok(()),
        (true, _) => Err(StoreError::Conflict(
            "you have decided this item; it waits for a second review by somebody else".into(),
        )),
        (false, false) => Err(StoreError::Conflict(
            "you have reviewed this item before; its second review is for somebody else".into(),
        )),
        (false, true) => Ok(()),
    }
}

/// A lead settles it, and not one of the two, unless the project has no other lead.
pub(crate) async fn may_settle_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    reviewer: UserId,
    item: ItemId,
) -> Result<()> {
    if !member.role.may_lead() {
        return Err(StoreError::Conflict(
            "two reviews of this item differ; a lead settles it".into(),
        ));
    }
    let Some((first, second)) = pair_in_txn(tx, member.project_id, item).await? else {
        return Ok(());
    };
    let both = [first.reviewer_id, second.reviewer_id];
    if !both.contains(&Some(reviewer)) {
        return Ok(());
    }
    let another: bool = sqlx::query_scalar(
        "select exists (select from memberships m join users u on u.id = m.user_id
            where m.project_id = $1 and m.role in ('admin', 'lead') and not u.disabled
              and m.user_id <> all ($2))",
    )
    .bind(member.project_id.0)
    .bind(both.into_iter().flatten().map(|u| u.0).collect::<Vec<_>>())
    .fetch_one(tx)
    .await?;
    match another {
        false => Ok(()),
        true => Err(StoreError::Conflict(
            "one of the two reviews is yours; another lead settles it".into(),
        )),
    }
}
