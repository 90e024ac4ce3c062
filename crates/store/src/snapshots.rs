//! Snapshots: immutable lists of triplets, addressed by their content; the same content gives the same snapshot.

use crate::members::shown_name;
use crate::rows::{regions, turns, word};
use crate::triplets::{triplet_from, triplet_select};
use crate::{Member, Result, Store, StoreError, audit, changes};
use futures::stream::{BoxStream, StreamExt, TryStreamExt, try_unfold};
use serde_json::json;
use sha2::{Digest, Sha256};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use std::collections::HashMap;
use vitrine_domain::api::Change;
use vitrine_domain::rules::snapshot_hash::{SnapshotEntry, canonical_bytes};
use vitrine_domain::{
    ProjectId, Region, Role, Snapshot, SnapshotId, Split, Triplet, TripletId, Turn, UserId,
};

/// Rows fetched at a time when a snapshot is streamed.
const STREAM_ROWS: i64 = 500;

/// Is an image after the first of the triplet `t` gone?
macro_rules! further_purged {
    () => {
        "exists (select from item_images x join images f on f.id = x.image_id
            where x.item_id = t.item_id and f.purged_at is not null)"
    };
}

macro_rules! snapshot_select {
    ($rest:literal) => {
        concat!(
            "select s.*,
               (select count(*) from snapshot_triplets where snapshot_id = s.id and split = 'train') as train,
               (select count(*) from snapshot_triplets where snapshot_id = s.id and split = 'validation') as validation,
               (select count(*) from snapshot_triplets where snapshot_id = s.id and split = 'held_out') as held_out,
               (select count(*) from snapshot_triplets e join triplets t on t.id = e.triplet_id
                  join images m on m.id = t.image_id
                where e.snapshot_id = s.id and (m.purged_at is not null or ",
            further_purged!(),
            ")) as purged
             from snapshots s where s.project_id = $1 and ",
            $rest
        )
    };
}

impl Store {
    /// Of all current triplets. Who may train may make one. Errors: `Conflict` where there is none.
    pub async fn snapshot_make(&self, member: &Member) -> Result<Snapshot> {
        member.need(Role::may_train, "make a snapshot")?;
        let mut tx = self.begin().await?;
        let snapshot = snapshot_make_in_txn(&mut tx, member.project_id).await?;
        if snapshot.train + snapshot.validation + snapshot.held_out == 0 {
            return Err(StoreError::Conflict(
                "there is no current triplet yet, and a snapshot of none could never be removed; decide items first".into(),
            ));
        }
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "snapshot.make",
            ("snapshot", &snapshot.id.to_string()),
            json!({"hash": snapshot.hash}),
        )
        .await?;
        changes::notify_in_txn(&mut tx, member.project_id, Change::Curated).await?;
        tx.commit().await?;
        Ok(snapshot)
    }

    pub async fn snapshot_get(&self, member: &Member, id: SnapshotId) -> Result<Snapshot> {
        let mut connection = self.pool.acquire().await?;
        snapshot_in_txn(&mut connection, member.project_id, id).await
    }

    /// Newest first.
    pub async fn snapshot_list(&self, member: &Member) -> Result<Vec<Snapshot>> {
        let rows = sqlx::query(snapshot_select!(
            "true order by s.created_at desc, s.id desc"
        ))
        .bind(member.project_id.0)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .iter()
            .map(snapshot_from)
            .collect::<sqlx::Result<_>>()?)
    }

    /// The triplets as they were, in the order of their ids, however many there are. Those whose image has been
    /// purged since come too, marked (`image.purged`): an export says so. No connection is held between rows.
    /// The first row is `NotFound` for a snapshot that is not this project's.
    pub fn snapshot_triplets(
        &self,
        member: &Member,
        id: SnapshotId,
    ) -> BoxStream<'static, Result<Triplet>> {
        let (store, project) = (self.clone(), member.project_id);
        try_unfold(Some(None), move |state: Option<Option<TripletId>>| {
            let store = store.clone();
            async move {
                let Some(after) = state else {
                    return Ok::<_, StoreError>(None);
                };
                let rows = store.snapshot_page(project, id, after).await?;
                let next = match rows.len() as i64 {
                    STREAM_ROWS => rows.last().map(|t| Some(t.id)),
                    _ => None,
                };
                let rows = futures::stream::iter(rows.into_iter().map(Ok::<_, StoreError>));
                Ok(Some((rows, next)))
            }
        })
        .try_flatten()
        .boxed()
    }

    async fn snapshot_page(
        &self,
        project: ProjectId,
        id: SnapshotId,
        after: Option<TripletId>,
    ) -> Result<Vec<Triplet>> {
        let mut connection = self.pool.acquire().await?;
        if after.is_none() {
            snapshot_in_txn(&mut connection, project, id).await?;
        }
        let rows = sqlx::query(concat!(
            triplet_select!(),
            "join snapshot_triplets e on e.triplet_id = t.id
             where t.project_id = $1 and e.snapshot_id = $2 and ($3::uuid is null or t.id > $3)
             order by t.id limit $4"
        ))
        .bind(project.0)
        .bind(id.0)
        .bind(after.map(|t| t.0))
        .bind(STREAM_ROWS)
        .fetch_all(&mut *connection)
        .await?;
        Ok(rows.iter().map(triplet_from).collect::<sqlx::Result<_>>()?)
    }

    /// Writes into the audit trail that this snapshot leaves, with reviewers' names or without.
    pub async fn snapshot_exported(
        &self,
        member: &Member,
        id: SnapshotId,
        names: bool,
    ) -> Result<()> {
        let mut connection = self.pool.acquire().await?;
        snapshot_in_txn(&mut connection, member.project_id, id).await?;
        audit::audit_member_in_txn(
            &mut connection,
            member,
            "snapshot.export",
            ("snapshot", &id.to_string()),
            json!({"names": names}),
        )
        .await
    }

    /// What all are shown as who have reviewed in the project, those who have left included; leads alone.
    pub async fn reviewer_names(&self, member: &Member) -> Result<HashMap<UserId, String>> {
        member.need(Role::may_lead, "see reviewers' names in an export")?;
        let rows = sqlx::query(concat!(
            "select u.id, ",
            shown_name!("u", "$1"),
            " as shown from users u
             where u.id in (select reviewer_id from reviews where project_id = $1)",
        ))
        .bind(member.project_id.0)
        .fetch_all(&self.pool)
        .await?;
        let name = |row: &PgRow| Ok((UserId(row.try_get("id")?), row.try_get("shown")?));
        Ok(rows.iter().map(name).collect::<sqlx::Result<_>>()?)
    }
}

/// Snapshots what stands at this moment of the transaction, purged images left out.
pub(crate) async fn snapshot_make_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
) -> Result<Snapshot> {
    let rows = sqlx::query(concat!(
        "select t.id, t.split, m.sha256, t.instruction, t.response, t.regions, t.turns,
            array(select f.sha256 from item_images x join images f on f.id = x.image_id
               where x.item_id = t.item_id order by x.position) as further
         from triplets t join images m on m.id = t.image_id
         where t.project_id = $1 and t.superseded_at is null and m.purged_at is null and not ",
        further_purged!(),
        " order by t.id"
    ))
    .bind(project.0)
    .fetch_all(&mut *tx)
    .await?;
    let content = rows
        .iter()
        .map(content_from)
        .collect::<sqlx::Result<Vec<_>>>()?;
    let mut entries: Vec<SnapshotEntry<'_>> = content.iter().map(Content::entry).collect();
    let hash = hex::encode(Sha256::digest(canonical_bytes(&mut entries)));
    // Two at once make one: the second waits for the first and finds it.
    let made = sqlx::query(
        "insert into snapshots (id, project_id, hash) values ($1, $2, $3) on conflict (project_id, hash) do nothing",
    )
    .bind(SnapshotId::fresh().0)
    .bind(project.0)
    .bind(&hash)
    .execute(&mut *tx)
    .await?
    .rows_affected();
    let id: uuid::Uuid =
        sqlx::query_scalar("select id from snapshots where project_id = $1 and hash = $2")
            .bind(project.0)
            .bind(&hash)
            .fetch_one(&mut *tx)
            .await?;
    if made == 1 {
        let ids: Vec<uuid::Uuid> = content.iter().map(|c| c.id.0).collect();
        let splits: Vec<&str> = content.iter().map(|c| c.split.as_str()).collect();
        sqlx::query(
            "insert into snapshot_triplets (project_id, snapshot_id, triplet_id, split)
             select $1, $2, * from unnest($3::uuid[], $4::text[])",
        )
        .bind(project.0)
        .bind(id)
        .bind(ids)
        .bind(splits)
        .execute(&mut *tx)
        .await?;
    }
    snapshot_in_txn(tx, project, SnapshotId(id)).await
}

pub(crate) async fn snapshot_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    id: SnapshotId,
) -> Result<Snapshot> {
    let row = sqlx::query(snapshot_select!("s.id = $2"))
        .bind(project.0)
        .bind(id.0)
        .fetch_one(tx)
        .await?;
    Ok(snapshot_from(&row)?)
}

/// What of a triplet the hash covers.
struct Content {
    id: TripletId,
    split: Split,
    sha256: String,
    instruction: String,
    response: String,
    regions: Vec<Region>,
    further: Vec<String>,
    turns: Vec<Turn>,
}

impl Content {
    fn entry(&self) -> SnapshotEntry<'_> {
        SnapshotEntry {
            triplet_id: self.id,
            split: self.split,
            image_sha256: &self.sha256,
            instruction: &self.instruction,
            response: &self.response,
            regions: &self.regions,
            further_image_sha256: &self.further,
            turns: &self.turns,
        }
    }
}

fn content_from(row: &PgRow) -> sqlx::Result<Content> {
    Ok(Content {
        id: TripletId(row.try_get("id")?),
        split: word(row, "split")?,
        sha256: row.try_get("sha256")?,
        instruction: row.try_get("instruction")?,
        response: row.try_get("response")?,
        regions: regions(row, "regions")?,
        further: row.try_get("further")?,
        turns: turns(row, "turns")?,
    })
}

fn snapshot_from(row: &PgRow) -> sqlx::Result<Snapshot> {
    Ok(Snapshot {
        id: SnapshotId(row.try_get("id")?),
        project_id: ProjectId(row.try_get("project_id")?),
        hash: row.try_get("hash")?,
        train: row.try_get("train")?,
        validation: row.try_get("validation")?,
        held_out: row.try_get("held_out")?,
        purged: row.try_get("purged")?,
        created_at: row.try_get("created_at")?,
    })
}
