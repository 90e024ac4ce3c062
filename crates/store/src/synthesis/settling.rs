//! Settling: what was held back for a request becomes what it cost, or is given back where it came to nothing.

use super::sending::run_of_in_txn;
use super::{notify, own_in_txn};
use crate::{Member, Result, Store};
use sqlx::{PgConnection, Row};
use vitrine_domain::{SampleId, SynthesisRun, SynthesisRunId};
use vitrine_synthesis::cost::Cost;

impl Store {
    /// After a worker's end: what it had in flight is lost, and counts as paid for; where the teacher gives the same
    /// reply to the same key without charge it is asked for again, unless an image of it was purged. The caller is the run's
    /// only worker.
    pub async fn synthesis_recover(&self, member: &Member, run: &SynthesisRun) -> Result<u64> {
        let mut tx = self.begin().await?;
        own_in_txn(&mut tx, member.project_id, run.id).await?;
        let row = sqlx::query(
            "with again as (select s.id, $2 and m.purged_at is null and not exists (select from synthesis_sample_images x
                    join images f on f.id = x.image_id where x.sample_id = s.id and f.purged_at is not null) as again
                from synthesis_samples s join images m on m.id = s.image_id
                where s.run_id = $1 and s.state = 'sent'),
             found as (update synthesis_samples s set
                state = case when a.again then 'planned' else 'lost' end,
                reason = case when a.again then null else
                    'the worker ended while the teacher answered; the request may have been paid for and is not repeated by itself' end
                from again a where a.id = s.id and s.state = 'sent'
                returning s.state, s.reserved_tokens, s.reserved_micros)
             select count(*) as n, coalesce(sum(reserved_tokens) filter (where state = 'lost'), 0)::bigint as tokens,
                coalesce(sum(reserved_micros) filter (where state = 'lost'), 0)::bigint as micros from found",
        )
        .bind(run.id.0)
        .bind(run.teacher.idempotent)
        .fetch_one(&mut *tx)
        .await?;
        sqlx::query(
            "update synthesis_runs set reserved_tokens = 0, reserved_micros = 0,
                spent_tokens = spent_tokens + $2, spent_micros = spent_micros + $3 where id = $1",
        )
        .bind(run.id.0)
        .bind(row.try_get::<i64, _>("tokens")?)
        .bind(row.try_get::<i64, _>("micros")?)
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        Ok(row.try_get::<i64, _>("n")?.unsigned_abs())
    }

    /// A request that came to nothing, to be tried again. `maybe_paid`: the teacher may have answered all the same, so
    /// that its most counts as spent.
    pub async fn sample_put_back(
        &self,
        member: &Member,
        id: SampleId,
        maybe_paid: bool,
    ) -> Result<()> {
        self.sample_end(member, id, "planned", None, maybe_paid)
            .await
    }

    /// A request that the teacher refused for good.
    pub async fn sample_fail(
        &self,
        member: &Member,
        id: SampleId,
        reason: &str,
        maybe_paid: bool,
    ) -> Result<()> {
        self.sample_end(member, id, "failed", Some(reason), maybe_paid)
            .await
    }

    /// A planned sample that there is nothing to ask for any more.
    pub async fn sample_skip(&self, member: &Member, id: SampleId, reason: &str) -> Result<()> {
        let mut tx = self.begin().await?;
        let run = run_of_in_txn(&mut tx, member, id).await?;
        sqlx::query(
            "update synthesis_samples set state = 'skipped', reason = $2 where id = $1 and state = 'planned'",
        )
        .bind(id.0)
        .bind(reason)
        .execute(&mut *tx)
        .await?;
        notify(&mut tx, member, run).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn sample_end(
        &self,
        member: &Member,
        id: SampleId,
        state: &'static str,
        reason: Option<&str>,
        maybe_paid: bool,
    ) -> Result<()> {
        let mut tx = self.begin().await?;
        let run = run_of_in_txn(&mut tx, member, id).await?;
        let Some(held) = released_in_txn(&mut tx, id, state, reason).await? else {
            return Ok(());
        };
        let spent = if maybe_paid { held } else { Cost::default() };
        settle_in_txn(&mut tx, run, held, spent).await?;
        notify(&mut tx, member, run).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Out of flight; what was held back for it. None: it is not in flight.
async fn released_in_txn(
    tx: &mut PgConnection,
    id: SampleId,
    state: &'static str,
    reason: Option<&str>,
) -> Result<Option<Cost>> {
    // What it was before it is written over.
    let row = sqlx::query(
        "with was as (select id, reserved_tokens, reserved_micros from synthesis_samples
            where id = $1 and state = 'sent' for update)
         update synthesis_samples s set state = $2, reason = $3, reserved_tokens = 0, reserved_micros = 0
         from was where s.id = was.id returning was.reserved_tokens, was.reserved_micros",
    )
    .bind(id.0)
    .bind(state)
    .bind(reason)
    .fetch_optional(tx)
    .await?;
    Ok(match row {
        None => None,
        Some(row) => Some(Cost {
            tokens: row.try_get("reserved_tokens")?,
            micros: row.try_get("reserved_micros")?,
        }),
    })
}

/// What was held back for a request becomes what it cost.
pub(super) async fn settle_in_txn(
    tx: &mut PgConnection,
    run: SynthesisRunId,
    held: Cost,
    spent: Cost,
) -> Result<()> {
    sqlx::query(
        "update synthesis_runs set reserved_tokens = reserved_tokens - $2, reserved_micros = reserved_micros - $3,
            spent_tokens = spent_tokens + $4, spent_micros = spent_micros + $5 where id = $1",
    )
    .bind(run.0)
    .bind(held.tokens)
    .bind(held.micros)
    .bind(spent.tokens)
    .bind(spent.micros)
    .execute(tx)
    .await?;
    Ok(())
}
