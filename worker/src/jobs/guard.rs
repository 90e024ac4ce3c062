//! What stands around every handler: attempts counted, time limited, panics caught, the next try put off.
//!
//! Layers of apalis sit outside its own bookkeeping and would leave a job running for ever; so it is done in here.

use super::Shop;
use anyhow::{Result, anyhow};
use apalis::prelude::{AbortError, Attempt, BoxDynError, TaskId};
use futures::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use vitrine_store::jobs::Job;

/// Runs a handler's work, unless the job was delivered too often: then it is given up, and `given_up` runs instead.
pub async fn guarded<J: Job>(
    shop: &Shop,
    task: &TaskId,
    attempt: &Attempt,
    limit: Duration,
    work: impl Future<Output = Result<()>>,
    given_up: impl Future<Output = ()>,
) -> Result<(), BoxDynError> {
    // 1 on the first delivery.
    let (task_id, attempt) = (task.to_string(), attempt.current());
    if attempt > J::ATTEMPTS {
        return give_up::<J>(&task_id, given_up).await;
    }
    let outcome = tokio::time::timeout(limit, AssertUnwindSafe(work).catch_unwind()).await;
    let error = match outcome {
        Ok(Ok(Ok(()))) => return Ok(()),
        Ok(Ok(Err(error))) => error,
        Ok(Err(panic)) => anyhow!("the handler panicked: {}", words(&*panic)),
        Err(_) => anyhow!("no end after {} s", limit.as_secs()),
    };
    tracing::warn!(task_id, attempt, "job failed: {error:#}");
    // No further delivery will come.
    if attempt == J::ATTEMPTS {
        return give_up::<J>(&task_id, given_up).await;
    }
    // Longer each time.
    if let Err(e) = shop.store.job_delay(&task_id, backoff(attempt)).await {
        tracing::warn!(task_id, "the next try could not be put off: {e}");
    }
    Err(format!("{error:#}").into())
}

async fn give_up<J: Job>(
    task_id: &str,
    given_up: impl Future<Output = ()>,
) -> Result<(), BoxDynError> {
    const WHY: &str = "given up after too many deliveries";
    given_up.await;
    tracing::error!(queue = J::QUEUE, task_id, "{WHY}");
    Err(Box::new(AbortError::new(WHY)))
}

/// 2, 4, 8 … 60 seconds after the first, second, third … attempt.
fn backoff(attempt: usize) -> Duration {
    Duration::from_secs((1u64 << attempt.clamp(1, 6)).min(60))
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no reason given".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_are_put_off_longer_and_longer_up_to_a_minute() {
        let waits: Vec<u64> = (1..9).map(|a| backoff(a).as_secs()).collect();
        assert_eq!(waits, [2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
