//! *accept*: writes the reviews of a sampling rule that a lead has applied, from wherever a worker left it.

use super::{Shop, guard::guarded};
use anyhow::{Context, Result};
use apalis::prelude::{Attempt, BoxDynError, Data, TaskId};
use std::time::Duration;
use vitrine_store::jobs::AcceptJob;
use vitrine_store::{Member, StoreError};

const LIMIT: Duration = Duration::from_secs(24 * 3600);

pub async fn accept(
    job: AcceptJob,
    shop: Data<Shop>,
    attempt: Attempt,
    id: TaskId,
) -> Result<(), BoxDynError> {
    guarded::<AcceptJob>(&shop, &id, &attempt, LIMIT, one(&shop, &job), async {}).await
}

/// Delivered to two at once, each item is accepted by one of them: it is locked, and looked at again.
async fn one(shop: &Shop, job: &AcceptJob) -> Result<()> {
    let member = Member::rule("accept", job.project_id);
    let mut after = None;
    loop {
        let page = shop.store.sampling_rule_accept(&member, job.run_id, after);
        after = match page.await {
            Ok(Some(last)) => Some(last),
            Ok(None) | Err(StoreError::NotFound) => return Ok(()),
            Err(e) => return Err(e).context("the sampling rule's reviews"),
        };
    }
}
