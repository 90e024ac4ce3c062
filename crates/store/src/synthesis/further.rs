//! The further images of a plan's samples: looked up by their places, some samples at a time.

use super::images::eligible;
use super::plan::expect;
use crate::rows::word;
use crate::{Member, Result, Store, StoreError, image_contexts};
use sqlx::{PgConnection, Row};
use std::collections::{BTreeMap, BTreeSet};
use vitrine_domain::{
    ImageContext, ImageId, InstructionKind, ProjectId, SampleId, Split, SynthesisEstimate,
    SynthesisRun, TeacherSees,
};
use vitrine_synthesis::words::{Which, contexts_text};

/// From 0, among the images of a split in the plan's order.
pub type Place = (Split, u64);

impl Store {
    /// Hashes of the images at these places, and what is known of them, as of now; an image that went in the meantime
    /// moves those after it.
    pub async fn synthesis_places(
        &self,
        member: &Member,
        places: &BTreeSet<Place>,
    ) -> Result<BTreeMap<Place, (String, ImageContext)>> {
        let mut tx = self.pool.acquire().await?;
        let project = member.project_id;
        let mut found = BTreeMap::new();
        for (place, (id, sha256)) in at_in_txn(&mut tx, project, false, places).await? {
            let context = image_contexts::whole_in_txn(&mut tx, project, id).await?;
            found.insert(place, (sha256, context));
        }
        Ok(found)
    }
}

async fn at_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    sees: bool,
    places: &BTreeSet<Place>,
) -> Result<BTreeMap<Place, (ImageId, String)>> {
    if places.is_empty() {
        return Ok(BTreeMap::new());
    }
    let (splits, at): (Vec<&str>, Vec<i64>) = places
        .iter()
        .map(|(split, at)| (split.as_str(), at.cast_signed()))
        .unzip();
    let rows = sqlx::query(concat!(
        "select r.* from (",
        eligible!(
            "m.id, m.sha256, m.split, row_number() over (partition by m.split order by m.id) - 1 as place",
            ""
        ),
        ") r join unnest($3::text[], $4::bigint[]) as w (split, place) using (split, place)"
    ))
    .bind(project.0)
    .bind(sees)
    .bind(splits)
    .bind(at)
    .fetch_all(tx)
    .await?;
    let mut found = BTreeMap::new();
    for row in &rows {
        let place = (
            word(row, "split")?,
            row.try_get::<i64, _>("place")?.unsigned_abs(),
        );
        found.insert(place, (ImageId(row.try_get("id")?), row.try_get("sha256")?));
    }
    Ok(found)
}

/// A sample whose further images are known by their places alone.
pub(super) struct Open<'k> {
    pub id: SampleId,
    pub kind: &'k InstructionKind,
    pub nth: i32,
    pub image: ImageId,
    pub sha256: String,
    pub split: Split,
    pub context: ImageContext,
    pub further: Vec<u64>,
}

impl Open<'_> {
    /// Writes the further images of all of them, whose own rows stand, and expects what they will cost.
    pub async fn close_in_txn(
        all: &mut Vec<Self>,
        tx: &mut PgConnection,
        run: &SynthesisRun,
        estimate: &mut SynthesisEstimate,
    ) -> Result<()> {
        if all.is_empty() {
            return Ok(());
        }
        let (project, sees) = (run.project_id, run.teacher.sees == TeacherSees::Image);
        let places = all
            .iter()
            .flat_map(|open| open.further.iter().map(|at| (open.split, *at)))
            .collect();
        let found = at_in_txn(tx, project, sees, &places).await?;
        let mut known: BTreeMap<ImageId, ImageContext> = BTreeMap::new();
        for (id, _) in found.values().filter(|_| !sees) {
            let context = image_contexts::whole_in_txn(tx, project, *id).await?;
            known.insert(*id, context);
        }
        let nothing = ImageContext::default();
        let mut rows = Rows::default();
        for open in all.drain(..) {
            let (mut further, mut contexts) = (Vec::new(), vec![&open.context]);
            for (at, position) in open.further.iter().zip(2..) {
                let (id, sha256) = found.get(&(open.split, *at)).ok_or(StoreError::NotFound)?;
                further.push(sha256.clone());
                contexts.push(known.get(id).unwrap_or(&nothing));
                rows.samples.push(open.id.0);
                rows.positions.push(position);
                rows.firsts.push(open.image.0);
                rows.images.push(id.0);
                rows.splits.push(open.split.as_str());
            }
            let which = Which {
                seed: run.seed,
                image_sha256: &open.sha256,
                further: &further,
                nth: open.nth,
            };
            let text = contexts_text(open.kind.context, &contexts);
            expect(estimate, &run.teacher, open.kind, &text, which);
        }
        rows.write_in_txn(tx, project).await
    }
}

/// Column by column.
#[derive(Default)]
struct Rows {
    samples: Vec<uuid::Uuid>,
    positions: Vec<i16>,
    firsts: Vec<uuid::Uuid>,
    images: Vec<uuid::Uuid>,
    splits: Vec<&'static str>,
}

impl Rows {
    async fn write_in_txn(self, tx: &mut PgConnection, project: ProjectId) -> Result<()> {
        sqlx::query(
            "insert into synthesis_sample_images (project_id, sample_id, position, first_image_id, image_id, split)
             select $1, * from unnest($2::uuid[], $3::smallint[], $4::uuid[], $5::uuid[], $6::text[])",
        )
        .bind(project.0)
        .bind(self.samples)
        .bind(self.positions)
        .bind(self.firsts)
        .bind(self.images)
        .bind(self.splits)
        .execute(tx)
        .await?;
        Ok(())
    }
}

/// An image after the first of a sample.
pub(super) struct Further {
    pub id: ImageId,
    pub sha256: String,
    pub purged: bool,
}

/// By sample, in order; samples about one image have no entry.
pub(super) async fn of_samples_in_txn(
    tx: &mut PgConnection,
    samples: &[uuid::Uuid],
) -> Result<BTreeMap<SampleId, Vec<Further>>> {
    let rows = sqlx::query(
        "select x.sample_id, f.id, f.sha256, f.purged_at is not null as purged
         from synthesis_sample_images x join images f on f.id = x.image_id
         where x.sample_id = any($1) order by x.sample_id, x.position",
    )
    .bind(samples)
    .fetch_all(tx)
    .await?;
    let mut all: BTreeMap<SampleId, Vec<Further>> = BTreeMap::new();
    for row in &rows {
        let of = all.entry(SampleId(row.try_get("sample_id")?)).or_default();
        of.push(Further {
            id: ImageId(row.try_get("id")?),
            sha256: row.try_get("sha256")?,
            purged: row.try_get("purged")?,
        });
    }
    Ok(all)
}
