//! Drawing a run's plan: once, over the images as they are at that moment, page by page.

use super::further::Open;
use super::{notify, over, run_in_txn};
use crate::rows::{json, to_json, word};
use crate::{Member, Result, Store, StoreError, image_contexts};
use futures::stream::{BoxStream, StreamExt, TryStreamExt, try_unfold};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::{
    ImageContext, ImageId, InstructionKind, ProjectId, SampleId, Split, SynthesisEstimate,
    SynthesisRun, SynthesisRunId, Teacher, TeacherSees,
};
use vitrine_synthesis::cost;
use vitrine_synthesis::further::{Images, Plan};
use vitrine_synthesis::request::Request;
use vitrine_synthesis::words::{Which, contexts_text};

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
    /// The run begins, or goes on after a kill; its plan is drawn at its first start, whole or not at all. `Conflict`
    /// when it is over.
    pub async fn synthesis_start(
        &self,
        member: &Member,
        id: SynthesisRunId,
    ) -> Result<SynthesisRun> {
        let mut tx = self.pool.begin().await?;
        // Counted and read as of one moment, so that the plan comes out to the sample.
        sqlx::query("set transaction isolation level repeatable read")
            .execute(&mut *tx)
            .await?;
        let started = sqlx::query(
            "update synthesis_runs set state = 'running', started_at = coalesce(started_at, now())
             where project_id = $1 and id = $2 and state in ('queued', 'running')
             returning images is null as unplanned, kinds",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .fetch_optional(&mut *tx)
        .await?;
        let run = run_in_txn(&mut tx, member.project_id, id).await?;
        let Some(started) = started else {
            return Err(over(&run));
        };
        if started.try_get("unplanned")? {
            let kinds: Vec<InstructionKind> = json(&started, "kinds")?;
            draw_in_txn(&mut tx, &run, &kinds).await?;
        }
        notify(&mut tx, member, id).await?;
        let run = run_in_txn(&mut tx, member.project_id, id).await?;
        tx.commit().await?;
        Ok(run)
    }
}

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
struct Eligible {
    id: uuid::Uuid,
    sha256: String,
    split: Split,
}

async fn images_in_txn(tx: &mut PgConnection, project: ProjectId, sees: bool) -> Result<Images> {
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

async fn page_in_txn(
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

async fn draw_in_txn(
    tx: &mut PgConnection,
    run: &SynthesisRun,
    kinds: &[InstructionKind],
) -> Result<()> {
    let project = run.project_id;
    let sees = run.teacher.sees == TeacherSees::Image;
    let images = images_in_txn(tx, project, sees).await?;
    if images.all() == 0 {
        return Err(StoreError::Conflict(match sees {
            true => "there is no image of the train or validation split yet".into(),
            false => "no image of the train or validation split has a caption yet; write some on the items' pages, \
                      or import them"
                .into(),
        }));
    }
    let mut plan = Plan::new(&run.counts, kinds, images, run.seed)
        .map_err(|why| StoreError::Conflict(why.0))?;
    let mut estimate = SynthesisEstimate::default();
    let mut waiting = Rows::default();
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut after: Option<uuid::Uuid> = None;
    loop {
        let page = page_in_txn(tx, project, sees, after).await?;
        for image in &page {
            let planned = plan.next_image(&image.sha256, image.split);
            if planned.is_empty() {
                continue;
            }
            let context = image_contexts::whole_in_txn(tx, project, ImageId(image.id)).await?;
            for sample in planned {
                let kind = kinds.iter().find(|k| k.name == sample.kind);
                let kind = kind.ok_or(StoreError::NotFound)?;
                let (id, nth) = (SampleId::fresh(), sample.nth.cast_signed());
                if sample.further.is_empty() {
                    let which = Which {
                        seed: run.seed,
                        image_sha256: &image.sha256,
                        further: &[],
                        nth,
                    };
                    let text = contexts_text(kind.context, &[&context]);
                    expect(&mut estimate, &run.teacher, kind, &text, which);
                } else {
                    open.push(Open {
                        id,
                        kind,
                        nth,
                        image: ImageId(image.id),
                        sha256: image.sha256.clone(),
                        split: image.split,
                        context: context.clone(),
                        further: sample.further,
                    });
                }
                waiting.ids.push(id.0);
                waiting.n.push(waiting.next);
                waiting.next += 1;
                waiting.images.push(image.id);
                waiting.splits.push(image.split.as_str());
                waiting.kinds.push(kind.name.clone());
                waiting.versions.push(kind.version);
                waiting.nths.push(nth);
            }
            if waiting.ids.len() as i64 >= PAGE || open.len() as i64 >= PAGE {
                waiting.write_in_txn(tx, project, run.id).await?;
            }
            if open.len() as i64 >= PAGE {
                Open::close_in_txn(&mut open, tx, run, &mut estimate).await?;
            }
        }
        after = match page.last() {
            Some(last) if page.len() as i64 == PAGE => Some(last.id),
            _ => break,
        };
    }
    waiting.write_in_txn(tx, project, run.id).await?;
    Open::close_in_txn(&mut open, tx, run, &mut estimate).await?;
    sqlx::query("update synthesis_runs set images = $2, estimate = $3 where id = $1")
        .bind(run.id.0)
        .bind(images.all().cast_signed())
        .bind(to_json(&estimate))
        .execute(tx)
        .await?;
    Ok(())
}

pub(super) fn expect(
    estimate: &mut SynthesisEstimate,
    teacher: &Teacher,
    kind: &InstructionKind,
    context: &str,
    which: Which<'_>,
) {
    if let Some(request) = Request::of(teacher, kind, context, which) {
        let prompt = cost::expected_prompt(&request);
        cost::add(estimate, teacher, prompt, kind.reply_tokens);
    }
}

/// Samples that are not written yet, column by column.
#[derive(Default)]
struct Rows {
    next: i32,
    ids: Vec<uuid::Uuid>,
    n: Vec<i32>,
    images: Vec<uuid::Uuid>,
    splits: Vec<&'static str>,
    kinds: Vec<String>,
    versions: Vec<i32>,
    nths: Vec<i32>,
}

impl Rows {
    async fn write_in_txn(
        &mut self,
        tx: &mut PgConnection,
        project: ProjectId,
        run: SynthesisRunId,
    ) -> Result<()> {
        sqlx::query(
            "insert into synthesis_samples (id, project_id, run_id, n, image_id, split, kind, template_version, nth)
             select s.id, $1, $2, s.n, s.image, s.split, s.kind, s.version, s.nth
             from unnest($3::uuid[], $4::int[], $5::uuid[], $6::text[], $7::text[], $8::int[], $9::int[])
                as s (id, n, image, split, kind, version, nth)",
        )
        .bind(project.0)
        .bind(run.0)
        .bind(std::mem::take(&mut self.ids))
        .bind(std::mem::take(&mut self.n))
        .bind(std::mem::take(&mut self.images))
        .bind(std::mem::take(&mut self.splits))
        .bind(std::mem::take(&mut self.kinds))
        .bind(std::mem::take(&mut self.versions))
        .bind(std::mem::take(&mut self.nths))
        .execute(tx)
        .await?;
        Ok(())
    }
}
