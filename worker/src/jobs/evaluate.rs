//! *evaluate*: measures a model version on a published benchmark, from wherever a worker left it.

use super::Shop;
use super::guard::guarded;
use super::held::{locked, tidy};
use crate::benchmark::{Finished, Measured, Watched, measure};
use crate::chat::GaveUp;
use crate::model::Engine;
use anyhow::{Context, Result, ensure};
use apalis::prelude::{Attempt, BoxDynError, Data, TaskId};
use std::convert::Infallible;
use std::path::Path;
use std::time::Duration;
use vitrine_domain::BenchmarkEvaluation;
use vitrine_store::jobs::EvaluateJob;
use vitrine_store::{Member, StoreError};

const LIMIT: Duration = Duration::from_secs(24 * 3600);
/// How often progress is stored and a cancel looked for.
const EVERY: Duration = Duration::from_secs(1);

pub async fn evaluate(
    job: EvaluateJob,
    shop: Data<Shop>,
    attempt: Attempt,
    id: TaskId,
) -> Result<(), BoxDynError> {
    let member = Member::rule("evaluate", job.project_id);
    let given_up = async {
        let why = "no worker could bring it to an end; see the workers' logs";
        let store = &shop.store;
        if let Err(e) = store
            .benchmark_evaluation_fail(&member, job.evaluation_id, why)
            .await
        {
            tracing::warn!(evaluation = %job.evaluation_id, "its end was not stored: {e}");
        }
    };
    let work = one(&shop, &member, &job);
    guarded::<EvaluateJob>(&shop, &id, &attempt, LIMIT, work, given_up).await
}

async fn one(shop: &Shop, member: &Member, job: &EvaluateJob) -> Result<()> {
    let id = job.evaluation_id;
    let evaluation = match shop.store.benchmark_evaluation_get(member, id).await {
        Ok(evaluation) => evaluation,
        Err(StoreError::NotFound) => return Ok(()),
        Err(e) => return Err(e).context("the evaluation"),
    };
    if evaluation.state.is_over() {
        return Ok(());
    }
    let dir = shop.engine.places.evaluation(id);
    // Delivered to two at once, one works.
    let Some(_lock) = locked(&dir)? else {
        tracing::info!(evaluation = %id, "another delivery of it is at work");
        return Ok(());
    };
    match carry(shop, member, &evaluation, &dir).await {
        Ok(()) => {
            tidy(&dir);
            Ok(())
        }
        Err(e) => failed(shop, member, &evaluation, e).await,
    }
}

async fn carry(
    shop: &Shop,
    member: &Member,
    evaluation: &BenchmarkEvaluation,
    dir: &Path,
) -> Result<()> {
    let (store, id, engine) = (&shop.store, evaluation.id, &shop.engine);
    let version = store
        .version_get(member, evaluation.model_version_id)
        .await?;
    ensure!(
        version.base_hash == engine.base.hash(),
        "the version {} stands on another base ({}) than this worker has",
        version.name,
        version.base_hash
    );
    // Another program's answers are not gone on with: the result is of one.
    let code = crate::code::version();
    let out = dir.join(code.commit.as_deref().unwrap_or(&code.version));
    let task = shop
        .folders
        .task(evaluation.benchmark, evaluation.options, out)?;
    store
        .benchmark_evaluation_progress(member, id, 0, 0)
        .await?;
    let artefact = version.artefact_hash.clone();
    let load = move |engine: &Engine| engine.model(artefact.as_deref());
    let measured = Measured {
        tuned: shop.lane.run(load).await?,
        engine: engine.clone(),
        lane: shop.lane.clone(),
        version: version.name,
        artefact: version.artefact_hash,
    };
    let watched = Watched::default();
    let finished = tokio::select! {
        finished = measure(&task, &measured, Some(evaluation.benchmark), &watched) => finished?,
        never = watch(shop, member, evaluation, &watched) => match never {},
    };
    match finished {
        None => store.benchmark_evaluation_cancelled(member, id).await?,
        Some(Finished {
            result, answers, ..
        }) => {
            let kept = store
                .benchmark_evaluation_finish(member, id, &result, &answers)
                .await?;
            let (score, partial) = (result.score, result.partial);
            tracing::info!(evaluation = %kept.id, ?score, ?partial, "measured on {}", kept.benchmark.title());
        }
    }
    Ok(())
}

/// Stores how far it is and heeds a cancel; to be dropped when the work is done.
async fn watch(
    shop: &Shop,
    member: &Member,
    evaluation: &BenchmarkEvaluation,
    watched: &Watched,
) -> Infallible {
    let (store, id) = (&shop.store, evaluation.id);
    let mut told = (0, 0);
    loop {
        tokio::time::sleep(EVERY).await;
        let now = watched.progress();
        // When the database does not answer just now, the work goes on.
        let there = match now == told {
            true => store.benchmark_evaluation_get(member, id).await,
            false => {
                store
                    .benchmark_evaluation_progress(member, id, now.0 as i32, now.1 as i32)
                    .await
            }
        };
        match there {
            Ok(there) => {
                told = now;
                if there.cancel_requested || there.state.is_over() {
                    watched.stop();
                }
            }
            Err(StoreError::Conflict(_)) => watched.stop(),
            Err(e) => tracing::warn!(evaluation = %id, "progress was not stored yet: {e}"),
        }
    }
}

/// Whether another try may help decides: the database or the endpoint away is tried again, anything else ends it with a
/// sentence.
async fn failed(
    shop: &Shop,
    member: &Member,
    evaluation: &BenchmarkEvaluation,
    error: anyhow::Error,
) -> Result<()> {
    let id = evaluation.id;
    if error.downcast_ref::<GaveUp>().is_some() {
        return Err(error);
    }
    match error.downcast_ref::<StoreError>() {
        // Cancelled meanwhile, by whoever: it is stopped now.
        Some(StoreError::Conflict(why)) => {
            tracing::info!(evaluation = %id, %why, "the evaluation is over");
            Ok(shop
                .store
                .benchmark_evaluation_cancelled(member, id)
                .await?)
        }
        Some(StoreError::Unavailable | StoreError::Database(_)) => Err(error),
        _ => {
            tracing::error!(evaluation = %id, "the evaluation failed: {error:#}");
            Ok(shop
                .store
                .benchmark_evaluation_fail(member, id, &format!("{error:#}"))
                .await?)
        }
    }
}
