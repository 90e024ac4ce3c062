//! An image that must go, with every item that it is part of: the row stays as a tombstone, curated answers leave the current set.
//! The bytes and cached features are the caller's to delete, after this has been stored.

use crate::{Member, Result, Store, StoreError, audit, changes, images, items, triplets};
use serde_json::json;
use vitrine_domain::api::Change;
use vitrine_domain::{ImageId, Invalid, ItemId, Role};

/// What the caller has to delete now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purged {
    pub image_id: ImageId,
    pub sha256: String,
    /// No other project holds the same bytes: the stored object must go. Otherwise it stays, for them.
    pub bytes_unused: bool,
}

impl Store {
    /// Leads. Purges the item's image with all items about it, alone or among others; repeated, it says the same again.
    /// Errors: `Invalid` for an item about several images: see [`Store::item_image_purge`].
    pub async fn item_purge(&self, member: &Member, id: ItemId, reason: &str) -> Result<Purged> {
        self.purge(member, id, None, reason).await
    }

    /// The same for one of the item's images; the others stay, with their other items. `NotFound` for one that is not
    /// among them.
    pub async fn item_image_purge(
        &self,
        member: &Member,
        id: ItemId,
        image: ImageId,
        reason: &str,
    ) -> Result<Purged> {
        self.purge(member, id, Some(image), reason).await
    }

    async fn purge(
        &self,
        member: &Member,
        id: ItemId,
        image: Option<ImageId>,
        reason: &str,
    ) -> Result<Purged> {
        member.need(Role::may_lead, "purge an image")?;
        if reason.trim().is_empty() {
            return Err(
                Invalid::new("say why the image has to go; it goes into the audit trail").into(),
            );
        }
        let project = member.project_id;
        let mut tx = self.begin().await?;
        let item = items::item_in_txn(&mut tx, project, id).await?;
        let image = match image {
            None if !item.further_images.is_empty() => {
                return Err(Invalid::new(format!(
                    "this item is about {} images; say by its id (`image_id`) which of them has to go",
                    item.images().count()
                ))
                .into());
            }
            None => item.image,
            Some(image) => {
                (item.images().find(|m| m.id == image).cloned()).ok_or(StoreError::NotFound)?
            }
        };
        // Two projects that purge the same bytes at once must not each see the other's.
        images::bytes_lock_in_txn(&mut tx, &image.sha256).await?;
        // Items first, as everywhere: a submit under way ends before, or finds its claim gone.
        let ids: Vec<uuid::Uuid> = sqlx::query_scalar(
            "select id from items where project_id = $1
                and (image_id = $2 or id in (select item_id from item_images where image_id = $2))
             order by id for no key update",
        )
        .bind(project.0)
        .bind(image.id.0)
        .fetch_all(&mut *tx)
        .await?;
        let first = sqlx::query(
            "update images set purged_at = now() where project_id = $1 and id = $2 and purged_at is null",
        )
        .bind(project.0)
        .bind(image.id.0)
        .execute(&mut *tx)
        .await?
        .rows_affected()
            == 1;
        let mut ended = Vec::new();
        if first {
            // What people wrote of it goes with it.
            sqlx::query("delete from image_contexts where image_id = $1")
                .bind(image.id.0)
                .execute(&mut *tx)
                .await?;
            sqlx::query("delete from claims where item_id = any($1)")
                .bind(&ids)
                .execute(&mut *tx)
                .await?;
            sqlx::query("update items set state = 'purged', second_of = null where id = any($1)")
                .bind(&ids)
                .execute(&mut *tx)
                .await?;
            // What was written about a picture that has to go goes with it.
            sqlx::query("delete from drafts where item_id = any($1)")
                .bind(&ids)
                .execute(&mut *tx)
                .await?;
            sqlx::query("delete from gold_items where item_id = any($1)")
                .bind(&ids)
                .execute(&mut *tx)
                .await?;
            for item in ids.into_iter().map(ItemId) {
                ended.push(triplets::triplet_supersede_in_txn(&mut tx, project, item, None).await?);
            }
            audit::audit_member_in_txn(
                &mut tx,
                member,
                "item.purge",
                ("item", &id.to_string()),
                json!({"sha256": image.sha256, "reason": reason}),
            )
            .await?;
            for change in [Change::Queue, Change::Curated] {
                changes::notify_in_txn(&mut tx, project, change).await?;
            }
        }
        let bytes_unused = !images::in_use_in_txn(&mut tx, &image.sha256).await?;
        // Last: it holds the project's counters to the end.
        for triplet in ended {
            triplets::counted_out_in_txn(&mut tx, project, triplet).await?;
        }
        tx.commit().await.map_err(StoreError::from)?;
        Ok(Purged {
            image_id: image.id,
            sha256: image.sha256,
            bytes_unused,
        })
    }
}
