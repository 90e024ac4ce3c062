//! Items: an image with an instruction, on its way in and to be looked at.

use crate::images::{NewImage, further_from, image_from};
use crate::jobs::{ProposeJob, enqueue_in_txn};
use crate::rows::{to_json, word, word_opt};
use crate::{
    Member, Result, Store, StoreError, audit, changes, clusters, gold, projects, second_reviews,
};
use serde_json::json;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::Change;
use vitrine_domain::rules::priority::priority;
use vitrine_domain::split::draw;
use vitrine_domain::{
    ClusterId, ImageId, Item, ItemHistory, ItemId, ItemState, Project, ProjectId, Role, Split,
    UserId,
};

/// What became of an upload.
#[derive(Debug, Clone, PartialEq)]
pub struct Added {
    pub item: Item,
    /// It bridges clusters of different splits: in no split, in no queue.
    pub set_aside: bool,
    /// The same image with the same instruction was there; nothing new was stored.
    pub already_there: bool,
}

/// Everything [`item_from`] reads; `i` is the item, `m` its image, `c` its cluster, `w` whom it was sent to.
macro_rules! item_select {
    () => {
        concat!(
            "i.id as item_id, i.project_id, i.instruction, i.state, i.blind, i.priority, i.created_at, i.decided_at, c.split,
             i.assignee_id, ",
            $crate::members::shown_name!("w", "i.project_id"),
            " as assignee, i.held_by, i.flagged, i.sampling, ",
            $crate::images::image_columns!(),
            ", ",
            $crate::images::further_columns!("i.id")
        )
    };
}
macro_rules! item_joins {
    () => {
        " from items i join images m on m.id = i.image_id left join clusters c on c.id = m.cluster_id
          left join users w on w.id = i.assignee_id "
    };
}
pub(crate) use {item_joins, item_select};

impl Store {
    /// Takes in a stored image with the project's instruction. `wanted` pins the split of an image without
    /// neighbours; a cluster keeps its first split all the same. Held-out items are blind and queued at once; the
    /// others wait for a proposal, whose job stands with them or not at all.
    /// Errors: `Conflict` for an image that was purged.
    pub async fn item_add(
        &self,
        member: &Member,
        image: &NewImage,
        wanted: Option<Split>,
    ) -> Result<Added> {
        member.need(Role::may_lead, "add images")?;
        let mut tx = self.begin().await?;
        upload_lock_in_txn(&mut tx, member.project_id).await?;
        let project = projects::project_in_txn(&mut tx, member.project_id).await?;
        let (image_id, split) = match image_known_in_txn(&mut tx, &project, image).await? {
            Known::Item(id) => {
                let item = item_in_txn(&mut tx, member.project_id, id).await?;
                tx.commit().await?;
                return Ok(Added {
                    set_aside: item.state == ItemState::SetAside,
                    item,
                    already_there: true,
                });
            }
            Known::Image(id, split) => (id, split),
            Known::No => image_add_in_txn(&mut tx, &project, image, wanted).await?,
        };
        let item = item_put_in_txn(&mut tx, &project, image_id, split).await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "item.add",
            ("item", &item.id.to_string()),
            json!({"sha256": image.sha256, "split": split.map(|s| to_json(&s)), "state": item.state}),
        )
        .await?;
        changes::notify_in_txn(&mut tx, member.project_id, Change::Queue).await?;
        tx.commit().await?;
        Ok(Added {
            set_aside: split.is_none(),
            item,
            already_there: false,
        })
    }

    pub async fn item_get(&self, member: &Member, id: ItemId) -> Result<Item> {
        let mut connection = self.pool.acquire().await?;
        gold::may_see_in_txn(&mut connection, member, id).await?;
        item_in_txn(&mut connection, member.project_id, id).await
    }

    /// All that happened to it, oldest first. While it waits for a second review nobody but the first reviewer sees
    /// reviews of it.
    pub async fn item_history(&self, member: &Member, id: ItemId) -> Result<ItemHistory> {
        let mut tx = self.begin().await?;
        let project = member.project_id;
        gold::may_see_in_txn(&mut tx, member, id).await?;
        let mut history = ItemHistory {
            item: item_in_txn(&mut tx, project, id).await?,
            proposals: crate::proposals::of_item_in_txn(&mut tx, project, id).await?,
            reviews: crate::reviews::of_item_in_txn(&mut tx, project, id).await?,
            triplets: crate::triplets::of_item_in_txn(&mut tx, project, id).await?,
            comments: crate::comments::of_item_seen_in_txn(&mut tx, member, id).await?,
        };
        if second_reviews::hidden_in_txn(&mut tx, member, id)
            .await?
            .is_some()
        {
            history.reviews.clear();
            history.triplets.clear();
        } else if history.item.state == ItemState::Queued && !history.reviews.is_empty() {
            second_reviews::taken_back_in_txn(&mut tx, member, &mut history).await?;
        }
        Ok(history)
    }
}

enum Known {
    No,
    /// The image, under another instruction.
    Image(ImageId, Option<Split>),
    Item(ItemId),
}

/// One upload of a project at a time: two like images must not draw two splits at once.
async fn upload_lock_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<()> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('vitrine upload ' || $1, 0))")
        .bind(project.to_string())
        .execute(tx)
        .await?;
    Ok(())
}

async fn image_known_in_txn(
    tx: &mut PgConnection,
    project: &Project,
    image: &NewImage,
) -> Result<Known> {
    let row = sqlx::query(
        "select m.id, m.purged_at is not null as purged, c.split, i.id as item_id
         from images m left join clusters c on c.id = m.cluster_id
         left join items i on i.image_id = m.id and i.further_images = '{}' and i.instruction = $3 and i.gold_of is null
         where m.project_id = $1 and m.sha256 = $2",
    )
    .bind(project.id.0)
    .bind(&image.sha256)
    .bind(&project.instruction)
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else {
        return Ok(Known::No);
    };
    if row.try_get("purged")? {
        return Err(StoreError::Conflict(
            "this image was purged from the project and is not taken in again".into(),
        ));
    }
    Ok(match row.try_get::<Option<_>, _>("item_id")? {
        Some(id) => Known::Item(ItemId(id)),
        None => Known::Image(ImageId(row.try_get("id")?), word_opt(&row, "split")?),
    })
}

async fn image_add_in_txn(
    tx: &mut PgConnection,
    project: &Project,
    image: &NewImage,
    wanted: Option<Split>,
) -> Result<(ImageId, Option<Split>)> {
    let settings = &project.settings;
    let wanted = wanted.unwrap_or_else(|| {
        draw(
            image.phash,
            settings.validation_percent,
            settings.held_out_percent,
        )
    });
    let placed = clusters::cluster_place_in_txn(tx, project.id, image.phash, wanted).await?;
    let id = ImageId::fresh();
    sqlx::query(
        "insert into images (id, project_id, sha256, width, height, bytes, phash, cluster_id, split)
         values ($1, $2, $3, $4, $5, $6, $7::bigint::bit(64), $8, $9)",
    )
    .bind(id.0)
    .bind(project.id.0)
    .bind(&image.sha256)
    .bind(image.width.cast_signed())
    .bind(image.height.cast_signed())
    .bind(image.bytes.cast_signed())
    .bind(image.phash.cast_signed())
    .bind(placed.map(|(ClusterId(cluster), _)| cluster))
    .bind(placed.map(|(_, split)| split.as_str()))
    .execute(tx)
    .await?;
    Ok((id, placed.map(|(_, split)| split)))
}

async fn item_put_in_txn(
    tx: &mut PgConnection,
    project: &Project,
    image_id: ImageId,
    split: Option<Split>,
) -> Result<Item> {
    let (id, created_at) = (ItemId::fresh(), chrono::Utc::now());
    let blind = split == Some(Split::HeldOut);
    let state = match split {
        None => ItemState::SetAside,
        Some(Split::HeldOut) => ItemState::Queued,
        Some(_) => ItemState::Waiting,
    };
    sqlx::query(
        "insert into items (id, project_id, image_id, instruction, state, blind, priority, split, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(id.0)
    .bind(project.id.0)
    .bind(image_id.0)
    .bind(&project.instruction)
    .bind(state.as_str())
    .bind(blind)
    .bind(priority(&project.settings.queue, None, created_at))
    .bind(split.map(|s| s.as_str()))
    .bind(created_at)
    .execute(&mut *tx)
    .await?;
    if state == ItemState::Waiting {
        item_waits_in_txn(tx, project.id, id).await?;
    }
    item_in_txn(tx, project.id, id).await
}

/// Asks for the proposal that it waits for.
pub(crate) async fn item_waits_in_txn(
    tx: &mut PgConnection,
    project_id: ProjectId,
    item_id: ItemId,
) -> Result<()> {
    let job = ProposeJob {
        project_id,
        item_id,
    };
    enqueue_in_txn(tx, &[job]).await
}

pub(crate) async fn item_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    id: ItemId,
) -> Result<Item> {
    let row = sqlx::query(concat!(
        "select ",
        item_select!(),
        item_joins!(),
        "where i.project_id = $1 and i.id = $2"
    ))
    .bind(project.0)
    .bind(id.0)
    .fetch_one(tx)
    .await?;
    Ok(item_from(&row)?)
}

/// Of `item_select!`.
pub(crate) fn item_from(row: &PgRow) -> sqlx::Result<Item> {
    Ok(Item {
        id: ItemId(row.try_get("item_id")?),
        project_id: ProjectId(row.try_get("project_id")?),
        image: image_from(row)?,
        further_images: further_from(row)?,
        instruction: row.try_get("instruction")?,
        state: word(row, "state")?,
        blind: row.try_get("blind")?,
        split: word_opt(row, "split")?,
        priority: row.try_get("priority")?,
        assignee_id: row.try_get::<Option<_>, _>("assignee_id")?.map(UserId),
        assignee: row.try_get("assignee")?,
        held_by: row.try_get::<Option<_>, _>("held_by")?.map(UserId),
        flagged: row.try_get("flagged")?,
        sampling: word_opt(row, "sampling")?,
        created_at: row.try_get("created_at")?,
        decided_at: row.try_get("decided_at")?,
    })
}
