//! The one thin wrapper around apalis: the queues, what is in them, how it gets there inside a transaction,
//! and how a worker takes it out. Jobs carry ids alone; what is to be done stands in the rows.
//!
//! Delivery is at least once: whoever handles a job must leave the same on the second time.

use crate::{Result, Store};
use apalis::prelude::{IntervalStrategy, PollWith, Strategy, TaskBuilder};
use apalis_postgres::{Config, PgTask, PostgresStorage, Pubsub};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sqlx::PgConnection;
use std::time::Duration;
use vitrine_domain::{BenchmarkEvaluationId, ItemId, ProjectId, SynthesisRunId, TrainingRunId};

/// What goes into a queue, and which.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + Unpin + 'static {
    const QUEUE: &'static str;
    /// Deliveries after which it is given up.
    const ATTEMPTS: usize;
}

/// In a query: no job of this queue that may still be delivered has this id in this field.
macro_rules! without_job {
    ($queue:literal, $field:literal, $id:literal) => {
        concat!(
            "not exists (select from apalis.jobs j where j.job_type = '",
            $queue,
            "'
               and (j.status in ('Pending', 'Queued', 'Running') or j.status = 'Failed' and j.attempts < j.max_attempts)
               and convert_from(j.job, 'UTF8')::jsonb ->> '",
            $field,
            "' = ",
            $id,
            "::text)"
        )
    };
}
pub(crate) use without_job;

/// Let the champion propose an answer for an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposeJob {
    pub project_id: ProjectId,
    pub item_id: ItemId,
}

impl Job for ProposeJob {
    const QUEUE: &'static str = "propose";
    const ATTEMPTS: usize = 5;
}

/// Carry a training run to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrainJob {
    pub project_id: ProjectId,
    pub run_id: TrainingRunId,
}

impl Job for TrainJob {
    const QUEUE: &'static str = "train";
    const ATTEMPTS: usize = 10;
}

/// Carry a synthesis run to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SynthesiseJob {
    pub project_id: ProjectId,
    pub run_id: SynthesisRunId,
}

impl Job for SynthesiseJob {
    const QUEUE: &'static str = "synthesise";
    const ATTEMPTS: usize = 10;
}

/// Write the reviews of a sampling rule that was applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptJob {
    pub project_id: ProjectId,
    pub run_id: SynthesisRunId,
}

impl Job for AcceptJob {
    const QUEUE: &'static str = "accept";
    const ATTEMPTS: usize = 10;
}

/// Measure a model version on a published benchmark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluateJob {
    pub project_id: ProjectId,
    pub evaluation_id: BenchmarkEvaluationId,
}

impl Job for EvaluateJob {
    const QUEUE: &'static str = "evaluate";
    const ATTEMPTS: usize = 10;
}

/// Tidy up: expired sessions, items, runs, evaluations and rules that lost their job, features of images that are gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SweepJob {}

impl Job for SweepJob {
    const QUEUE: &'static str = "sweep";
    const ATTEMPTS: usize = 1;
}

/// Woken by NOTIFY, and by a poll for notices that were lost.
pub type Storage<J> = PollWith<PostgresStorage<J>, Strategy>;

/// A worker's end of a queue: one job in hand at a time, heartbeats every 5 s; after 30 s without one the jobs of
/// that worker are given to others.
pub fn storage<J: Job>(store: &Store) -> Storage<J> {
    let config = Config::default()
        .queue(J::QUEUE)
        .batch_size(1)
        .heartbeat_interval(Duration::from_secs(5))
        .missed_heartbeats(6);
    let waking = Strategy::new()
        .stream(Pubsub::new(store.pool.clone(), J::QUEUE.to_owned()))
        .apply(IntervalStrategy::new(Duration::from_secs(2)));
    PollWith::new(
        PostgresStorage::new(&store.pool).with_config(config),
        waking,
    )
}

/// Stands when the transaction commits, and not at all if it does not.
pub(crate) async fn enqueue_in_txn<J: Job>(tx: &mut PgConnection, jobs: &[J]) -> Result<()> {
    // A statement a thousand jobs keeps each one small.
    for some in jobs.chunks(1000) {
        let tasks: Vec<PgTask> = some
            .iter()
            .map(|job| {
                let args = serde_json::to_vec(job).expect("ids become JSON");
                TaskBuilder::new(args).max_attempts(J::ATTEMPTS).build()
            })
            .collect();
        apalis_postgres::queries::push_tasks(tx, J::QUEUE, tasks).await?;
    }
    Ok(())
}

impl Store {
    /// Enqueues on its own, outside any other change (the sweep's tick).
    pub async fn job_enqueue<J: Job>(&self, job: &J) -> Result<()> {
        let mut connection = self.pool.acquire().await?;
        enqueue_in_txn(&mut connection, std::slice::from_ref(job)).await
    }

    /// Forgets jobs that ended more than a day ago, and workers not seen since; returns how many jobs.
    pub async fn jobs_prune(&self) -> Result<u64> {
        let jobs = sqlx::query(
            "delete from apalis.jobs
             where coalesce(done_at, run_at) < now() - interval '1 day'
               and (status in ('Done', 'Killed') or status = 'Failed' and attempts >= max_attempts)",
        )
        .execute(&self.pool)
        .await?;
        sqlx::query(
            "delete from apalis.workers w where last_seen < now() - interval '1 day'
               and not exists (select from apalis.jobs j where j.lock_by = w.id)",
        )
        .execute(&self.pool)
        .await?;
        Ok(jobs.rows_affected())
    }

    /// Call before returning an error from a handler: apalis would otherwise pick a failed job again at once.
    pub async fn job_delay(&self, task_id: &str, delay: Duration) -> Result<()> {
        sqlx::query(
            "update apalis.jobs set run_at = now() + make_interval(secs => $2) where id = $1",
        )
        .bind(task_id)
        .bind(delay.as_secs_f64())
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
