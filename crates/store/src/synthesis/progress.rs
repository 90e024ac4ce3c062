//! How a synthesis run ends. What was held back when it does is nobody's any more.

use super::{notify, run_in_txn};
use crate::{Member, Result, Store, audit};
use serde_json::json;
use vitrine_domain::{SynthesisRunId, SynthesisState};

impl Store {
    /// `reason`: a sentence for the page. A run that is over stays as it is.
    pub async fn synthesis_end(
        &self,
        member: &Member,
        id: SynthesisRunId,
        state: SynthesisState,
        reason: Option<&str>,
    ) -> Result<()> {
        debug_assert!(state.is_over());
        let mut tx = self.begin().await?;
        let done = sqlx::query(
            "update synthesis_runs set state = $3, reason = $4, finished_at = now()
             where project_id = $1 and id = $2 and state in ('queued', 'running')",
        )
        .bind(member.project_id.0)
        .bind(id.0)
        .bind(state.as_str())
        .bind(reason)
        .execute(&mut *tx)
        .await?;
        let run = run_in_txn(&mut tx, member.project_id, id).await?;
        if done.rows_affected() > 0 {
            audit::audit_member_in_txn(
                &mut tx,
                member,
                "synthesis_run.end",
                ("synthesis_run", &id.to_string()),
                json!({"state": state, "reason": reason, "made": run.totals.made,
                    "tokens": run.totals.spent_tokens, "micros": run.totals.spent_micros}),
            )
            .await?;
            notify(&mut tx, member, id).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
