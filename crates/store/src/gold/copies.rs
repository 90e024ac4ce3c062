//! Copies of gold items: how they come among a reviewer's items, and who may see them.

use crate::items::item_waits_in_txn;
use crate::{Member, Result, StoreError};
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Row};
use uuid::{NoContext, Timestamp, Uuid};
use vitrine_domain::{ItemId, ItemState, ProjectId, UserId};

/// Has this member (by id) no copy of this item to decide? While they have, nothing of the item shows them what is true.
macro_rules! no_copy_waits {
    ($item:literal, $member:literal) => {
        concat!(
            "not exists (select from items g where g.gold_of = ",
            $item,
            " and g.gold_for = ",
            $member,
            " and g.state in ('waiting', 'queued'))"
        )
    };
}
pub(crate) use no_copy_waits;

/// One gold item more for this reviewer: one that they have neither marked, decided nor had before, and only while no
/// other waits for them. One that they passed over or sent on waits no more, though its original stays hidden: it can
/// still be opened by its address. It is proposed for and queued as any new item is.
pub(crate) async fn seed_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    reviewer: UserId,
) -> Result<()> {
    let row = sqlx::query(
        "select o.id, o.created_at from gold_items g
         join items o on o.id = g.item_id and o.state = 'decided'
         where g.project_id = $1 and g.ended_at is null and g.marked_by <> $2
           and not exists (select from items c where c.gold_of = o.id and c.gold_for = $2)
           and not exists (select from items c where c.gold_of is not null and c.project_id = $1 and c.gold_for = $2
              and c.state in ('waiting', 'queued')
              and not exists (select from skips s where s.item_id = c.id and s.reviewer_id = $2))
           and not exists (select from reviews r where r.item_id = o.id and r.reviewer_id = $2)
         order by md5(o.id::text || $2::text) limit 1",
    )
    .bind(project.0)
    .bind(reviewer.0)
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else {
        return Ok(());
    };
    // Beside the original in every list: a younger id would stand out.
    let id = id_of(row.try_get("created_at")?);
    let state: Option<String> = sqlx::query_scalar(
        "insert into items (id, project_id, image_id, instruction, state, blind, priority, split, created_at,
            further_images, gold_of, gold_for)
         select $3, project_id, image_id, instruction, case when blind then 'queued' else 'waiting' end, blind, priority,
            split, created_at, further_images, id, $4 from items where project_id = $1 and id = $2
         on conflict do nothing returning state",
    )
    .bind(project.0)
    .bind(row.try_get::<Uuid, _>("id")?)
    .bind(id)
    .bind(reviewer.0)
    .fetch_optional(&mut *tx)
    .await?;
    if state.as_deref() == Some(ItemState::Waiting.as_str()) {
        item_waits_in_txn(tx, project, ItemId(id)).await?;
    }
    Ok(())
}

/// An id as if it had been made then: it holds the time.
pub(crate) fn id_of(at: DateTime<Utc>) -> Uuid {
    let seconds = at.timestamp().max(0).cast_unsigned();
    let nanos = at.timestamp_subsec_nanos();
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, nanos))
}

/// When a proposal that is stored now for this item is said to have been made; none for any item but a copy: now. A copy's item
/// is as old as its original, so a proposal of today would tell it from others. It came when the version in use answered the
/// original. Where it did not, as long after the item, or after that version came to be in use, as the original's first one came
/// after it; where that had none, as long as it took.
pub(crate) async fn proposed_at_in_txn(
    tx: &mut PgConnection,
    item: ItemId,
    took_seconds: f32,
) -> Result<Option<DateTime<Utc>>> {
    let at = sqlx::query_scalar(
        "select coalesce(
            (select p.created_at from proposals p
             where p.item_id = c.gold_of and p.model_version_id = m.model_version_id order by p.created_at limit 1),
            least(now(), greatest(c.created_at, m.since) + coalesce(
                (select greatest(p.created_at - o.created_at, interval '0') from proposals p join items o on o.id = p.item_id
                 where p.item_id = c.gold_of order by p.created_at limit 1),
                make_interval(secs => $2))))
         from items c join champions m on m.project_id = c.project_id where c.id = $1 and c.gold_of is not null",
    )
    .bind(item.0)
    .bind(f64::from(took_seconds))
    .fetch_optional(tx)
    .await?;
    Ok(at)
}

/// Is this a copy of a gold item?
pub(crate) async fn is_copy_in_txn(tx: &mut PgConnection, item: ItemId) -> Result<bool> {
    let is = sqlx::query_scalar("select gold_of is not null from items where id = $1")
        .bind(item.0)
        .fetch_one(tx)
        .await?;
    Ok(is)
}

/// A copy is there for its reviewer alone (and for leads, by its address); its original is not, while the copy waits.
pub(crate) async fn may_see_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    item: ItemId,
) -> Result<()> {
    let hidden: bool = sqlx::query_scalar(
        "select i.gold_for <> $3 and not $4 or exists (select from items c where c.gold_of = i.id and c.gold_for = $3
            and c.state in ('waiting', 'queued'))
         from items i where i.project_id = $1 and i.id = $2",
    )
    .bind(member.project_id.0)
    .bind(item.0)
    .bind(member.actor.user_id.map(|u| u.0))
    .bind(member.role.may_lead())
    .fetch_one(tx)
    .await
    .map(|hidden: Option<bool>| hidden.unwrap_or(false))?;
    match hidden {
        true => Err(StoreError::NotFound),
        false => Ok(()),
    }
}
