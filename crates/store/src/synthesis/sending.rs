//! Sending: what is next, and whether the budget holds one more request. A request's most is held back before it is
//! sent, so that no number of them in flight can pass the budget; what it came to is settled elsewhere.

use super::{further, own_in_txn};
use crate::{Member, Result, Store, image_contexts};
use sqlx::{PgConnection, Row};
use vitrine_domain::{ImageContext, ImageId, SampleId, SynthesisRunId};
use vitrine_synthesis::cost::Cost;

/// A sample that is to be asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct SampleWork {
    pub id: SampleId,
    pub n: i32,
    pub kind: String,
    pub template_version: i32,
    pub nth: i32,
    pub image_sha256: String,
    /// Of the images after the first, in order.
    pub further_image_sha256: Vec<String>,
    /// Any of its images.
    pub purged: bool,
    /// What is known of the first image now.
    pub context: ImageContext,
    /// Of the images after it, in order.
    pub further_contexts: Vec<ImageContext>,
    /// What was sent of it before, where the same is to be asked for again.
    pub sent_context: Option<String>,
}

impl SampleWork {
    /// What is known of each of its images now.
    pub fn contexts(&self) -> Vec<&ImageContext> {
        std::iter::once(&self.context)
            .chain(&self.further_contexts)
            .collect()
    }
}

/// What is sent for a sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Sending<'a> {
    pub context: &'a str,
    pub request_hash: &'a str,
    /// The most that it can cost.
    pub most: Cost,
}

#[derive(Debug, Clone, PartialEq)]
pub enum MaySend {
    /// It is noted as sent, its most held back.
    Yes,
    /// What is held back for others is too much just now; ask again when one of them is done.
    Wait,
    /// The budget does not hold it; why, in a sentence.
    OutOfBudget(String),
    /// The run was cancelled or is over, or the sample is not planned any more.
    No,
}

impl Store {
    /// The next planned samples after the `after`th, in the order of the plan.
    pub async fn synthesis_next(
        &self,
        member: &Member,
        run: SynthesisRunId,
        after: i32,
        limit: i64,
    ) -> Result<Vec<SampleWork>> {
        let mut tx = self.begin().await?;
        own_in_txn(&mut tx, member.project_id, run).await?;
        let rows = sqlx::query(
            "select s.id, s.n, s.kind, s.template_version, s.nth, s.image_id, s.context, m.sha256, m.purged_at is not null as purged
             from synthesis_samples s join images m on m.id = s.image_id
             where s.run_id = $1 and s.state = 'planned' and s.n > $2 order by s.n limit $3",
        )
        .bind(run.0)
        .bind(after)
        .bind(limit)
        .fetch_all(&mut *tx)
        .await?;
        let ids = rows
            .iter()
            .map(|row| row.try_get("id"))
            .collect::<sqlx::Result<Vec<uuid::Uuid>>>()?;
        let mut further = further::of_samples_in_txn(&mut tx, &ids).await?;
        let mut work = Vec::with_capacity(rows.len());
        for row in rows {
            let id = SampleId(row.try_get("id")?);
            let image = ImageId(row.try_get("image_id")?);
            let further = further.remove(&id).unwrap_or_default();
            let mut further_contexts = Vec::with_capacity(further.len());
            for f in &further {
                let context = image_contexts::whole_in_txn(&mut tx, member.project_id, f.id);
                further_contexts.push(context.await?);
            }
            let purged: bool = row.try_get("purged")?;
            work.push(SampleWork {
                id,
                n: row.try_get("n")?,
                kind: row.try_get("kind")?,
                template_version: row.try_get("template_version")?,
                nth: row.try_get("nth")?,
                image_sha256: row.try_get("sha256")?,
                purged: purged || further.iter().any(|f| f.purged),
                further_image_sha256: further.into_iter().map(|f| f.sha256).collect(),
                context: image_contexts::whole_in_txn(&mut tx, member.project_id, image).await?,
                further_contexts,
                sent_context: row.try_get("context")?,
            });
        }
        Ok(work)
    }

    /// Before every request, a repeated one too.
    pub async fn sample_send(
        &self,
        member: &Member,
        id: SampleId,
        sending: &Sending<'_>,
    ) -> Result<MaySend> {
        let mut tx = self.begin().await?;
        let run = run_of_in_txn(&mut tx, member, id).await?;
        let most = sending.most;
        let held = sqlx::query(
            "update synthesis_runs set reserved_tokens = reserved_tokens + $2, reserved_micros = reserved_micros + $3
             where id = $1 and state = 'running' and not cancel_requested
               and spent_tokens + reserved_tokens + $2 <= budget_tokens
               and (budget_micros is null or spent_micros + reserved_micros + $3 <= budget_micros)",
        )
        .bind(run.0)
        .bind(most.tokens)
        .bind(most.micros)
        .execute(&mut *tx)
        .await?;
        if held.rows_affected() == 0 {
            return refusal_in_txn(&mut tx, run, most).await;
        }
        let sent = sqlx::query(
            "update synthesis_samples set state = 'sent', tries = tries + 1, context = $2, request_hash = $3,
                reserved_tokens = $4, reserved_micros = $5 where id = $1 and state = 'planned'",
        )
        .bind(id.0)
        .bind(sending.context)
        .bind(sending.request_hash)
        .bind(most.tokens)
        .bind(most.micros)
        .execute(&mut *tx)
        .await?;
        if sent.rows_affected() == 0 {
            return Ok(MaySend::No);
        }
        tx.commit().await?;
        Ok(MaySend::Yes)
    }
}

pub(super) async fn run_of_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    id: SampleId,
) -> Result<SynthesisRunId> {
    let run = sqlx::query_scalar(
        "select run_id from synthesis_samples where project_id = $1 and id = $2",
    )
    .bind(member.project_id.0)
    .bind(id.0)
    .fetch_one(tx)
    .await?;
    Ok(SynthesisRunId(run))
}

/// Why the budget does not hold it, of the run's own row: asked often where the budget is tight.
async fn refusal_in_txn(tx: &mut PgConnection, run: SynthesisRunId, most: Cost) -> Result<MaySend> {
    let row = sqlx::query(
        "select state <> 'running' or cancel_requested as over,
            -- Or what was held has been given back since it was asked for.
            reserved_tokens > 0 or reserved_micros > 0 or spent_tokens + $2 <= budget_tokens
               and (budget_micros is null or spent_micros + $3 <= budget_micros) as held,
            budget_tokens, budget_micros, spent_tokens, spent_micros from synthesis_runs where id = $1",
    )
    .bind(run.0)
    .bind(most.tokens)
    .bind(most.micros)
    .fetch_one(tx)
    .await?;
    if row.try_get("over")? {
        return Ok(MaySend::No);
    }
    if row.try_get("held")? {
        return Ok(MaySend::Wait);
    }
    let n = |column| row.try_get::<i64, _>(column);
    let (budget, spent) = (n("budget_tokens")?, n("spent_tokens")?);
    let dollars = |micros: i64| micros as f64 / 1e6;
    Ok(MaySend::OutOfBudget(match spent + most.tokens > budget {
        true => format!(
            "the budget of {budget} tokens is used up as far as it may be: {spent} are spent, and the next request may take {}",
            most.tokens
        ),
        false => format!(
            "the budget of {:.2} dollars is used up as far as it may be: {:.4} are spent, and the next request may cost {:.4}",
            dollars(
                row.try_get::<Option<i64>, _>("budget_micros")?
                    .unwrap_or_default()
            ),
            dollars(n("spent_micros")?),
            dollars(most.micros)
        ),
    }))
}
