//! Which labels the newest standing triplets name.

use super::READ;
use crate::{Result, projects};
use sqlx::PgConnection;
use vitrine_domain::rules::decision;
use vitrine_domain::{LabelFigures, ProjectId};

/// Words are read faster than corrections are measured.
const TRIPLETS: i64 = 20 * READ;

pub(super) async fn in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<LabelFigures> {
    let known = projects::labels_in_txn(tx, project).await?;
    let responses: Vec<(String, i64, bool)> = sqlx::query_as(
        "select response, count(*), exists (select from triplets
            where project_id = $1 and superseded_at is null order by id desc offset $2)
         from (select response from triplets
            where project_id = $1 and superseded_at is null order by id desc limit $2) newest group by 1",
    )
    .bind(project.0)
    .bind(TRIPLETS)
    .fetch_all(tx)
    .await?;
    let mut figures = LabelFigures {
        labels: known.iter().map(|l| (l.clone(), 0)).collect(),
        ..LabelFigures::default()
    };
    for (response, times, more) in &responses {
        figures.n += times;
        figures.more = *more;
        match decision::parse(response, &known) {
            None => figures.other += times,
            Some(named) if named.is_empty() => figures.none += times,
            Some(named) => {
                for (label, n) in &mut figures.labels {
                    if named.contains(label) {
                        *n += times;
                    }
                }
            }
        }
    }
    Ok(figures)
}
