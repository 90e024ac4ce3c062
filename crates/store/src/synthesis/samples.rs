//! A run's samples, in the order of its plan: a page of them for people, a stream of recorded ones.

use super::{further, own_in_txn};
use crate::rows::{page_size, word};
use crate::{Member, Result, Store, StoreError};
use futures::stream::{BoxStream, StreamExt, TryStreamExt, try_unfold};
use sqlx::Row;
use sqlx::postgres::PgRow;
use vitrine_domain::api::{Page, SampleFilter};
use vitrine_domain::{ImageId, Invalid, Sample, SampleId, SynthesisRunId};
use vitrine_synthesis::record::RecordedSample;

/// Recorded samples fetched at a time.
const STREAM_ROWS: i64 = 500;

impl Store {
    pub async fn sample_list(
        &self,
        member: &Member,
        run: SynthesisRunId,
        filter: &SampleFilter,
    ) -> Result<Page<Sample>> {
        let size = page_size(filter.limit);
        let mut connection = self.pool.acquire().await?;
        own_in_txn(&mut connection, member.project_id, run).await?;
        let rows = sqlx::query(
            "select * from synthesis_samples where run_id = $1 and ($2::text is null or state = $2) and n > $3
             order by n limit $4",
        )
        .bind(run.0)
        .bind(filter.state.map(|s| s.as_str()))
        .bind(after(filter.cursor.as_deref())?)
        .bind(size + 1)
        .fetch_all(&mut *connection)
        .await?;
        let mut samples = rows
            .iter()
            .map(sample_from)
            .collect::<sqlx::Result<Vec<_>>>()?;
        let ids: Vec<uuid::Uuid> = samples.iter().map(|s| s.id.0).collect();
        let mut further = further::of_samples_in_txn(&mut connection, &ids).await?;
        for sample in &mut samples {
            let of = further.remove(&sample.id).unwrap_or_default();
            sample.further_image_ids = of.into_iter().map(|f| f.id).collect();
        }
        Ok(crate::rows::page(samples, size, |s: &Sample| {
            s.n.to_string()
        }))
    }

    /// Every sample with a stored reply, in the order of the plan, however many there are. The first row is `NotFound`
    /// for a run that is not this project's.
    pub fn samples_recorded(
        &self,
        member: &Member,
        run: SynthesisRunId,
    ) -> BoxStream<'static, Result<RecordedSample>> {
        let (store, project) = (self.clone(), member.project_id);
        try_unfold(Some(-1), move |state: Option<i32>| {
            let store = store.clone();
            async move {
                let Some(after) = state else {
                    return Ok::<_, StoreError>(None);
                };
                let mut connection = store.pool.acquire().await?;
                own_in_txn(&mut connection, project, run).await?;
                let rows = sqlx::query(
                    "select s.*, m.sha256, array(select f.sha256 from synthesis_sample_images x
                        join images f on f.id = x.image_id where x.sample_id = s.id order by x.position) as further
                     from synthesis_samples s join images m on m.id = s.image_id
                     where s.run_id = $1 and s.reply is not null and s.n > $2 order by s.n limit $3",
                )
                .bind(run.0)
                .bind(after)
                .bind(STREAM_ROWS)
                .fetch_all(&mut *connection)
                .await?;
                let samples: Vec<RecordedSample> =
                    rows.iter().map(recorded_from).collect::<sqlx::Result<_>>()?;
                let next = match samples.len() as i64 {
                    STREAM_ROWS => samples.last().map(|s| s.n),
                    _ => None,
                };
                let samples = futures::stream::iter(samples.into_iter().map(Ok::<_, StoreError>));
                Ok(Some((samples, next)))
            }
        })
        .try_flatten()
        .boxed()
    }
}

/// The place in the plan after which a page begins.
fn after(cursor: Option<&str>) -> Result<i32, Invalid> {
    cursor.map_or(Ok(-1), |c| {
        c.parse()
            .map_err(|_| Invalid::new("the cursor is none of this list's; leave it out"))
    })
}

/// Without its further images.
fn sample_from(row: &PgRow) -> sqlx::Result<Sample> {
    Ok(Sample {
        id: SampleId(row.try_get("id")?),
        n: row.try_get("n")?,
        image_id: ImageId(row.try_get("image_id")?),
        further_image_ids: Vec::new(),
        kind: row.try_get("kind")?,
        template_version: row.try_get("template_version")?,
        nth: row.try_get("nth")?,
        state: word(row, "state")?,
        reason: row.try_get("reason")?,
        request_hash: row.try_get("request_hash")?,
        tries: row.try_get("tries")?,
        reply: row.try_get("reply")?,
        prompt_tokens: row.try_get("prompt_tokens")?,
        reply_tokens: row.try_get("reply_tokens")?,
        micros: row.try_get("micros")?,
        seconds: row.try_get("seconds")?,
    })
}

fn recorded_from(row: &PgRow) -> sqlx::Result<RecordedSample> {
    let text = |column: &str| {
        Ok::<_, sqlx::Error>(
            row.try_get::<Option<String>, _>(column)?
                .unwrap_or_default(),
        )
    };
    Ok(RecordedSample {
        n: row.try_get("n")?,
        image_sha256: row.try_get("sha256")?,
        further_image_sha256: row.try_get("further")?,
        kind: row.try_get("kind")?,
        template_version: row.try_get("template_version")?,
        nth: row.try_get("nth")?,
        context: text("context")?,
        request_hash: text("request_hash")?,
        reply: text("reply")?,
        ended: row.try_get("ended")?,
        reply_model: text("reply_model")?,
        prompt_tokens: row.try_get("prompt_tokens")?,
        reply_tokens: row.try_get("reply_tokens")?,
    })
}
