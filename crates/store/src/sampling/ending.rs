//! How a rule ends: through, failed, or taken back. What it has not accepted is offered to everybody again.

use super::applying::locked_in_txn;
use super::{notify, rule_in_txn};
use crate::{Member, Result, Store, StoreError, audit, queue_order};
use serde_json::json;
use sqlx::PgConnection;
use vitrine_domain::{Role, SamplingRule, SamplingState, SynthesisRunId};

/// Seconds after the sample's last review in which it may still be taken back.
const GRACE_SECONDS: f64 = 60.0;

impl Store {
    /// Leads. Before the first review of its sample it is as if it had never been, and another may be stated; later it
    /// stays on record, and what it has accepted by then stands. Errors: `Conflict` when it is over.
    pub async fn sampling_rule_withdraw(&self, member: &Member, run: SynthesisRunId) -> Result<()> {
        member.need(Role::may_lead, "take back a sampling rule")?;
        let mut tx = self.begin().await?;
        let rule = locked_in_txn(&mut tx, member.project_id, run).await?;
        if rule.state.is_over() {
            return Err(StoreError::Conflict(format!(
                "this sampling rule is {}; there is nothing to take back",
                rule.state.as_str()
            )));
        }
        end_in_txn(&mut tx, member, &rule, SamplingState::Withdrawn).await?;
        if !seen_in_txn(&mut tx, &rule).await? {
            for sql in [
                "delete from sampling_items where rule_id = $1",
                "delete from sampling_rules where id = $1",
            ] {
                sqlx::query(sql).bind(rule.id.0).execute(&mut *tx).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Ends the rules whose sample is reviewed and does not reach the bar, once its last review can no longer be taken
    /// back: for the sweep. Returns how many.
    pub async fn sampling_rules_settle(&self, member: &Member) -> Result<u64> {
        let stated: Vec<uuid::Uuid> = sqlx::query_scalar(
            "select run_id from sampling_rules where project_id = $1 and state = 'stated'",
        )
        .bind(member.project_id.0)
        .fetch_all(&self.pool)
        .await?;
        let mut ended = 0;
        for run in stated.into_iter().map(SynthesisRunId) {
            let mut tx = self.begin().await?;
            let rule = rule_in_txn(&mut tx, member.project_id, run).await?;
            if rule.and_then(|r| r.passes()) != Some(false) {
                continue;
            }
            let rule = locked_in_txn(&mut tx, member.project_id, run).await?;
            if rule.state != SamplingState::Stated
                || rule.passes() != Some(false)
                || fresh_in_txn(&mut tx, &rule).await?
            {
                continue;
            }
            end_in_txn(&mut tx, member, &rule, SamplingState::Failed).await?;
            tx.commit().await?;
            ended += 1;
        }
        Ok(ended)
    }
}

/// The rule is locked. Its items are in no rule's hands any more, and stand where the weights put them.
pub(super) async fn end_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    rule: &SamplingRule,
    state: SamplingState,
) -> Result<()> {
    let project = member.project_id;
    sqlx::query(
        "update sampling_rules set state = $2, reviewed = $3, accepted = $4, bound_percent = $5, ended_at = now()
         where id = $1",
    )
    .bind(rule.id.0)
    .bind(state.as_str())
    .bind(rule.reviewed)
    .bind(rule.accepted)
    .bind(rule.bound_percent)
    .execute(&mut *tx)
    .await?;
    // In one order, as a purge locks them.
    sqlx::query(
        "with its as materialized (select i.id from sampling_items e join items i on i.id = e.item_id
            where e.rule_id = $1 order by i.id for no key update of i)
         update items i set sampling = null from its where i.id = its.id",
    )
    .bind(rule.id.0)
    .execute(&mut *tx)
    .await?;
    queue_order::reorder_in_txn(tx, project).await?;
    audit::audit_member_in_txn(
        tx,
        member,
        "sampling_rule.end",
        ("synthesis_run", &rule.run_id.to_string()),
        json!({"rule": rule.id, "state": state, "reviewed": rule.reviewed, "accepted": rule.accepted,
            "bound_percent": rule.bound_percent, "written": rule.written}),
    )
    .await?;
    notify(tx, project, rule.run_id).await
}

/// Has anybody decided one of its sample?
async fn seen_in_txn(tx: &mut PgConnection, rule: &SamplingRule) -> Result<bool> {
    let seen = sqlx::query_scalar(
        "select exists (select from sampling_items e join reviews r on r.item_id = e.item_id
            where e.rule_id = $1 and e.drawn)",
    )
    .bind(rule.id.0)
    .fetch_one(tx)
    .await?;
    Ok(seen)
}

async fn fresh_in_txn(tx: &mut PgConnection, rule: &SamplingRule) -> Result<bool> {
    let fresh = sqlx::query_scalar(
        "select exists (select from sampling_items e join reviews r on r.item_id = e.item_id
            where e.rule_id = $1 and e.drawn and r.created_at > clock_timestamp() - make_interval(secs => $2))",
    )
    .bind(rule.id.0)
    .bind(GRACE_SECONDS)
    .fetch_one(tx)
    .await?;
    Ok(fresh)
}
