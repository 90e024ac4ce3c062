//! A run from wherever a worker left it to its end: samples in the order of the plan, so many in flight at a time.

use super::asking::{Asking, Next, Ready, Stop};
use anyhow::{Context, Result, anyhow};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use vitrine_domain::SynthesisState;
use vitrine_store::SampleWork;
use vitrine_synthesis::teacher;

/// How often a cancel is looked for.
const EVERY: Duration = Duration::from_secs(1);
/// Samples read at a time.
const SOME: i64 = 64;

/// Ends the run, however it goes. Errors: the database was away; the run is to be taken up again.
pub async fn carry(asking: Asking) -> Result<()> {
    let asking = Arc::new(asking);
    let (store, member, id) = (&asking.store, &asking.member, asking.run.id);
    let left = store.synthesis_recover(member, &asking.run).await?;
    if left > 0 {
        tracing::warn!(run = %id, left, "a worker ended with requests in flight");
    }
    let stop = tokio::select! {
        stop = samples(&asking) => stop?,
        never = heed(&asking) => match never {},
    };
    let cancelled = store.synthesis_cancel_requested(member, id).await?;
    let forbidden = asking.forbidden.get().cloned();
    let (state, reason) = match stop {
        _ if cancelled => (SynthesisState::Cancelled, Some("cancelled".to_owned())),
        Some(Stop::Over) if forbidden.is_some() => (SynthesisState::Failed, forbidden),
        None => (SynthesisState::Finished, None),
        Some(Stop::OutOfBudget(why)) => (SynthesisState::OutOfBudget, Some(why)),
        Some(Stop::Teacher(why)) => (SynthesisState::Failed, Some(why)),
        Some(Stop::Over) => return Ok(()),
    };
    store
        .synthesis_end(member, id, state, reason.as_deref())
        .await?;
    Ok(())
}

/// Wakes those that wait for the teacher's patience when the run is cancelled, or its teacher's host is taken off the
/// project's list: nothing more is sent then.
async fn heed(asking: &Asking) -> Infallible {
    loop {
        tokio::time::sleep(EVERY).await;
        let (store, member) = (&asking.store, &asking.member);
        let asked = store
            .synthesis_cancel_requested(member, asking.run.id)
            .await;
        if asked.unwrap_or(false) {
            asking.patience.end();
        }
        if let Ok(project) = store.project_get(member).await
            && let Err(why) = teacher::check(&asking.run.teacher, &project.settings.teachers)
        {
            let _ = asking.forbidden.set(why.to_string());
            asking.patience.end();
        }
    }
}

type Landed = Result<Option<Stop>>;

/// All that is planned; why it stopped before that. What is in flight then is waited for: it is paid for.
async fn samples(asking: &Arc<Asking>) -> Landed {
    let mut flying = JoinSet::new();
    let stop = sent(asking, &mut flying).await;
    let mut last = Ok(None);
    while let Some(landed) = flying.join_next().await {
        last = first_of(last, one(landed));
    }
    first_of(stop, last)
}

/// Until there is nothing to send or a reason not to. Some may be in flight yet.
async fn sent(asking: &Arc<Asking>, flying: &mut JoinSet<Landed>) -> Landed {
    let at_once = usize::from(asking.run.teacher.concurrency.max(1));
    let mut source = Source::new(asking.clone());
    while let Some(work) = source.next().await? {
        let room = match asking.ready(work).await? {
            Next::Ready(ready) => {
                fly(asking, flying, ready);
                flying.len() < at_once
            }
            Next::Skipped => true,
            Next::Wait(work) => {
                source.put_back(work);
                false
            }
            Next::OutOfBudget(why) => return Ok(Some(Stop::OutOfBudget(why))),
            Next::Over => return Ok(Some(Stop::Over)),
        };
        if room {
            continue;
        }
        match flying.join_next().await {
            Some(landed) => {
                if let Some(stop) = one(landed)? {
                    return Ok(Some(stop));
                }
            }
            // Held back, and nothing in flight to wait for: it is being settled.
            None => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
    Ok(None)
}

fn fly(asking: &Arc<Asking>, flying: &mut JoinSet<Landed>, ready: Box<Ready>) {
    let asking = asking.clone();
    flying.spawn(async move { asking.ask(&ready).await });
}

fn one(landed: Result<Landed, tokio::task::JoinError>) -> Landed {
    landed.map_err(|e| anyhow!("a request's task ended: {e}"))?
}

/// An error before a reason, the earlier before the later.
fn first_of(earlier: Landed, later: Landed) -> Landed {
    match (earlier, later) {
        (Err(e), _) | (Ok(_), Err(e)) => Err(e),
        (Ok(earlier), Ok(later)) => Ok(earlier.or(later)),
    }
}

/// Planned samples, some at a time.
struct Source {
    asking: Arc<Asking>,
    after: i32,
    some: VecDeque<SampleWork>,
}

impl Source {
    fn new(asking: Arc<Asking>) -> Self {
        Self {
            asking,
            after: -1,
            some: VecDeque::new(),
        }
    }

    async fn next(&mut self) -> Result<Option<SampleWork>> {
        if self.some.is_empty() {
            let Asking {
                store, member, run, ..
            } = &*self.asking;
            self.some = store
                .synthesis_next(member, run.id, self.after, SOME)
                .await
                .context("the next samples")?
                .into();
        }
        let next = self.some.pop_front();
        if let Some(work) = &next {
            self.after = work.n;
        }
        Ok(next)
    }

    fn put_back(&mut self, work: SampleWork) {
        self.some.push_front(work);
    }
}
