//! Loss curves of training runs, thinned where they are stored.

use crate::Result;
use crate::gates::decision_of_run;
use crate::rows::{word, word_opt};
use sqlx::{PgConnection, Row};
use vitrine_domain::limits::LOSS_STEPS;
use vitrine_domain::{CurvePoint, ProjectId, RunCurve, TrainingRunId};

/// Points of one curve, those with a validation loss apart.
const POINTS: i64 = 150;

pub(super) async fn in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    most: i64,
) -> Result<Vec<RunCurve>> {
    let runs = sqlx::query(concat!(
        "select r.id, r.state, r.created_at, v.name as candidate, ",
        decision_of_run!(),
        " as decision,
            (select avg(loss)::real from (select loss from training_points where training_run_id = r.id
                and loss < 'infinity' order by step desc limit $3) l) as last_loss
         from training_runs r
         left join model_versions v on v.project_id = r.project_id and v.training_run_id = r.id
         where r.project_id = $1 and exists (select from training_points p where p.training_run_id = r.id)
         order by r.created_at desc, r.id desc limit $2"
    ))
    .bind(project.0)
    .bind(most)
    .bind(LOSS_STEPS as i64)
    .fetch_all(&mut *tx)
    .await?;
    let mut curves = Vec::with_capacity(runs.len());
    for run in runs.iter().rev() {
        let id: uuid::Uuid = run.try_get("id")?;
        let points = sqlx::query(
            "select step, loss, validation_loss from (
                select step, loss, validation_loss, row_number() over (order by step) as nth, count(*) over () as n
                from training_points where training_run_id = $1) p
             where (nth - 1) % greatest(1, (n + $2 - 1) / $2) = 0 or nth = n or validation_loss is not null
             order by step",
        )
        .bind(id)
        .bind(POINTS)
        .fetch_all(&mut *tx)
        .await?;
        let point = |row: &sqlx::postgres::PgRow| {
            Ok(CurvePoint {
                step: row.try_get("step")?,
                loss: row.try_get("loss")?,
                validation_loss: row.try_get("validation_loss")?,
            })
        };
        curves.push(RunCurve {
            run_id: TrainingRunId(id),
            candidate: run.try_get("candidate")?,
            state: word(run, "state")?,
            decision: word_opt(run, "decision")?,
            created_at: run.try_get("created_at")?,
            points: points.iter().map(point).collect::<sqlx::Result<_>>()?,
            last_loss: run.try_get("last_loss")?,
        });
    }
    Ok(curves)
}
