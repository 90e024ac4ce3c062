//! *synthesise*: carries a synthesis run to its end, from wherever a worker left it.

use super::Shop;
use super::guard::guarded;
use super::held::{locked, tidy};
use crate::synthesis::{Asking, carry};
use anyhow::{Context, Result};
use apalis::prelude::{Attempt, BoxDynError, Data, TaskId};
use std::time::Duration;
use vitrine_domain::SynthesisState;
use vitrine_media::Pictures;
use vitrine_store::jobs::SynthesiseJob;
use vitrine_store::{Member, StoreError};

/// A large plan at a slow teacher takes days.
const LIMIT: Duration = Duration::from_secs(30 * 24 * 3600);

pub async fn synthesise(
    job: SynthesiseJob,
    shop: Data<Shop>,
    attempt: Attempt,
    id: TaskId,
) -> Result<(), BoxDynError> {
    let member = Member::rule("synthesise", job.project_id);
    let given_up = async {
        let why = "no worker could bring it to an end; see the workers' logs";
        fail(&shop, &member, &job, why).await;
    };
    let work = one(&shop, &member, &job);
    guarded::<SynthesiseJob>(&shop, &id, &attempt, LIMIT, work, given_up).await
}

async fn one(shop: &Shop, member: &Member, job: &SynthesiseJob) -> Result<()> {
    let run = match shop.store.synthesis_get(member, job.run_id).await {
        Ok(run) => run,
        Err(StoreError::NotFound) => return Ok(()),
        Err(e) => return Err(e).context("the synthesis run"),
    };
    if run.state.is_over() {
        return Ok(());
    }
    let dir = shop.engine.places.synthesis(run.id);
    // Delivered to two at once, one works.
    let Some(_lock) = locked(&dir)? else {
        // Should that one end without an end, the sweep has the run taken up again.
        tracing::info!(run = %run.id, "another delivery of this run is at work");
        return Ok(());
    };
    let carried = match prepared(shop, member, job).await {
        Ok(asking) => carry(asking).await,
        Err(e) => Err(e),
    };
    match carried {
        Ok(()) => {
            tidy(&dir);
            Ok(())
        }
        Err(e) => failed(shop, member, job, e).await,
    }
}

/// The plan drawn, the teacher at hand.
async fn prepared(shop: &Shop, member: &Member, job: &SynthesiseJob) -> Result<Asking> {
    let store = &shop.store;
    let run = store.synthesis_get(member, job.run_id).await?;
    let rule = store.project_get(member).await?.settings.teachers;
    let chat = shop.teachers.chat(&run.teacher, &rule)?;
    let data = shop.engine.places.data.to_str();
    Ok(Asking {
        run: store.synthesis_start(member, job.run_id).await?,
        kinds: store.synthesis_kinds(member, job.run_id).await?,
        store: store.clone(),
        member: member.clone(),
        chat,
        pictures: Pictures::open(data.context("the data folder's name is no text")?)?,
        patience: Default::default(),
        refused: Default::default(),
        forbidden: Default::default(),
    })
}

/// The database away is tried again; anything else ends the run with a sentence.
async fn failed(
    shop: &Shop,
    member: &Member,
    job: &SynthesiseJob,
    error: anyhow::Error,
) -> Result<()> {
    match error.downcast_ref::<StoreError>() {
        Some(StoreError::Unavailable | StoreError::Database(_)) => Err(error),
        _ => {
            tracing::error!(run = %job.run_id, "the synthesis run failed: {error:#}");
            fail(shop, member, job, &format!("{error:#}")).await;
            Ok(())
        }
    }
}

async fn fail(shop: &Shop, member: &Member, job: &SynthesiseJob, why: &str) {
    let state = SynthesisState::Failed;
    let ended = shop
        .store
        .synthesis_end(member, job.run_id, state, Some(why));
    if let Err(e) = ended.await {
        tracing::warn!(run = %job.run_id, "its end was not stored: {e}");
    }
}
