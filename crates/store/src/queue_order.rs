//! The queue set in order anew, when what its order rests on has changed.

use crate::begin::begin;
use crate::rows::regions;
use crate::{Result, projects};
use sqlx::{PgConnection, PgPool, Row};
use vitrine_domain::ProjectId;
use vitrine_domain::rules::priority::{DRAWN_FIRST, Seen, UNKNOWN, priority, severity};

/// Rows whose place in the queue is worked out at once.
const ROWS: i64 = 10_000;

/// After the champion or the queue's weights have changed, or a sampling rule is over: queued items stand in the order
/// that holds now. One that somebody has locked is being decided or claimed; whoever has it may wait for the project, so
/// it is not waited for.
pub(crate) async fn reorder_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<()> {
    let mut after = Some(uuid::Uuid::nil());
    while let Some(from) = after {
        after = reorder_some_in_txn(tx, project, from).await?;
    }
    Ok(())
}

/// The same, some rows a transaction: decisions and claims go on meanwhile. Stopped half-way, it may be done again.
pub(crate) async fn reorder(pool: &PgPool, project: ProjectId) -> Result<()> {
    let mut after = Some(uuid::Uuid::nil());
    while let Some(from) = after {
        let mut tx = begin(pool, None).await?;
        after = reorder_some_in_txn(&mut tx, project, from).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The last of the rows that were looked at; none when there is no more.
async fn reorder_some_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    after: uuid::Uuid,
) -> Result<Option<uuid::Uuid>> {
    let now = projects::project_in_txn(tx, project).await?;
    let weights = &now.settings.queue;
    let rows = sqlx::query(
            "select i.id, i.created_at, i.sampling = 'drawn' as drawn, p.answer, p.regions, p.confidence from items i
             left join lateral (select answer, regions, confidence from proposals
                where item_id = i.id and not i.blind
                order by exists (select from champions c where c.model_version_id = proposals.model_version_id) desc,
                   created_at desc, id desc limit 1) p on true
             where i.project_id = $1 and i.state = 'queued' and i.id > $2
             order by i.id limit $3 for no key update of i skip locked",
        )
        .bind(project.0)
        .bind(after)
        .bind(ROWS)
        .fetch_all(&mut *tx)
        .await?;
    let (mut ids, mut priorities) = (Vec::new(), Vec::new());
    for row in &rows {
        let seen = match row.try_get::<Option<String>, _>("answer")? {
            None => None,
            Some(answer) => {
                let found = regions(row, "regions")?;
                Some(Seen {
                    confidence: row
                        .try_get::<Option<f32>, _>("confidence")?
                        .unwrap_or(UNKNOWN),
                    severity: severity(weights, &answer, &found, &now.labels),
                })
            }
        };
        ids.push(row.try_get::<uuid::Uuid, _>("id")?);
        let place = priority(weights, seen, row.try_get("created_at")?);
        priorities.push(match row.try_get("drawn")? {
            Some(true) => place + DRAWN_FIRST,
            _ => place,
        });
    }
    let last = ids.last().copied();
    sqlx::query(
            "update items i set priority = n.priority from unnest($1::uuid[], $2::real[]) as n (id, priority)
             where i.id = n.id and i.priority is distinct from n.priority",
        )
        .bind(ids)
        .bind(priorities)
        .execute(&mut *tx)
        .await?;
    Ok(last)
}
