//! The gate's decision on a candidate, and what follows from it, in one transaction. The rule itself is
//! `vitrine_domain::rules::gate`; here it is only recorded and carried out.

use crate::rows::{json, to_json};
use crate::training_runs::run_state_in_txn;
use crate::{Member, Result, Store, StoreError, audit, changes, model_versions, projects};
use serde_json::json;
use sqlx::{PgConnection, Row};
use vitrine_domain::api::Change;
use vitrine_domain::rules::gate::{GateOutcome, GateVerdict};
use vitrine_domain::{GateDecision, ModelVersionId, ProjectId, TrainingRunId};

/// The gate's decision on training run `r`; none before it has decided.
macro_rules! decision_of_run {
    () => {
        "(select outcome ->> 'decision' from gate_decisions g where g.training_run_id = r.id)"
    };
}
pub(crate) use decision_of_run;

impl Store {
    /// Records the outcome, promotes if it says so, and ends the run. Repeated, it returns the first decision. When
    /// the champion is no longer the one that the candidate was measured against, nothing is promoted, and it says so.
    /// Errors: `Conflict` for a run that is over without a decision, or cancelled by now.
    pub async fn gate_apply(
        &self,
        member: &Member,
        run: TrainingRunId,
        candidate: ModelVersionId,
        champion: ModelVersionId,
        outcome: &GateOutcome,
    ) -> Result<GateDecision> {
        let project = member.project_id;
        let mut tx = self.begin().await?;
        projects::lock_in_txn(&mut tx, project).await?;
        if let Some(decision) = gate_in_txn(&mut tx, project, run).await? {
            return Ok(decision);
        }
        // A cancel comes before this, and then it holds, or finds the run over.
        sqlx::query("select 1 from training_runs where project_id = $1 and id = $2 for update")
            .bind(project.0)
            .bind(run.0)
            .fetch_one(&mut *tx)
            .await?;
        let (state, cancel_requested) = run_state_in_txn(&mut tx, project, run).await?;
        if cancel_requested && !state.is_over() {
            tx.rollback().await?;
            self.run_cancelled(member, run).await?;
            return Err(StoreError::Conflict(
                "the training run was cancelled; nothing is promoted".into(),
            ));
        }
        if state.is_over() {
            return Err(StoreError::Conflict(format!(
                "the training run is {}; it is not judged any more",
                state.as_str()
            )));
        }
        for version in [candidate, champion] {
            model_versions::version_in_txn(&mut tx, project, version).await?;
        }
        let in_use = model_versions::champion_in_txn(&mut tx, project).await?;
        let mut outcome = outcome.clone();
        if outcome.decision == GateVerdict::Promote && in_use.is_none_or(|c| c.id != champion) {
            outcome.decision = GateVerdict::Refuse;
            outcome.reasons = vec![
                "the model in use was changed while this one was measured against the one before"
                    .into(),
            ];
        }
        sqlx::query(
            "insert into gate_decisions (training_run_id, project_id, candidate_id, champion_id, outcome)
             values ($1, $2, $3, $4, $5)",
        )
        .bind(run.0)
        .bind(project.0)
        .bind(candidate.0)
        .bind(champion.0)
        .bind(to_json(&outcome))
        .execute(&mut *tx)
        .await?;
        let reason = outcome.reasons.join("; ");
        sqlx::query(
            "update training_runs set state = 'decided', reason = $2, finished_at = now(), eta_seconds = null
             where id = $1",
        )
        .bind(run.0)
        .bind(&reason)
        .execute(&mut *tx)
        .await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "gate.decide",
            ("training_run", &run.to_string()),
            json!({"candidate": candidate, "champion": champion, "outcome": to_json(&outcome)}),
        )
        .await?;
        if outcome.decision == GateVerdict::Promote {
            model_versions::champion_put_in_txn(&mut tx, member, candidate, &reason).await?;
        }
        changes::notify_in_txn(&mut tx, project, Change::Training { run_id: run }).await?;
        let decision = gate_in_txn(&mut tx, project, run).await?;
        tx.commit().await?;
        decision.ok_or(StoreError::NotFound)
    }
}

pub(crate) async fn gate_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    run: TrainingRunId,
) -> Result<Option<GateDecision>> {
    let row =
        sqlx::query("select * from gate_decisions where project_id = $1 and training_run_id = $2")
            .bind(project.0)
            .bind(run.0)
            .fetch_optional(tx)
            .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    Ok(Some(GateDecision {
        training_run_id: TrainingRunId(row.try_get("training_run_id")?),
        candidate_id: ModelVersionId(row.try_get("candidate_id")?),
        champion_id: ModelVersionId(row.try_get("champion_id")?),
        outcome: json(&row, "outcome")?,
        created_at: row.try_get("created_at")?,
    }))
}
