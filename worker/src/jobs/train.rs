//! *train*: carries a training run to its end, from wherever a worker left it.

use super::guard::guarded;
use super::held::{locked, tidy};
use super::{Shop, train_steps};
use anyhow::{Context, Result};
use apalis::prelude::{Attempt, BoxDynError, Data, TaskId};
use std::time::Duration;
use vitrine_domain::TrainingRun;
use vitrine_store::jobs::TrainJob;
use vitrine_store::{Member, StoreError};

const LIMIT: Duration = Duration::from_secs(24 * 3600);

pub async fn train(
    job: TrainJob,
    shop: Data<Shop>,
    attempt: Attempt,
    id: TaskId,
) -> Result<(), BoxDynError> {
    let member = Member::rule("train", job.project_id);
    let given_up = async {
        let why = "no worker could bring it to an end; see the workers' logs";
        if let Err(e) = shop.store.run_fail(&member, job.run_id, why).await {
            tracing::warn!(run = %job.run_id, "its end was not stored: {e}");
        }
    };
    let work = one(&shop, &member, &job);
    guarded::<TrainJob>(&shop, &id, &attempt, LIMIT, work, given_up).await
}

async fn one(shop: &Shop, member: &Member, job: &TrainJob) -> Result<()> {
    let run = match shop.store.run_get(member, job.run_id).await {
        Ok(run) => run,
        Err(StoreError::NotFound) => return Ok(()),
        Err(e) => return Err(e).context("the training run"),
    };
    if run.state.is_over() {
        return Ok(());
    }
    let dir = shop.engine.places.run(run.id);
    // Delivered to two at once, one works.
    let Some(_lock) = locked(&dir)? else {
        // Should that one end without an end, the sweep has the run taken up again.
        tracing::info!(run = %run.id, "another delivery of this run is at work");
        return Ok(());
    };
    match train_steps::carry(shop, member, &run, &dir).await {
        Ok(()) => {
            tidy(&dir);
            Ok(())
        }
        Err(e) => match purged_since(shop, member, &run).await {
            true => Err(e.context("an image was purged meanwhile")),
            false => failed(shop, member, &run, e).await,
        },
    }
}

/// Has an image of the run's snapshot been purged since `run` was read? The next delivery goes on without it.
async fn purged_since(shop: &Shop, member: &Member, run: &TrainingRun) -> bool {
    let now = shop.store.run_get(member, run.id).await;
    now.is_ok_and(|now| now.snapshot.purged != run.snapshot.purged)
}

/// Whether another try may help decides: the database away is tried again, anything else ends the run with a sentence.
async fn failed(
    shop: &Shop,
    member: &Member,
    run: &TrainingRun,
    error: anyhow::Error,
) -> Result<()> {
    match error.downcast_ref::<StoreError>() {
        // Cancelled or decided meanwhile, by whoever.
        Some(StoreError::Conflict(why)) => {
            tracing::info!(run = %run.id, %why, "the training run is over");
            Ok(())
        }
        Some(StoreError::Unavailable | StoreError::Database(_)) => Err(error),
        _ => {
            tracing::error!(run = %run.id, "the training run failed: {error:#}");
            Ok(shop
                .store
                .run_fail(member, run.id, &format!("{error:#}"))
                .await?)
        }
    }
}
