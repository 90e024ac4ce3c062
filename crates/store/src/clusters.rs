//! Clusters of images that look alike: the first image's split is the cluster's, for ever.

use crate::rows::word;
use crate::{Member, Result, Store};
use sqlx::{PgConnection, Row};
use vitrine_domain::limits::CLUSTER_DISTANCE;
use vitrine_domain::split::{Placement, place};
use vitrine_domain::{ClusterId, ProjectId, Split};

/// How a project's images fall into clusters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClusterReport {
    /// Hamming distance (of 64 bits) up to which two images belong together.
    pub distance: u32,
    pub images: i64,
    /// Clusters per split.
    pub train: i64,
    pub validation: i64,
    pub held_out: i64,
    /// Images that bridge clusters of different splits.
    pub set_aside: i64,
}

impl Store {
    pub async fn cluster_report(&self, member: &Member) -> Result<ClusterReport> {
        let row = sqlx::query(
            "select count(*) filter (where split = 'train') as train,
                    count(*) filter (where split = 'validation') as validation,
                    count(*) filter (where split = 'held_out') as held_out,
                    (select count(*) from images where project_id = $1) as images,
                    (select count(*) from images where project_id = $1 and cluster_id is null) as set_aside
             from clusters where project_id = $1",
        )
        .bind(member.project_id.0)
        .fetch_one(&self.pool)
        .await?;
        Ok(ClusterReport {
            distance: CLUSTER_DISTANCE,
            images: row.try_get("images")?,
            train: row.try_get("train")?,
            validation: row.try_get("validation")?,
            held_out: row.try_get("held_out")?,
            set_aside: row.try_get("set_aside")?,
        })
    }
}

/// The cluster and split of a perceptual hash, made if it has no neighbour; none: it must be set aside.
/// The caller holds the project's upload lock, or two like images could draw two splits at once.
/// Purged images still count: their re-import must not change sides.
pub(crate) async fn cluster_place_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    phash: u64,
    wanted: Split,
) -> Result<Option<(ClusterId, Split)>> {
    let rows = sqlx::query(
        "select c.id, c.split, min(bit_count(m.phash # $2::bigint::bit(64))) as distance
         from images m join clusters c on c.id = m.cluster_id
         where m.project_id = $1 and bit_count(m.phash # $2::bigint::bit(64)) <= $3
         group by c.id, c.split order by distance, c.id",
    )
    .bind(project.0)
    .bind(phash.cast_signed())
    .bind(i64::from(CLUSTER_DISTANCE))
    .fetch_all(&mut *tx)
    .await?;
    let splits = rows
        .iter()
        .map(|row| word(row, "split"))
        .collect::<sqlx::Result<Vec<Split>>>()?;
    match place(&splits, wanted) {
        Placement::SetAside => Ok(None),
        Placement::Join(split) => Ok(Some((ClusterId(rows[0].try_get("id")?), split))),
        Placement::NewCluster(split) => {
            let id = ClusterId::fresh();
            sqlx::query("insert into clusters (id, project_id, split) values ($1, $2, $3)")
                .bind(id.0)
                .bind(project.0)
                .bind(split.as_str())
                .execute(tx)
                .await?;
            Ok(Some((id, split)))
        }
    }
}
