//! *propose*: the champion answers one item.

use super::{Shop, guard::guarded};
use crate::model::{Wanted, answer_tokens};
use anyhow::{Context, Result};
use apalis::prelude::{Attempt, BoxDynError, Data, TaskId};
use std::time::Duration;
use vitrine_domain::rules::decision;
use vitrine_store::jobs::ProposeJob;
use vitrine_store::{Member, NewProposal, StoreError};

const LIMIT: Duration = Duration::from_secs(600);

pub async fn propose(
    job: ProposeJob,
    shop: Data<Shop>,
    attempt: Attempt,
    id: TaskId,
) -> Result<(), BoxDynError> {
    guarded::<ProposeJob>(&shop, &id, &attempt, LIMIT, one(&shop, &job), async {}).await
}

async fn one(shop: &Shop, job: &ProposeJob) -> Result<()> {
    let member = Member::rule("propose", job.project_id);
    shop.base_ensure(&member).await?;
    let work = match shop.store.proposal_wanted(&member, job.item_id).await {
        Ok(Some(work)) => work,
        // Decided, claimed or proposed meanwhile, or gone: nothing to do.
        Ok(None) | Err(StoreError::NotFound) => return Ok(()),
        Err(e) => return Err(e).context("what is wanted of the item"),
    };
    if work.champion.base_hash != shop.engine.base.hash() {
        tracing::warn!(
            item = %job.item_id,
            "nothing is proposed: the version in use, {}, stands on another base than this worker has",
            work.champion.name
        );
        return Ok(());
    }
    let labels = work.labels;
    let said = shop
        .proposer
        .propose(Wanted {
            images: work.item.images().map(|m| m.sha256.clone()).collect(),
            instruction: work.item.instruction.clone(),
            labels: labels.clone(),
            artefact: work.champion.artefact_hash.clone(),
            tokens: answer_tokens(work.metric),
        })
        .await
        .with_context(|| format!("answer the item {}", job.item_id))?;
    let new = NewProposal {
        item_id: job.item_id,
        model_version_id: work.champion.id,
        well_formed: decision::parse(&said.answer, &labels).is_some(),
        answer: said.answer,
        regions: said.regions,
        malformed_regions: said.malformed_regions as i32,
        confidence: if said.confidence.is_finite() {
            said.confidence.clamp(0.0, 1.0)
        } else {
            0.0
        },
        unsure_spans: said.unsure_spans,
        prompt_tokens: said.prompt_tokens as i32,
        answer_tokens: said.answer_tokens as i32,
        seconds: said.seconds,
    };
    shop.store
        .proposal_add(&member, &new)
        .await
        .context("store the proposal")?;
    Ok(())
}
