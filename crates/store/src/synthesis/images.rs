//! The images that a plan is drawn from, counted and read page by page.

use crate::rows::word;
use crate::{Member, Result, Store, StoreError, image_contexts};
use futures::stream::{BoxStream, StreamExt, TryStreamExt, try_unfold};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::{ImageContext, ImageId, ProjectId, Split};
use vitrine_synthesis::further::Images;

/// Images read, and samples written, at a time.
pub(super) const PAGE: i64 = 1_000;

/// Images that a plan is drawn from: of the train and validation splits, there, and with something to tell where the
/// teacher does not see. In the order of their ids.
macro_rules! eligible {
    ($what:literal, $rest:literal) => {
        concat!(
            "select ",
            $what,
            " from images m where m.project_id = $1 and m.split in ('train', 'validation') and m.purged_at is null
              and ($2 or exists (select from image_contexts c where c.image_id = m.id and c.captions <> '{}')) ",
            $rest
        )
    };
}
pub(super) use eligible;

impl Store {
    /// How many images a plan of now would be drawn from, for a teacher that sees text.
    pub async fn synthesis_images(&self, member: &Member) -> Result<Images> {
        let mut connection = self.pool.acquire().await?;
        images_in_txn(&mut connection, member.project_id, false).await
    }

    /// Their hashes and splits and what is known of them, in the plan's order, however many there are.
    pub fn synthesis_contexts(
        &self,
        member: &Member,
    ) -> BoxStream<'static, Result<(String, Split, ImageContext)>> {
        let (store, project) = (self.clone(), member.project_id);
        try_unfold(Some(None), move |state: Option<Option<uuid::Uuid>>| {
            let store = store.clone();
            async move {
                let Some(after) = state else {
                    return Ok::<_, StoreError>(None);
                };
                let mut tx = store.pool.acquire().await?;
                let page = page_in_txn(&mut tx, project, false, after).await?;
                let next = match page.len() as i64 {
                    PAGE => page.last().map(|image| Some(image.id)),
                    _ => None,
                };
                let mut contexts = Vec::with_capacity(page.len());
                for image in page {
                    let id = ImageId(image.id);
                    let context = image_contexts::whole_in_txn(&mut tx, project, id).await?;
                    contexts.push(Ok::<_, StoreError>((image.sha256, image.split, context)));
                }
                Ok(Some((futures::stream::iter(contexts), next)))
            }
        })
        .try_flatten()
        .boxed()
    }
}

/// An image that may get samples.
pub(super) struct Eligible {
    pub(super) id: uuid::Uuid,
    pub(super) sha256: String,
    pub(super) split: Split,
}

pub(super) async fn images_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    sees: bool,
) -> Result<Images> {
    let row = sqlx::query(eligible!(
        "count(*) filter (where m.split = 'train') as train, count(*) filter (where m.split = 'validation') as validation",
        ""
    ))
    .bind(project.0)
    .bind(sees)
    .fetch_one(tx)
    .await?;
    let n = |column| Ok::<_, sqlx::Error>(row.try_get::<i64, _>(column)?.unsigned_abs());
    Ok(Images {
        train: n("train")?,
        validation: n("validation")?,
    })
}

pub(super) async fn page_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    sees: bool,
    after: Option<uuid::Uuid>,
) -> Result<Vec<Eligible>> {
    let rows = sqlx::query(eligible!(
        "m.id, m.sha256, m.split",
        "and ($3::uuid is null or m.id > $3) order by m.id limit $4"
    ))
    .bind(project.0)
    .bind(sees)
    .bind(after)
    .bind(PAGE)
    .fetch_all(tx)
    .await?;
    let image = |row: &PgRow| {
        Ok(Eligible {
            id: row.try_get("id")?,
            sha256: row.try_get("sha256")?,
            split: word(row, "split")?,
        })
    };
    Ok(rows.iter().map(image).collect::<sqlx::Result<_>>()?)
}
