//! What waits now, and for how long: the oldest so many, by the index on their age.

use super::COUNTED;
use crate::Result;
use crate::rows::word;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use vitrine_domain::{AgeCount, ProjectId, QueueFigures, StateDepth};

/// Hours at which one age ends and the next begins.
const EDGES: [i32; 5] = [1, 6, 24, 72, 168];

pub(super) async fn in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<QueueFigures> {
    let rows = sqlx::query(
        "select width_bucket(extract(epoch from now() - created_at)::float8 / 3600, $2::float8[]) as age,
            count(*) as items, min(created_at) as oldest
         from (select created_at from items where project_id = $1 and state = 'queued'
                  and gold_of is null and sampling is distinct from 'undrawn'
               order by created_at limit $3) q group by 1",
    )
    .bind(project.0)
    .bind(EDGES.map(f64::from).to_vec())
    .bind(COUNTED)
    .fetch_all(&mut *tx)
    .await?;
    let mut figures = QueueFigures::default();
    for i in 0..=EDGES.len() {
        figures.ages.push(AgeCount {
            hours_from: if i == 0 { 0 } else { EDGES[i - 1] },
            hours_to: EDGES.get(i).copied(),
            items: 0,
        });
    }
    for row in &rows {
        let age: i32 = row.try_get("age")?;
        let items: i64 = row.try_get("items")?;
        if let Some(count) = figures.ages.get_mut(age.max(0) as usize) {
            count.items = items;
        }
        figures.queued += items;
        let oldest = Some(row.try_get("oldest")?);
        figures.oldest = match (figures.oldest, oldest) {
            (Some(a), Some(b)) => Some(std::cmp::min(a, b)),
            (a, b) => a.or(b),
        };
    }
    figures.more = figures.queued == COUNTED;
    figures.beside = beside_in_txn(tx, project).await?;
    Ok(figures)
}

/// Ids grow with time, so that the oldest come first by the index on states.
async fn beside_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<Vec<StateDepth>> {
    let rows = sqlx::query(
        "select s.state, q.items, q.oldest
         from unnest(array['escalated', 'second_review', 'adjudication']) with ordinality s (state, n)
         cross join lateral (select count(*) as items, min(created_at) as oldest
            from (select created_at from items where project_id = $1 and state = s.state and gold_of is null
                  order by id limit $2) oldest_first) q
         order by s.n",
    )
    .bind(project.0)
    .bind(COUNTED)
    .fetch_all(tx)
    .await?;
    let depth = |row: &PgRow| {
        let items: i64 = row.try_get("items")?;
        Ok(StateDepth {
            state: word(row, "state")?,
            items,
            more: items == COUNTED,
            oldest: row.try_get("oldest")?,
        })
    };
    Ok(rows.iter().map(depth).collect::<sqlx::Result<_>>()?)
}
