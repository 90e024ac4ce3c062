//! The thin wrapper around apalis keeps what it promises.

use crate::house::House;
use apalis::prelude::{TaskId, WorkerBuilder, WorkerContext};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use vitrine_domain::Split;
use vitrine_store::Store;
use vitrine_store::jobs::{Job, ProposeJob, SweepJob, TrainJob, storage};

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[tokio::test]
async fn a_committed_job_reaches_a_worker_with_its_ids() {
    let house = House::new().await;
    let item = house.item(Split::Train).await;
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let handler = move |job: ProposeJob, worker: WorkerContext| {
        let sender = sender.clone();
        async move {
            sender.send(job)?;
            worker.stop()?;
            Ok::<_, Failure>(())
        }
    };
    let worker = WorkerBuilder::new("propose-1")
        .backend(storage::<ProposeJob>(house.store()))
        .build(handler);
    tokio::time::timeout(Duration::from_secs(30), worker.run())
        .await
        .expect("the worker ends")
        .expect("without an error");
    let job = receiver.recv().await.unwrap();
    assert_eq!(
        (job.project_id, job.item_id),
        (house.ada.project_id, item.id)
    );
}

/// The trap: a failed job is picked again at once, unless its time is moved before the handler returns.
#[tokio::test]
async fn a_failed_job_waits_for_its_delay() {
    let house = House::new().await;
    house.item(Split::Train).await;
    let tries = Arc::new(AtomicUsize::new(0));
    let (store, counted): (Store, _) = (house.store().clone(), tries.clone());
    let handler = move |_: ProposeJob, id: TaskId, _: WorkerContext| {
        let (store, counted) = (store.clone(), counted.clone());
        async move {
            counted.fetch_add(1, Ordering::SeqCst);
            store
                .job_delay(&id.to_string(), Duration::from_secs(600))
                .await?;
            Err::<(), Failure>("not today".into())
        }
    };
    let worker = WorkerBuilder::new("propose-2")
        .backend(storage::<ProposeJob>(house.store()))
        .build(handler);
    // Several polls' time; the job may be picked once in it.
    let _ = tokio::time::timeout(Duration::from_secs(8), worker.run()).await;
    assert_eq!(tries.load(Ordering::SeqCst), 1);
    let late = "select count(*) from apalis.jobs where run_at > now() + interval '5 minutes' and status = 'Failed'";
    assert_eq!(house.count(late).await, 1);
}

#[tokio::test]
async fn each_queue_has_its_name_and_its_patience() {
    let house = House::new().await;
    house.store().job_enqueue(&SweepJob {}).await.unwrap();
    let row: (String, i32, String) =
        sqlx::query_as("select job_type, max_attempts, convert_from(job, 'UTF8') from apalis.jobs")
            .fetch_one(&house.db.owner().await)
            .await
            .unwrap();
    assert_eq!(row, ("sweep".into(), 1, "{}".into()));
    assert_eq!([ProposeJob::QUEUE, TrainJob::QUEUE], ["propose", "train"]);
}

#[tokio::test]
async fn only_jobs_long_over_are_forgotten() {
    let house = House::new().await;
    for _ in 0..6 {
        house.store().job_enqueue(&SweepJob {}).await.unwrap();
    }
    house
        .sql(
            "update apalis.jobs j set status = w.status, attempts = w.attempts,
                run_at = now() - interval '30 hours', done_at = now() - w.ago * interval '1 hour'
             from (select id, row_number() over (order by id) as n from apalis.jobs) k
             join (values (1, 'Done', 1, 25), (2, 'Failed', 1, 25), (3, 'Done', 1, 1), (4, 'Failed', 0, 25),
                (5, 'Running', 1, 25)) as w (n, status, attempts, ago) on w.n = k.n
             where j.id = k.id",
        )
        .await;
    assert_eq!(house.store().jobs_prune().await.unwrap(), 2);
    assert_eq!(house.count("select count(*) from apalis.jobs").await, 4);
}
