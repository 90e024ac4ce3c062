//! *sweep*: tidies up what nobody else will.

use super::{Shop, guard::guarded};
use anyhow::Result;
use apalis::prelude::{Attempt, BoxDynError, Data, TaskId};
use std::time::Duration;
use vitrine_store::Member;
use vitrine_store::jobs::SweepJob;

const LIMIT: Duration = Duration::from_secs(120);

pub async fn sweep(
    _job: SweepJob,
    shop: Data<Shop>,
    attempt: Attempt,
    id: TaskId,
) -> Result<(), BoxDynError> {
    guarded::<SweepJob>(&shop, &id, &attempt, LIMIT, one(&shop), async {}).await
}

/// Expired sessions; items, runs, evaluations and rules that lost their job; runs that became due during another; sampling rules that
/// failed; features of images that are gone; jobs long done. (An
/// expired claim needs no sweeping: the next claim takes it over.)
async fn one(shop: &Shop) -> Result<()> {
    let sessions = shop.store.session_delete_expired().await?;
    let (mut proposals, mut runs, mut evaluations, mut rules) = (0, 0, 0, 0);
    for id in shop.store.project_ids().await? {
        let member = Member::rule("sweep", id);
        shop.base_ensure(&member).await?;
        let base = shop.engine.base.hash();
        proposals += shop.store.proposals_enqueue_all(&member, base).await?;
        runs += shop.store.runs_enqueue_lost(&member).await?;
        evaluations += shop
            .store
            .benchmark_evaluations_enqueue_lost(&member)
            .await?;
        runs += u64::from(shop.store.run_request_due(&member).await?.is_some());
        runs += shop.store.synthesis_enqueue_lost(&member).await?;
        rules += shop.store.sampling_rules_enqueue_lost(&member).await?;
        rules += shop.store.sampling_rules_settle(&member).await?;
    }
    shop.store.jobs_prune().await?;
    let features = shop.engine.sweep_features().await?;
    if sessions + proposals + runs + evaluations + rules + features as u64 > 0 {
        tracing::info!(
            sessions,
            proposals,
            runs,
            evaluations,
            rules,
            features,
            "swept"
        );
    }
    Ok(())
}
