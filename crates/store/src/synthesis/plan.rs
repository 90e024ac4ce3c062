//! Drawing a run's plan: once, over the images as they are at that moment, page by page.

use super::further::Open;
use super::images::{PAGE, images_in_txn, page_in_txn};
use super::{notify, over, run_in_txn};
use crate::rows::{json, to_json};
use crate::{Member, Result, Store, StoreError, image_contexts};
use sqlx::{PgConnection, Row};
use vitrine_domain::{
    ImageId, InstructionKind, ProjectId, SampleId, SynthesisEstimate, SynthesisRun, SynthesisRunId,
    Teacher, TeacherSees,
};
use vitrine_synthesis::cost;
use vitrine_synthesis::further::Plan;
use vitrine_synthesis::request::Request;
use vitrine_synthesis::words::{Which, contexts_text};

impl Store {
    /// The run begins, or goes on after a kill; its plan is drawn at its first start, whole or not at all. `Conflict`
    /// when it is over.
    pub async fn synthesis_start(
        &self,
        member: &Member,
        id: SynthesisRunId,
    ) -> Result<SynthesisRun> {
        let mut tx = self.begin().await?;
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
