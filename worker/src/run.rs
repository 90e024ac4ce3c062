//! `run`: takes jobs until stopped.

use crate::cli::RunArgs;
use crate::jobs::{self, EveryMinute, Shop};
use crate::model::{Engine, Lane, Proposer};
use crate::synthesis::Teachers;
use anyhow::{Context, Result};
use apalis::layers::WorkerBuilderExt;
use apalis::prelude::{Monitor, WorkerBuilder};
use apalis_cron::CronScheduler;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};
use vitrine_store::{Member, Store, jobs as queues};

/// How long handlers in hand may take after a signal; what is cut off is delivered again.
const GRACE: Duration = Duration::from_secs(8);
/// Synthesis runs in hand at a time, of different projects: they mostly wait for their teachers.
const SYNTHESES: usize = 4;

pub fn command(args: RunArgs) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let done = runtime.block_on(take_jobs(args));
    // A training step under way is not waited for: its checkpoint stands.
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

async fn take_jobs(args: RunArgs) -> Result<()> {
    let store = Store::connect(&args.places.database_url)
        .await
        .context("connect to Postgres")?;
    let engine = Arc::new(Engine::open(&args.places)?);
    tracing::info!(base = engine.base.hash(), "base loaded");
    let mut shop = Shop::new(
        store.clone(),
        engine.clone(),
        Proposer::start(engine.clone(), args.batch)?,
        Lane::start("train", engine)?,
        args.folders.clone(),
    );
    shop.teachers = Teachers::from_env(args.private_teachers)?;
    for id in store.project_ids().await? {
        shop.base_ensure(&Member::rule("worker", id)).await?;
    }
    println!("vitrine-worker takes jobs");
    monitor(&args, &shop)
        .run_with_signal(asked_to_stop())
        .await
        .context("the worker stopped")?;
    tracing::info!("stopped");
    Ok(())
}

/// One worker a job in hand, each with a name of its own: of this start, and of every restart.
fn monitor(args: &RunArgs, shop: &Shop) -> Monitor {
    let start = uuid::Uuid::now_v7().simple().to_string();
    let named = move |queue: &str, index: usize, restart: usize| {
        format!("{queue}-{index}-{start}-{restart}")
    };
    let (one, two, three) = (shop.clone(), shop.clone(), shop.clone());
    let (four, five, six) = (shop.clone(), shop.clone(), shop.clone());
    let (name1, name2, name3) = (named.clone(), named.clone(), named.clone());
    let seven = shop.clone();
    let (name4, name5, name6) = (named.clone(), named.clone(), named.clone());
    let mut monitor = Monitor::new()
        .register_n(args.batch.max(1), move |index, restart| {
            WorkerBuilder::new(name1("propose", index, restart))
                .backend(queues::storage::<queues::ProposeJob>(&one.store))
                .data(one.clone())
                .concurrency(1)
                .build(jobs::propose)
        })
        .register(move |restart| {
            WorkerBuilder::new(name2("sweep", 0, restart))
                .backend(queues::storage::<queues::SweepJob>(&two.store))
                .data(two.clone())
                .concurrency(1)
                .build(jobs::sweep)
        })
        .register(move |restart| {
            WorkerBuilder::new(name3("clock", 0, restart))
                .backend(CronScheduler::new(EveryMinute))
                .data(three.clone())
                .build(jobs::tick)
        })
        .register(move |restart| {
            WorkerBuilder::new(name6("accept", 0, restart))
                .backend(queues::storage::<queues::AcceptJob>(&seven.store))
                .data(seven.clone())
                .concurrency(1)
                .build(jobs::accept)
        })
        .register_n(SYNTHESES, move |index, restart| {
            WorkerBuilder::new(named("synthesise", index, restart))
                .backend(queues::storage::<queues::SynthesiseJob>(&six.store))
                .data(six.clone())
                .concurrency(1)
                .build(jobs::synthesise)
        });
    if !args.no_train {
        monitor = monitor.register(move |restart| {
            WorkerBuilder::new(name4("train", 0, restart))
                .backend(queues::storage::<queues::TrainJob>(&four.store))
                .data(four.clone())
                .concurrency(1)
                .build(jobs::train)
        });
        monitor = monitor.register(move |restart| {
            WorkerBuilder::new(name5("evaluate", 0, restart))
                .backend(queues::storage::<queues::EvaluateJob>(&five.store))
                .data(five.clone())
                .concurrency(1)
                .build(jobs::evaluate)
        });
    }
    // The database away ends a worker; it must come back.
    monitor
        .should_restart(|worker, error| {
            tracing::warn!(
                worker = worker.name(),
                restarts = worker.restarts(),
                "restarting: {error}"
            );
            std::thread::sleep(Duration::from_millis(500));
            true
        })
        .shutdown_timeout(GRACE)
}

async fn asked_to_stop() -> std::io::Result<()> {
    let mut term = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
    tracing::info!("stopping");
    Ok(())
}
