//! How a run comes to be: with its snapshot and its job, together or not at all.
//!
//! It is added under the project's row, for which every decision of the project waits; its snapshot, which takes the longer the
//! more is curated, is made before that. What is decided in between is not in it and stays counted as new.

use super::run_on_in_txn;
use crate::jobs::{TrainJob, enqueue_in_txn};
use crate::rows::to_json;
use crate::{Actor, Result, StoreError, audit, changes, projects, snapshots};
use serde_json::json;
use sqlx::PgConnection;
use std::borrow::Cow;
use vitrine_domain::api::{Change, TrainRequest};
use vitrine_domain::{ProjectId, ReviewId, Snapshot, TrainingRun, TrainingRunId, Trigger};

/// Is a run of project `$1` under way?
macro_rules! under_way {
    () => {
        "exists (select from training_runs
            where project_id = $1 and state in ('queued', 'training', 'evaluating'))"
    };
}
pub(super) use under_way;

/// What a run is asked for with.
pub(super) struct Asked<'a> {
    pub(super) actor: Cow<'a, Actor>,
    pub(super) trigger: Trigger,
    pub(super) request: Cow<'a, TrainRequest>,
    pub(super) tick: Option<&'a str>,
    pub(super) review: Option<ReviewId>,
}

/// `review`: of the triplet that made them enough, where it was at once.
pub(super) fn by_threshold(review: Option<ReviewId>) -> Asked<'static> {
    Asked {
        actor: Cow::Owned(Actor::rule("threshold")),
        trigger: Trigger::Threshold,
        request: Cow::default(),
        tick: None,
        review,
    }
}

async fn none_under_way_in_txn(tx: &mut PgConnection, project: ProjectId) -> Result<()> {
    let active: bool = sqlx::query_scalar(concat!("select ", under_way!()))
        .bind(project.0)
        .fetch_one(tx)
        .await?;
    match active {
        false => Ok(()),
        true => Err(StoreError::Conflict(
            "a training run is under way; wait for it or cancel it".into(),
        )),
    }
}

/// What a run would be trained on, as it is now; the project's row is not held for it. `Conflict` where there is none, or a run is
/// under way already.
pub(super) async fn snapshot_ahead_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
) -> Result<Snapshot> {
    none_under_way_in_txn(tx, project).await?;
    let snapshot = snapshots::snapshot_make_in_txn(tx, project).await?;
    match snapshot.train {
        0 => Err(StoreError::Conflict(
            "there is no triplet in the training split yet".into(),
        )),
        _ => Ok(snapshot),
    }
}

/// Of what is current and can be learnt from, how much is not in that snapshot: made or come back since. Exact under the project's
/// row, since whoever adds or takes away is counted under it, last in the transaction.
async fn unseen_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    snapshot: &Snapshot,
) -> Result<i32> {
    let unseen = sqlx::query_scalar(
        "select count(*)::integer from triplets t
         where t.project_id = $1 and t.superseded_at is null and t.split <> 'held_out'
           and not exists (select from snapshot_triplets s where s.snapshot_id = $2 and s.triplet_id = t.id)",
    )
    .bind(project.0)
    .bind(snapshot.id.0)
    .fetch_one(tx)
    .await?;
    Ok(unseen)
}

/// The caller holds the project's row and has made the snapshot before. Refuses before it writes anything.
pub(super) async fn run_add_in_txn(
    tx: &mut PgConnection,
    project: ProjectId,
    snapshot: Snapshot,
    asked: &Asked<'_>,
) -> Result<TrainingRun> {
    none_under_way_in_txn(tx, project).await?;
    let unseen = unseen_in_txn(tx, project, &snapshot).await?;
    let id = TrainingRunId::fresh();
    let project_s = projects::project_in_txn(tx, project)
        .await?
        .settings
        .training;
    let config = asked.request.over(project_s);
    // Asked for, else fixed by the project's settings, else drawn; small enough for every reader of JSON.
    let fixed = config.get("seed").and_then(serde_json::Value::as_i64);
    let seed = asked
        .request
        .seed
        .or(fixed)
        .unwrap_or_else(|| i64::from(rand::random::<u32>()));
    // What it takes is what was new and is in its snapshot; by so much more would be new if it had not been. It is as old as
    // this row, and not as the transaction: one that came and went while the snapshot was made was before it.
    sqlx::query(
        "insert into training_runs (id, project_id, snapshot_id, trigger, requested_by, tick, config, seed, state,
            asked_by_review, triplets_new, gives_back, created_at)
         select $1, $2, $3, $4, $5, $6, $7, $8, 'queued', $9, greatest(triplets_new - $10, 0), triplets_new - $10,
            clock_timestamp()
         from projects where id = $2",
    )
    .bind(id.0)
    .bind(project.0)
    .bind(snapshot.id.0)
    .bind(asked.trigger.as_str())
    .bind(&asked.actor.name)
    .bind(asked.tick)
    .bind(&config)
    .bind(seed)
    .bind(asked.review.map(|r| r.0))
    .bind(unseen)
    .execute(&mut *tx)
    .await?;
    sqlx::query("update projects set triplets_new = $2, retrain_from = 0 where id = $1")
        .bind(project.0)
        .bind(unseen)
        .execute(&mut *tx)
        .await?;
    let job = TrainJob {
        project_id: project,
        run_id: id,
    };
    enqueue_in_txn(tx, &[job]).await?;
    audit::audit_in_txn(
        tx,
        &asked.actor,
        Some(project),
        "training_run.request",
        ("training_run", &id.to_string()),
        json!({"trigger": to_json(&asked.trigger), "snapshot": snapshot.hash, "seed": seed,
            "settings": asked.request.settings}),
    )
    .await?;
    changes::notify_in_txn(tx, project, Change::Training { run_id: id }).await?;
    run_on_in_txn(tx, project, id, snapshot).await
}
