//! Synthesis runs as they stand: what a teacher was asked for, how far it is, what it cost. Asking for a run, drawing
//! its plan, sending, and what becomes of replies have files of their own.

mod further;
mod images;
mod plan;
mod progress;
mod replies;
mod requests;
mod samples;
mod sending;
mod settling;
mod taught;

pub use further::Place;
pub use replies::{NewReply, Outcome};
pub use sending::{MaySend, SampleWork, Sending};
pub(crate) use taught::{flags_from, taught_columns, taught_from, taught_joins};

use crate::rows::{json, word};
use crate::{Member, Result, Store, StoreError, changes};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::Change;
use vitrine_domain::{
    InstructionKind, ProjectId, SynthesisBudget, SynthesisRun, SynthesisRunId, SynthesisTotals,
};

macro_rules! run_select {
    ($rest:literal) => {
        concat!(
            "select r.*, s.*, p.* from synthesis_runs r
             cross join lateral (select count(*) as samples,
                 count(*) filter (where state = 'planned') as planned,
                 count(*) filter (where state = 'sent') as sent,
                 count(*) filter (where state = 'made') as made,
                 count(*) filter (where state = 'unparsed') as unparsed,
                 count(*) filter (where state = 'failed') as failed,
                 count(*) filter (where state = 'lost') as lost,
                 count(*) filter (where state = 'skipped') as skipped,
                 coalesce(sum(prompt_tokens), 0)::bigint as prompt_tokens,
                 coalesce(sum(reply_tokens), 0)::bigint as reply_tokens
               from synthesis_samples where run_id = r.id) s
             cross join lateral (select count(*) as pairs, count(item_id) as items,
                 count(*) filter (where flags <> '{}') as flagged
               from synthesis_pairs p join synthesis_samples m on m.id = p.sample_id where m.run_id = r.id) p
             where r.project_id = $1 and ",
            $rest
        )
    };
}

impl Store {
    /// Newest first, so many at most; without a limit all.
    pub async fn synthesis_list(
        &self,
        member: &Member,
        limit: Option<i64>,
    ) -> Result<Vec<SynthesisRun>> {
        let rows = sqlx::query(run_select!("true order by r.id desc limit $2"))
            .bind(member.project_id.0)
            .bind(limit.map(|n| n.max(1)))
            .fetch_all(&self.pool)
            .await?;
        Ok(rows.iter().map(run_from).collect::<sqlx::Result<_>>()?)
    }

    pub async fn synthesis_get(&self, member: &Member, id: SynthesisRunId) -> Result<SynthesisRun> {
        let mut connection = self.pool.acquire().await?;
        run_in_txn(&mut connection, member.project_id, id).await
    }

    /// The kinds that a run asks for, with their texts as they were when it was asked for.
    pub async fn synthesis_kinds(
        &self,
        member: &Member,
        id: SynthesisRunId,
    ) -> Result<Vec<InstructionKind>> {
        let row = sqlx::query("select kinds from synthesis_runs where project_id = $1 and id = $2")
            .bind(member.project_id.0)
            .bind(id.0)
            .fetch_one(&self.pool)
            .await?;
        Ok(json(&row, "kinds")?)
    }
}

pub(crate) async fn run_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    id: SynthesisRunId,
) -> Result<SynthesisRun> {
    let row = sqlx::query(run_select!("r.id = $2"))
        .bind(project.0)
        .bind(id.0)
        .fetch_one(tx)
        .await?;
    Ok(run_from(&row)?)
}

fn run_from(row: &PgRow) -> sqlx::Result<SynthesisRun> {
    let n = |column| row.try_get::<i64, _>(column);
    let dollars = row.try_get::<Option<i64>, _>("budget_micros")?;
    Ok(SynthesisRun {
        id: SynthesisRunId(row.try_get("id")?),
        project_id: ProjectId(row.try_get("project_id")?),
        requested_by: row.try_get("requested_by")?,
        teacher: json(row, "teacher")?,
        counts: json(row, "counts")?,
        seed: row.try_get("seed")?,
        budget: SynthesisBudget {
            tokens: n("budget_tokens")?,
            dollars: dollars.map(|m| m as f64 / 1e6),
        },
        state: word(row, "state")?,
        cancel_requested: row.try_get("cancel_requested")?,
        reason: row.try_get("reason")?,
        images: row.try_get("images")?,
        estimate: match row.try_get::<Option<serde_json::Value>, _>("estimate")? {
            None => None,
            Some(_) => Some(json(row, "estimate")?),
        },
        totals: SynthesisTotals {
            samples: n("samples")?,
            planned: n("planned")?,
            sent: n("sent")?,
            made: n("made")?,
            unparsed: n("unparsed")?,
            failed: n("failed")?,
            lost: n("lost")?,
            skipped: n("skipped")?,
            pairs: n("pairs")?,
            items: n("items")?,
            flagged: n("flagged")?,
            prompt_tokens: n("prompt_tokens")?,
            reply_tokens: n("reply_tokens")?,
            spent_tokens: n("spent_tokens")?,
            spent_micros: n("spent_micros")?,
            reserved_tokens: n("reserved_tokens")?,
            reserved_micros: n("reserved_micros")?,
        },
        created_at: row.try_get("created_at")?,
        started_at: row.try_get("started_at")?,
        finished_at: row.try_get("finished_at")?,
    })
}

/// Is it this project's?
pub(crate) async fn own_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    id: SynthesisRunId,
) -> Result<()> {
    sqlx::query("select 1 from synthesis_runs where project_id = $1 and id = $2")
        .bind(project.0)
        .bind(id.0)
        .fetch_one(tx)
        .await?;
    Ok(())
}

async fn notify(tx: &mut PgConnection, member: &Member, id: SynthesisRunId) -> Result<()> {
    changes::notify_in_txn(tx, member.project_id, Change::Synthesis { run_id: id }).await
}

fn over(run: &SynthesisRun) -> StoreError {
    let state = run.state.as_str().replace('_', " ");
    StoreError::Conflict(format!("the synthesis run is {state}; it does not go on"))
}
