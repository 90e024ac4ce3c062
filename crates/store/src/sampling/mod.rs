//! Sampling rules: how one stands, from what people made of its sample. Stating one, applying it and how one ends have
//! files of their own.

mod applying;
mod ending;
mod stating;

use crate::reviews::stands;
use crate::rows::word;
use crate::{Member, Result, Store, changes, synthesis};
use sqlx::{PgConnection, Row};
use vitrine_domain::api::Change;
use vitrine_domain::rules::accept_rate::lower_bound;
use vitrine_domain::{ProjectId, SamplingRule, SamplingRuleId, SamplingState, SynthesisRunId};

/// The name that the rule acts under.
pub(crate) const ACTOR: &str = "sampling";

/// Is the item `i` of the pair `p` as the teacher left it: pending, without a flag, and touched by nobody? Whoever has
/// looked at it, put it off, sent it, spoken of it or begun a draft decides it.
macro_rules! untouched {
    () => {
        "i.state = 'queued' and not i.blind and i.held_by is null and i.assignee_id is null and not i.flagged
         and p.flags = '{}'
         and not exists (select from claims k where k.item_id = i.id and k.expires_at > clock_timestamp())
         and not exists (select from skips s where s.item_id = i.id)
         and not exists (select from drafts d where d.item_id = i.id)
         and not exists (select from comments c where c.item_id = i.id)
         and not exists (select from reviews r where r.item_id = i.id)"
    };
}
pub(crate) use untouched;

impl Store {
    /// None: the run has no rule. Errors: `NotFound` for a run that is not this project's.
    pub async fn sampling_rule_get(
        &self,
        member: &Member,
        run: SynthesisRunId,
    ) -> Result<Option<SamplingRule>> {
        let mut tx = self.begin().await?;
        synthesis::own_in_txn(&mut tx, member.project_id, run).await?;
        rule_in_txn(&mut tx, member.project_id, run).await
    }
}

/// The run's rule, with what its sample came to. What counts of a drawn item is the review that stands: accepted is what
/// a person accepted as it was; what had to go, and what a script decided, was not.
async fn rule_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    run: SynthesisRunId,
) -> Result<Option<SamplingRule>> {
    let row = sqlx::query(concat!(
        "select s.*, o.version as policy_version,
            o.version < (select max(version) from policies where project_id = $1) as policy_changed,
            f.frame, f.drawn, coalesce(s.reviewed, f.decided) as so_far, coalesce(s.accepted, f.agreed) as agreed,
            (select count(*) from reviews where sampling_rule_id = s.id) as written,
            case when s.state = 'stated' then (select count(*) from sampling_items e join items i on i.id = e.item_id
                join synthesis_pairs p on p.item_id = i.id where e.rule_id = s.id and not e.drawn and ",
        untouched!(),
        ") else 0 end as open
         from sampling_rules s join policies o on o.id = s.policy_id
         cross join lateral (select count(*) as frame, count(*) filter (where e.drawn) as drawn,
                count(*) filter (where e.drawn and i.state in ('decided', 'purged')) as decided,
                count(*) filter (where e.drawn and i.state = 'decided' and last.accepted) as agreed
            from sampling_items e join items i on i.id = e.item_id
            left join lateral (select r.verdict = 'accept' and not u.scripted as accepted
                from reviews r join users u on u.id = r.reviewer_id
                where e.drawn and r.item_id = e.item_id and ",
        stands!("r"),
        " order by r.fence desc limit 1) last on true
            where e.rule_id = s.id) f
         where s.project_id = $1 and s.run_id = $2"
    ))
    .bind(project.0)
    .bind(run.0)
    .fetch_optional(tx)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let n = |column: &str| row.try_get::<i64, _>(column);
    let (drawn, reviewed, accepted) = (n("drawn")?, n("so_far")?, n("agreed")?);
    let state: SamplingState = word(&row, "state")?;
    let written = n("written")?;
    let frame = n("frame")?;
    let bound_percent = match row.try_get("bound_percent")? {
        None if reviewed == drawn => Some(100.0 * bound(accepted, drawn)),
        kept => kept,
    };
    Ok(Some(SamplingRule {
        id: SamplingRuleId(row.try_get("id")?),
        run_id: run,
        stated_by: row.try_get("stated_by")?,
        review_percent: row.try_get("review_percent")?,
        bar_percent: row.try_get("bar_percent")?,
        least_reviews: n("least_reviews")?,
        policy_version: row.try_get("policy_version")?,
        policy_changed: row.try_get("policy_changed")?,
        state,
        frame,
        drawn,
        reviewed,
        accepted,
        bound_percent,
        open: match state {
            SamplingState::Applying => frame - drawn - written,
            _ => n("open")?,
        },
        written,
        applied_by: row.try_get("applied_by")?,
        stated_at: row.try_get("stated_at")?,
        applied_at: row.try_get("applied_at")?,
        ended_at: row.try_get("ended_at")?,
    }))
}

fn bound(accepted: i64, reviewed: i64) -> f64 {
    lower_bound(accepted.unsigned_abs(), reviewed.unsigned_abs())
}

async fn notify(tx: &mut PgConnection, project: ProjectId, run: SynthesisRunId) -> Result<()> {
    changes::notify_in_txn(tx, project, Change::Queue).await?;
    changes::notify_in_txn(tx, project, Change::Synthesis { run_id: run }).await
}
