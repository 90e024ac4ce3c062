//! Images: what is known of the stored bytes. The bytes themselves lie in the object store, under their sha256.

use crate::rows::json;
use crate::{Member, Result, Store, projects};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Postgres, Row, Transaction};
use vitrine_domain::{ClusterId, Image, ImageId};

/// An image as it was stored: re-encoded, hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImage {
    /// Of the stored bytes, hex.
    pub sha256: String,
    /// Pixels, EXIF applied.
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
    /// 64-bit perceptual hash of the pixels.
    pub phash: u64,
}

/// Columns of an image `m` for [`image_from`].
macro_rules! image_columns {
    () => {
        "m.id as image_id, m.sha256, m.width, m.height, m.bytes, m.cluster_id, m.purged_at is not null as image_purged"
    };
}
/// Of an item of this id: its images after the first, for [`further_from`]; null where there is none.
macro_rules! further_columns {
    ($item:literal) => {
        concat!(
            "(select jsonb_agg(jsonb_build_object('id', f.id, 'sha256', f.sha256, 'width', f.width, 'height', f.height,
                'bytes', f.bytes, 'cluster_id', f.cluster_id, 'purged', f.purged_at is not null) order by x.position)
              from item_images x join images f on f.id = x.image_id where x.item_id = ",
            $item,
            ") as further"
        )
    };
}
pub(crate) use {further_columns, image_columns};

impl Store {
    /// Also one that was purged: its row is the tombstone.
    pub async fn image_get(&self, member: &Member, id: ImageId) -> Result<Image> {
        let row = sqlx::query(concat!(
            "select ",
            image_columns!(),
            " from images m where m.project_id = $1 and m.id = $2"
        ))
        .bind(member.project_id.0)
        .bind(id.0)
        .fetch_one(&self.pool)
        .await?;
        Ok(image_from(&row)?)
    }

    /// The same, and whether the project veils what it shows: then these bytes go to nobody as they are.
    pub async fn image_look(&self, member: &Member, id: ImageId) -> Result<(Image, bool)> {
        let mut tx = self.begin().await?;
        let veiled = projects::care_in_txn(&mut tx, member.project_id)
            .await?
            .veil;
        let row = sqlx::query(concat!(
            "select ",
            image_columns!(),
            " from images m where m.project_id = $1 and m.id = $2"
        ))
        .bind(member.project_id.0)
        .bind(id.0)
        .fetch_one(&mut *tx)
        .await?;
        Ok((image_from(&row)?, veiled))
    }

    /// One at a time looks at these bytes and deletes them or puts them back, until the guard is dropped.
    pub async fn image_bytes(&self, sha256: &str) -> Result<BytesGuard> {
        let mut tx = self.begin().await?;
        bytes_lock_in_txn(&mut tx, sha256).await?;
        let in_use = in_use_in_txn(&mut tx, sha256).await?;
        Ok(BytesGuard { _tx: tx, in_use })
    }
}

/// See [`Store::image_bytes`].
pub struct BytesGuard {
    _tx: Transaction<'static, Postgres>,
    /// Does any project still hold these bytes?
    pub in_use: bool,
}

/// Until the transaction's end.
pub(crate) async fn bytes_lock_in_txn(tx: &mut PgConnection, sha256: &str) -> Result<()> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('vitrine image ' || $1, 0))")
        .bind(sha256)
        .execute(tx)
        .await?;
    Ok(())
}

pub(crate) async fn in_use_in_txn(tx: &mut PgConnection, sha256: &str) -> Result<bool> {
    let used = sqlx::query_scalar(
        "select exists (select from images where sha256 = $1 and purged_at is null)",
    )
    .bind(sha256)
    .fetch_one(tx)
    .await?;
    Ok(used)
}

pub(crate) fn image_from(row: &PgRow) -> sqlx::Result<Image> {
    Ok(Image {
        id: ImageId(row.try_get("image_id")?),
        sha256: row.try_get("sha256")?,
        width: row.try_get("width")?,
        height: row.try_get("height")?,
        bytes: row.try_get("bytes")?,
        cluster_id: row.try_get::<Option<_>, _>("cluster_id")?.map(ClusterId),
        purged: row.try_get("image_purged")?,
    })
}

/// Of `further_columns!`.
pub(crate) fn further_from(row: &PgRow) -> sqlx::Result<Vec<Image>> {
    match row.try_get::<Option<serde_json::Value>, _>("further")? {
        None => Ok(Vec::new()),
        Some(_) => json(row, "further"),
    }
}
