//! What people decided, day by day, and how often they took a version's proposal as it was. A decision that was taken
//! back counts nowhere, nor does what took it back; nor a rule's, that of a gold item, and one that the second reviewer is
//! not to know yet.

use super::{COUNTED, midnight};
use crate::Result;
use chrono::{Days, NaiveDate};
use sqlx::{PgConnection, Row};
use std::collections::BTreeMap;
use vitrine_domain::{DayCounts, ModelVersionId, ProjectId, ReviewFigures, VersionDay};

pub(super) async fn in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    from: NaiveDate,
    days: i32,
) -> Result<ReviewFigures> {
    let rows = sqlx::query(
        "with newest as (
            select id, item_id, proposal_id, verdict, round, supersedes, created_at from reviews
            where project_id = $1 and created_at >= $2 and sampling_rule_id is null order by created_at desc limit $3),
         undone as (select supersedes as id from newest where round = 'undo')
         select (n.created_at at time zone 'UTC')::date as day, v.id as version_id, v.name as version,
            count(*) filter (where n.verdict = 'accept') as accept,
            count(*) filter (where n.verdict = 'correct') as correct,
            count(*) filter (where n.verdict = 'reject') as reject,
            count(*) filter (where n.verdict = 'escalate') as escalate,
            count(*) filter (where n.verdict = 'label') as label,
            (select count(*) from newest) as counted
         from newest n
         left join proposals p on p.project_id = $1 and p.id = n.proposal_id
         left join model_versions v on v.project_id = $1 and v.id = p.model_version_id
         where n.round <> 'undo'
            and not exists (select from undone u where u.id = n.id)
            and not exists (select from items i where i.id = n.item_id
                and (i.gold_of is not null or i.state = 'second_review'))
         group by 1, 2, 3 order by 1, v.id",
    )
    .bind(project.0)
    .bind(midnight(from))
    .bind(COUNTED)
    .fetch_all(tx)
    .await?;
    let mut by_day: BTreeMap<NaiveDate, DayCounts> = (0..days as u64)
        .filter_map(|n| from.checked_add_days(Days::new(n)))
        .map(|day| (day, nothing(day)))
        .collect();
    let mut figures = ReviewFigures::default();
    for row in &rows {
        let n = |column| row.try_get::<i64, _>(column);
        figures.more |= n("counted")? == COUNTED;
        let day: NaiveDate = row.try_get("day")?;
        let counts = by_day.entry(day).or_insert_with(|| nothing(day));
        let (accept, correct) = (n("accept")?, n("correct")?);
        counts.accept += accept;
        counts.correct += correct;
        counts.reject += n("reject")?;
        counts.escalate += n("escalate")?;
        counts.label += n("label")?;
        let version: Option<uuid::Uuid> = row.try_get("version_id")?;
        if let Some(id) = version
            && accept + correct > 0
        {
            figures.by_version.push(VersionDay {
                day,
                model_version_id: ModelVersionId(id),
                model_version: row.try_get("version")?,
                accepted: accept,
                of: accept + correct,
            });
        }
    }
    figures.by_day = by_day.into_values().collect();
    Ok(figures)
}

fn nothing(day: NaiveDate) -> DayCounts {
    DayCounts {
        day,
        accept: 0,
        correct: 0,
        reject: 0,
        escalate: 0,
        label: 0,
    }
}
