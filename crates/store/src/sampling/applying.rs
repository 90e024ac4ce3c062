//! Applying a rule: a lead's act, once the sample says that it may; then its reviews, page by page, each by the same way
//! as a person's. Carried again after a kill it goes on where it was: an item with a review is no longer one to accept.

use super::ending::end_in_txn;
use super::{ACTOR, notify, rule_in_txn, untouched};
use crate::jobs::{AcceptJob, enqueue_in_txn, without_job};
use crate::reviews::{By, Decided, Decision, decide_in_txn, decided_count_in_txn};
use crate::second_reviews::Sitting;
use crate::{Member, Result, Store, StoreError, audit, items, projects, proposals, synthesis};
use serde_json::json;
use sqlx::PgConnection;
use vitrine_domain::api::{Change, ReviewRequest};
use vitrine_domain::{
    ItemId, Policy, ProjectId, Role, SamplingRule, SamplingRuleId, SamplingState, SynthesisRunId,
    Verdict,
};

/// Reviews written in one transaction.
const PAGE: i64 = 50;

impl Store {
    /// Leads. Asked again while it is at work, it changes nothing. Errors: `Conflict` while the sample is not reviewed to
    /// its end, when its bound is below the bar, when the policy has changed since, or when the rule is over.
    pub async fn sampling_rule_apply(
        &self,
        member: &Member,
        run: SynthesisRunId,
    ) -> Result<SamplingRule> {
        member.need(Role::may_lead, "apply a sampling rule")?;
        let project = member.project_id;
        let mut tx = self.begin().await?;
        let rule = locked_in_txn(&mut tx, project, run).await?;
        if rule.state == SamplingState::Applying {
            return Ok(rule);
        }
        may_be_applied(&rule)?;
        sqlx::query(
            "update sampling_rules set state = 'applying', reviewed = $2, accepted = $3, bound_percent = $4,
                applied_by = $5, applied_at = now() where id = $1",
        )
        .bind(rule.id.0)
        .bind(rule.reviewed)
        .bind(rule.accepted)
        .bind(rule.bound_percent)
        .bind(&member.actor.name)
        .execute(&mut *tx)
        .await?;
        enqueue_in_txn(&mut tx, &[job(project, run)]).await?;
        audit::audit_member_in_txn(
            &mut tx,
            member,
            "sampling_rule.apply",
            ("synthesis_run", &run.to_string()),
            json!({"rule": rule.id, "reviewed": rule.reviewed, "accepted": rule.accepted,
                "bound_percent": rule.bound_percent, "bar_percent": rule.bar_percent, "open": rule.open}),
        )
        .await?;
        notify(&mut tx, project, run).await?;
        let rule = rule_in_txn(&mut tx, project, run).await?;
        tx.commit().await?;
        rule.ok_or(StoreError::NotFound)
    }

    /// The rule's next reviews, on items after this one; returns the last that was looked at. None: it is through, and
    /// over; or it was taken back, or never applied. For the worker: the rule is the actor, whoever asks.
    pub async fn sampling_rule_accept(
        &self,
        member: &Member,
        run: SynthesisRunId,
        after: Option<ItemId>,
    ) -> Result<Option<ItemId>> {
        let project = member.project_id;
        let rule = Member::rule(ACTOR, project);
        let mut tx = self.begin().await?;
        synthesis::own_in_txn(&mut tx, project, run).await?;
        // Held to the end: who takes the rule back waits for this page, and no further one is written.
        let row: Option<(uuid::Uuid, uuid::Uuid)> = sqlx::query_as(
            "select id, policy_id from sampling_rules where project_id = $1 and run_id = $2 and state = 'applying'
             for share",
        )
        .bind(project.0)
        .bind(run.0)
        .fetch_optional(&mut *tx)
        .await?;
        let Some((id, policy_id)) = row else {
            return Ok(None);
        };
        let id = SamplingRuleId(id);
        // Another policy came while it was at work: what is left is people's.
        let policy = projects::policy_in_txn(&mut tx, project).await?;
        let page = match policy.id.0 == policy_id {
            true => page_in_txn(&mut tx, id, after).await?,
            false => vec![],
        };
        let Some(last) = page.last().copied() else {
            tx.commit().await?;
            return self.sampling_rule_through(&rule, run).await;
        };
        let mut decided = Vec::with_capacity(page.len());
        for item in page {
            decided.extend(accept_in_txn(&mut tx, &rule, id, item, &policy).await?);
        }
        notify(&mut tx, project, run).await?;
        decided_count_in_txn(&mut tx, project, &decided).await?;
        tx.commit().await?;
        self.feed.tell(project, Change::Curated);
        Ok(Some(last))
    }

    /// It has nothing left to accept.
    async fn sampling_rule_through(
        &self,
        rule: &Member,
        run: SynthesisRunId,
    ) -> Result<Option<ItemId>> {
        let mut tx = self.begin().await?;
        let found = locked_in_txn(&mut tx, rule.project_id, run).await?;
        if found.state == SamplingState::Applying {
            end_in_txn(&mut tx, rule, &found, SamplingState::Applied).await?;
            tx.commit().await?;
        }
        Ok(None)
    }

    /// Enqueues a job for every rule at work that none stands for any more: for the sweep. Returns how many.
    pub async fn sampling_rules_enqueue_lost(&self, member: &Member) -> Result<u64> {
        let project = member.project_id;
        let mut tx = self.begin().await?;
        let lost: Vec<uuid::Uuid> = sqlx::query_scalar(concat!(
            "select s.run_id from sampling_rules s
             where s.project_id = $1 and s.state = 'applying' and ",
            without_job!("accept", "run_id", "s.run_id")
        ))
        .bind(project.0)
        .fetch_all(&mut *tx)
        .await?;
        let jobs: Vec<AcceptJob> = lost
            .into_iter()
            .map(|id| job(project, SynthesisRunId(id)))
            .collect();
        enqueue_in_txn(&mut tx, &jobs).await?;
        tx.commit().await?;
        Ok(jobs.len() as u64)
    }
}

fn job(project_id: ProjectId, run_id: SynthesisRunId) -> AcceptJob {
    AcceptJob { project_id, run_id }
}

/// Locks the run's rule. Errors: `NotFound` for a run that is not this project's, or that has none.
pub(super) async fn locked_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    run: SynthesisRunId,
) -> Result<SamplingRule> {
    sqlx::query(
        "select 1 from sampling_rules where project_id = $1 and run_id = $2 for no key update",
    )
    .bind(project.0)
    .bind(run.0)
    .fetch_one(&mut *tx)
    .await?;
    rule_in_txn(tx, project, run)
        .await?
        .ok_or(StoreError::NotFound)
}

fn may_be_applied(rule: &SamplingRule) -> Result<()> {
    let refusal = match (rule.state, rule.bound_percent) {
        (SamplingState::Stated, _) if rule.policy_changed => format!(
            "the policy has changed since version {}, which the sample was reviewed under; take the rule back and review",
            rule.policy_version
        ),
        (SamplingState::Stated, None) => format!(
            "{} of the sample's {} items are decided; the rule speaks when all are",
            rule.reviewed, rule.drawn
        ),
        (SamplingState::Stated, Some(bound)) if bound < rule.bar_percent => format!(
            "people accepted {} of {}: with 95 % confidence {bound:.1} % or more are acceptable, and the bar is {} %; nothing is accepted",
            rule.accepted, rule.reviewed, rule.bar_percent
        ),
        (SamplingState::Stated, Some(_)) => return Ok(()),
        (state, _) => format!("this sampling rule is {}", state.as_str()),
    };
    Err(StoreError::Conflict(refusal))
}

/// Of the frame, not drawn, and as the teacher left them; locked. What somebody has locked is in somebody's hands.
async fn page_in_txn(
    tx: &mut PgConnection,
    rule: SamplingRuleId,
    after: Option<ItemId>,
) -> Result<Vec<ItemId>> {
    let ids: Vec<uuid::Uuid> = sqlx::query_scalar(concat!(
        "select i.id from sampling_items e join items i on i.id = e.item_id
         join synthesis_pairs p on p.item_id = i.id
         where e.rule_id = $1 and not e.drawn and ($2::uuid is null or i.id > $2) and ",
        untouched!(),
        " order by i.id limit $3 for no key update of i skip locked"
    ))
    .bind(rule.0)
    .bind(after.map(|i| i.0))
    .bind(PAGE)
    .fetch_all(tx)
    .await?;
    Ok(ids.into_iter().map(ItemId).collect())
}

/// The item is locked. One that the review's own checks refuse stays in the queue. The caller counts what was decided.
async fn accept_in_txn(
    tx: &mut PgConnection,
    member: &Member,
    rule: SamplingRuleId,
    id: ItemId,
    policy: &Policy,
) -> Result<Option<Decided>> {
    let item = items::item_in_txn(tx, member.project_id, id).await?;
    let Some(proposal) = proposals::shown_in_txn(tx, member.project_id, id).await? else {
        return Ok(None);
    };
    if proposal.taught.is_none() {
        return Ok(None);
    }
    // A fence of its own, as every decision has.
    let fence: i64 =
        sqlx::query_scalar("update items set fence = fence + 1 where id = $1 returning fence")
            .bind(id.0)
            .fetch_one(&mut *tx)
            .await?;
    let request = ReviewRequest {
        fence,
        verdict: Verdict::Accept,
        answer: proposal.answer.clone(),
        regions: proposal.regions.clone(),
        turns: vec![],
        note: String::new(),
    };
    let decision = Decision {
        by: By::Rule(rule),
        // What the bound speaks for, people have looked at in the sample.
        sitting: Sitting::Again,
        item: &item,
        proposal: Some(&proposal),
        policy,
        seconds: None,
        batch: false,
        request: &request,
    };
    match decide_in_txn(tx, member, &decision).await {
        Ok(decided) => Ok(Some(decided)),
        Err(StoreError::Invalid(why)) => {
            tracing::warn!(item = %id, "the rule leaves this item to people: {why}");
            Ok(None)
        }
        Err(e) => Err(e),
    }
}
