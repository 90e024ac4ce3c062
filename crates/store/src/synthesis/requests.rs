//! Synthesis runs asked for, gone on with, cancelled; one at a time in a project. The run and its job stand together.

use super::{notify, over, own_in_txn, run_in_txn};
use crate::jobs::{SynthesiseJob, enqueue_in_txn, without_job};
use crate::rows::to_json;
use crate::{Member, Result, Store, StoreError, audit, instruction_kinds, projects};
use serde_json::json;
use sqlx::PgConnection;
use std::collections::BTreeMap;
use vitrine_domain::api::{SynthesisRequest, SynthesisResume};
use vitrine_domain::{
    InstructionKind, Invalid, ProjectId, Role, SynthesisBudget, SynthesisRun, SynthesisRunId,
    TeacherSees,
};
use vitrine_synthesis::teacher;

/// Samples one run may have.
const MOST_SAMPLES: i64 = 2_000_000;
const MOST_DOLLARS: f64 = 10_000_000.0;

impl Store {
    /// Errors: `Conflict` while a run is under way; `Invalid` for a teacher that the project does not allow, a kind
    /// that there is not, a plan without samples, no budget.
    pub async fn synthesis_request(
        &self,
        member: &Member,
        request: &SynthesisRequest,
    ) -> Result<SynthesisRun> {
        member.need(Role::may_train, "ask a teacher for data")?;
        let micros = checked_budget(&request.budget)?;
        let mut tx = self.begin().await?;
        let project = member.project_id;
        projects::lock_in_txn(&mut tx, project).await?;
        let settings = projects::project_in_txn(&mut tx, project).await?.settings;
        teacher::check(&request.teacher, &settings.teachers)?;
        let all = instruction_kinds::list_in_txn(&mut tx, project).await?;
        let (counts, kinds) = checked_counts(request, &all)?;
        none_active_in_txn(&mut tx, project).await?;
        let id = SynthesisRunId::fresh();
        // Small enough for every reader of JSON.
        let seed = request
            .seed
            .unwrap_or_else(|| i64::from(rand::random::<u32>()));
        let mut asked = request.teacher.clone();
        asked.url = asked.url.trim().trim_end_matches('/').to_owned();
        sqlx::query(
            "insert into synthesis_runs (id, project_id, requested_by, teacher, kinds, counts, seed, budget_tokens,
                budget_micros, state)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued')",
        )
        .bind(id.0)
        .bind(project.0)
        .bind(&member.actor.name)
        .bind(to_json(&asked))
        .bind(to_json(&kinds))
        .bind(to_json(&counts))
        .bind(seed)
        .bind(request.budget.tokens)
        .bind(micros)
        .execute(&mut *tx)
        .await?;
        enqueue_in_txn(&mut tx, &[job(project, id)]).await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "synthesis_run.request",
            ("synthesis_run", &id.to_string()),
            json!({"teacher": asked, "counts": counts, "seed": seed, "budget": request.budget}),
        )
        .await?;
        notify(&mut tx, member, id).await?;
        let run = run_in_txn(&mut tx, project, id).await?;
        tx.commit().await?;
        Ok(run)
    }

    /// A run that stopped, however it did, goes on with what is left of its plan. Errors: `Conflict` while it or
    /// another is under way, or with nothing left.
    pub async fn synthesis_resume(
        &self,
        member: &Member,
        id: SynthesisRunId,
        request: &SynthesisResume,
    ) -> Result<SynthesisRun> {
        member.need(Role::may_train, "go on with a synthesis run")?;
        let project = member.project_id;
        let mut tx = self.begin().await?;
        projects::lock_in_txn(&mut tx, project).await?;
        let run = run_in_txn(&mut tx, project, id).await?;
        if !run.state.is_over() {
            return Err(StoreError::Conflict(
                "the synthesis run is under way".into(),
            ));
        }
        none_active_in_txn(&mut tx, project).await?;
        let again: Vec<&str> = [(request.lost, "lost"), (request.failed, "failed")]
            .into_iter()
            .filter_map(|(asked, state)| asked.then_some(state))
            .collect();
        sqlx::query(
            "update synthesis_samples set state = 'planned', reason = null, reserved_tokens = 0, reserved_micros = 0
             where run_id = $1 and state = any($2)",
        )
        .bind(id.0)
        .bind(&again)
        .execute(&mut *tx)
        .await?;
        let left: bool = sqlx::query_scalar(
            "select r.images is null or exists (select from synthesis_samples
                where run_id = r.id and state in ('planned', 'sent'))
             from synthesis_runs r where r.id = $1",
        )
        .bind(id.0)
        .fetch_one(&mut *tx)
        .await?;
        if !left {
            return Err(StoreError::Conflict(
                "every sample of this run has been asked for; start another run for more".into(),
            ));
        }
        let budget = request.budget.unwrap_or(run.budget);
        let micros = checked_budget(&budget)?;
        sqlx::query(
            "update synthesis_runs set state = 'queued', cancel_requested = false, reason = null, finished_at = null,
                budget_tokens = $2, budget_micros = $3 where id = $1",
        )
        .bind(id.0)
        .bind(budget.tokens)
        .bind(micros)
        .execute(&mut *tx)
        .await?;
        enqueue_in_txn(&mut tx, &[job(project, id)]).await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "synthesis_run.resume",
            ("synthesis_run", &id.to_string()),
            to_json(request),
        )
        .await?;
        notify(&mut tx, member, id).await?;
        let run = run_in_txn(&mut tx, project, id).await?;
        tx.commit().await?;
        Ok(run)
    }

    /// Asks for it: a queued run is cancelled at once; a running one sends nothing more, and takes in what is paid for
    /// already. `Conflict` when it is over.
    pub async fn synthesis_cancel(&self, member: &Member, id: SynthesisRunId) -> Result<()> {
        member.need(Role::may_train, "cancel a synthesis run")?;
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "update synthesis_runs set cancel_requested = true,
                state = case state when 'queued' then 'cancelled' else state end,
                reason = case state when 'queued' then 'cancelled' else reason end,
                finished_at = case state when 'queued' then now() end
             where project_id = $1 and id = $2 and state in ('queued', 'running')",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() == 0 {
            return Err(over(&run_in_txn(&mut tx, member.project_id, id).await?));
        }
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "synthesis_run.cancel",
            ("synthesis_run", &id.to_string()),
            json!({}),
        )
        .await?;
        notify(&mut tx, member, id).await?;
        tx.commit().await?;
        Ok(())
    }

    pub async fn synthesis_cancel_requested(
        &self,
        member: &Member,
        id: SynthesisRunId,
    ) -> Result<bool> {
        let mut connection = self.pool.acquire().await?;
        own_in_txn(&mut connection, member.project_id, id).await?;
        let asked = sqlx::query_scalar("select cancel_requested from synthesis_runs where id = $1")
            .bind(id.0)
            .fetch_one(&mut *connection)
            .await?;
        Ok(asked)
    }

    /// Enqueues a job for every run under way that no job stands for any more: for the sweep. Returns how many.
    pub async fn synthesis_enqueue_lost(&self, member: &Member) -> Result<u64> {
        let project = member.project_id;
        let mut tx = self.begin().await?;
        let lost: Vec<uuid::Uuid> = sqlx::query_scalar(concat!(
            "select r.id from synthesis_runs r
             where r.project_id = $1 and r.state in ('queued', 'running') and ",
            without_job!("synthesise", "run_id", "r.id")
        ))
        .bind(project.0)
        .fetch_all(&mut *tx)
        .await?;
        let jobs: Vec<SynthesiseJob> = lost
            .into_iter()
            .map(|id| job(project, SynthesisRunId(id)))
            .collect();
        enqueue_in_txn(&mut tx, &jobs).await?;
        tx.commit().await?;
        Ok(jobs.len() as u64)
    }
}

fn job(project_id: ProjectId, run_id: SynthesisRunId) -> SynthesiseJob {
    SynthesiseJob { project_id, run_id }
}

async fn none_active_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<()> {
    let active: bool = sqlx::query_scalar(
        "select exists (select from synthesis_runs where project_id = $1 and state in ('queued', 'running'))",
    )
    .bind(project.0)
    .fetch_one(tx)
    .await?;
    match active {
        false => Ok(()),
        true => Err(StoreError::Conflict(
            "a synthesis run is under way; wait for it or cancel it".into(),
        )),
    }
}

/// The money in millionths of a dollar.
fn checked_budget(budget: &SynthesisBudget) -> Result<Option<i64>, Invalid> {
    if budget.tokens < 1 {
        return Err(Invalid::new("a run needs a budget of at least one token"));
    }
    match budget.dollars {
        None => Ok(None),
        Some(d) if (0.0..=MOST_DOLLARS).contains(&d) => Ok(Some((d * 1e6).floor() as i64)),
        Some(_) => Err(Invalid::new(
            "a budget in dollars lies between 0 and 10,000,000",
        )),
    }
}

/// Kinds of which none is wanted are left out.
fn checked_counts(
    request: &SynthesisRequest,
    all: &[InstructionKind],
) -> Result<(BTreeMap<String, i64>, Vec<InstructionKind>), Invalid> {
    let (mut counts, mut kinds) = (BTreeMap::new(), Vec::new());
    for (name, n) in &request.counts {
        let kind = all.iter().find(|k| k.name == *name).ok_or_else(|| {
            let names: Vec<&str> = all.iter().map(|k| k.name.as_str()).collect();
            Invalid::new(format!(
                "there is no kind “{name}”; there are {}",
                names.join(", ")
            ))
        })?;
        if *n < 0 {
            return Err(Invalid::new(format!("{n} samples of {name} cannot be")));
        }
        if *n == 0 {
            continue;
        }
        if request.teacher.sees == TeacherSees::Image && kind.system_seeing.is_none() {
            return Err(Invalid::new(format!(
                "the kind {name} has no words for a teacher that sees the image"
            )));
        }
        counts.insert(name.clone(), *n);
        kinds.push(kind.clone());
    }
    let sum = counts
        .values()
        .try_fold(0_i64, |sum, n| sum.checked_add(*n));
    match sum {
        Some(0) => Err(Invalid::new(
            "say how many samples of which kind are wanted",
        )),
        Some(n) if n <= MOST_SAMPLES => Ok((counts, kinds)),
        _ => Err(Invalid::new("a run has at most 2,000,000 samples")),
    }
}
