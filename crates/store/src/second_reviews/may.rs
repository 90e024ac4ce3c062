//! Who may write the second review of an item, and who may settle two that differ.

use super::differing::Pair;
use super::pair_in_txn;
use crate::members::shown_name;
use crate::{Member, Result, StoreError};
use sqlx::PgConnection;
use vitrine_domain::{ItemId, ProjectId, UserId, by_name};

/// Is there nobody in the project who may write a second review beside one of this person's?
macro_rules! nobody_but {
    ($project:literal, $person:literal) => {
        concat!(
            "not exists (select from memberships other join users who on who.id = other.user_id
                where other.project_id = ",
            $project,
            " and other.user_id <> ",
            $person,
            " and other.role in ('admin', 'lead', 'reviewer') and not who.disabled)"
        )
    };
}
pub(crate) use nobody_but;

/// Of items `i` of project `$1` that are to be settled, those that `$2`, who leads it, may settle, as [`may_settle_in_txn`] has it.
macro_rules! may_settle {
    () => {
        "and not exists (select from reviews s join reviews f on f.id = s.beside
            where s.id = (select l.id from reviews l where l.item_id = i.id and l.round = 'second'
                    order by l.fence desc limit 1)
              and (s.reviewer_id = $2 or f.reviewer_id = $2)
              and exists (select from memberships m join users u on u.id = m.user_id
                where m.project_id = $1 and m.role in ('admin', 'lead') and not u.disabled
                  and m.user_id is distinct from s.reviewer_id and m.user_id is distinct from f.reviewer_id)) "
    };
}
pub(crate) use may_settle;

/// May anybody but this reviewer write a second review here?
pub(super) async fn another_may_second_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    reviewer: UserId,
) -> Result<bool> {
    let nobody: bool = sqlx::query_scalar(concat!("select ", nobody_but!("$1", "$2")))
        .bind(project.0)
        .bind(reviewer.0)
        .fetch_one(tx)
        .await?;
    Ok(!nobody)
}

/// May this reviewer write the second review? Anybody may but the first's writer; a lead goes over an own first one.
pub(crate) async fn may_second_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    reviewer: UserId,
    item: ItemId,
) -> Result<()> {
    let own: bool =
        sqlx::query_scalar("select second_of is not distinct from $2 from items where id = $1")
            .bind(item.0)
            .bind(reviewer.0)
            .fetch_one(tx)
            .await?;
    if own && !member.role.may_lead() {
        return Err(StoreError::Conflict(
            "you have decided this item; it waits for a second review by somebody else".into(),
        ));
    }
    Ok(())
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
            "the reviews of this item differ, or one was taken back; a lead settles it".into(),
        ));
    }
    let Some(pair) = pair_in_txn(tx, member.project_id, item).await? else {
        return Ok(());
    };
    let left_to = left_to_in_txn(tx, member.project_id, Some(reviewer), &pair).await?;
    match left_to.is_empty() {
        true => Ok(()),
        false => Err(StoreError::Conflict(
            "one of the two reviews is yours; another lead settles it".into(),
        )),
    }
}

/// Who is to settle these two instead of this lead, who wrote one of them: whoever else leads the project, by the name that
/// is shown, of namesakes with the one to sign in with. Empty where this lead may.
pub(super) async fn left_to_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    lead: Option<UserId>,
    pair: &Pair,
) -> Result<Vec<String>> {
    let both = [pair.first.reviewer_id, pair.second.reviewer_id];
    if lead.is_none() || !both.contains(&lead) {
        return Ok(Vec::new());
    }
    let mut names: Vec<String> = sqlx::query_scalar(concat!(
        "select ",
        shown_name!("u", "$1"),
        " from memberships m join users u on u.id = m.user_id
         where m.project_id = $1 and m.role in ('admin', 'lead') and not u.disabled
           and m.user_id <> all ($2)",
    ))
    .bind(project.0)
    .bind(both.into_iter().flatten().map(|u| u.0).collect::<Vec<_>>())
    .fetch_all(tx)
    .await?;
    names.sort_by_cached_key(|name| by_name(name));
    Ok(names)
}
