//! How people work, in numbers: how long decisions take, what is accepted, and what of it gold items bear out.

use crate::reviews::stands;
use crate::{Member, Result, Store, gold, members, projects};
use sqlx::Row;
use vitrine_domain::api::PaceReport;
use vitrine_domain::rules::signs::{ENOUGH, Work, paces};
use vitrine_domain::{Role, UserId, Verdict, by_name};

/// Days that are looked back on.
const DAYS: i32 = 90;

impl Store {
    /// Of the last 90 days; leads. Undone reviews, what leads settled and what the second reviewer, who may be this lead,
    /// is not to know yet are left out; gold items are counted apart.
    pub async fn pace_report(&self, member: &Member) -> Result<PaceReport> {
        member.need(Role::may_lead, "see how others work")?;
        let mut tx = self.begin().await?;
        let known = projects::labels_in_txn(&mut tx, member.project_id).await?;
        let rows = sqlx::query(concat!(
            "select r.reviewer_id,
                coalesce(array_agg(r.seconds::float8) filter (where r.seconds is not null), '{}') as seconds,
                coalesce(array_agg(r.seconds::float8) filter (where r.seconds is not null and not r.batch), '{}') as at_desk,
                count(*) filter (where r.proposal_id is not null and r.verdict <> 'escalate') as shown,
                count(*) filter (where r.verdict = 'accept') as accepted
             from reviews r join items i on i.id = r.item_id
             where r.project_id = $1 and r.reviewer_id is not null and r.round in ('first', 'second') and i.gold_of is null
               and i.state <> 'second_review' and r.created_at > now() - make_interval(days => $2) and ",
            stands!("r"),
            " group by 1"
        ))
        .bind(member.project_id.0)
        .bind(DAYS)
        .fetch_all(&mut *tx)
        .await?;
        let people: Vec<UserId> = (rows.iter())
            .map(|r| r.try_get("reviewer_id").map(UserId))
            .collect::<sqlx::Result<_>>()?;
        let mut names = members::shown_in_txn(&mut tx, member.project_id, &people).await?;
        let given = gold::given_in_txn(&mut tx, member.project_id, None).await?;
        let mut work = Vec::with_capacity(rows.len());
        for (row, reviewer_id) in rows.iter().zip(people) {
            let shown: Vec<(Verdict, bool)> = given
                .iter()
                .filter(|g| g.reviewer_id == reviewer_id)
                .filter_map(|g| Some((g.verdict, g.proposal_true(&known)?)))
                .collect();
            let accepted = |v: &(Verdict, bool)| v.0 == Verdict::Accept;
            work.push(Work {
                reviewer_id,
                reviewer: names.remove(&reviewer_id).unwrap_or_default(),
                seconds: row.try_get("seconds")?,
                at_desk: row.try_get("at_desk")?,
                shown: count(row, "shown")?,
                accepted: count(row, "accepted")?,
                gold_shown: shown.len(),
                gold_accepted: shown.iter().filter(|v| accepted(v)).count(),
                gold_true: shown.iter().filter(|v| v.1).count(),
            });
        }
        work.sort_by_cached_key(|w| (by_name(&w.reviewer), w.reviewer_id));
        Ok(PaceReport {
            enough: ENOUGH,
            rows: paces(&work),
        })
    }
}

fn count(row: &sqlx::postgres::PgRow, column: &str) -> sqlx::Result<usize> {
    Ok(usize::try_from(row.try_get::<i64, _>(column)?).unwrap_or_default())
}
