//! The scripted reviewers at work: each takes the next item, leases it, decides it.

use crate::api::{Api, Refused};
use crate::processes::Processes;
use crate::progress::Progress;
use crate::reviewer;
use crate::truth_book::{Entry, TruthBook};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use vitrine_domain::{ItemId, ItemState};

/// Without a single decision for so long, something is broken.
const STALLED: Duration = Duration::from_secs(600);

/// What the reviewers share.
struct Table {
    queue: Mutex<VecDeque<Entry>>,
    /// Decided by the script, and when last.
    done: Mutex<(usize, Instant)>,
}

/// Lets everyone work until this round's items are all decided. `pace`: seconds a decision takes.
pub async fn round(
    desks: &[Api],
    book: &TruthBook,
    order: &[ItemId],
    pace: Duration,
    house: &mut Processes,
) -> Result<()> {
    let by_id: BTreeMap<ItemId, &Entry> = book.entries.iter().map(|e| (e.item_id, e)).collect();
    let undecided = undecided(&desks[0]).await?;
    let queue: VecDeque<Entry> = order
        .iter()
        .filter(|id| undecided.get(id).copied().unwrap_or(false))
        .map(|id| by_id[id].clone())
        .collect();
    let all = queue.len();
    let table = Arc::new(Table {
        queue: Mutex::new(queue),
        done: Mutex::new((0, Instant::now())),
    });
    let mut crew = tokio::task::JoinSet::new();
    for desk in desks {
        crew.spawn(work(desk.clone(), table.clone(), pace));
    }
    let mut progress = Progress::new();
    loop {
        tokio::select! {
            over = crew.join_next() => match over {
                None => return Ok(()),
                Some(done) => done.context("a scripted reviewer stopped")??,
            },
            () = tokio::time::sleep(Duration::from_secs(1)) => house.check()?,
        }
        let (done, since) = *table.done.lock().expect("nobody panics with it");
        progress.tell(format!("{done} of {all} items decided"));
        if since.elapsed() > STALLED {
            bail!(
                "no item could be decided for {} minutes; see the logs of server and worker",
                STALLED.as_secs() / 60
            );
        }
    }
}

/// Whether each item still waits for a decision.
async fn undecided(api: &Api) -> Result<BTreeMap<ItemId, bool>> {
    let open = |s| matches!(s, ItemState::Waiting | ItemState::Queued);
    Ok(api
        .items()
        .await?
        .into_iter()
        .map(|r| (r.item.id, open(r.item.state)))
        .collect())
}

async fn work(desk: Api, table: Arc<Table>, pace: Duration) -> Result<()> {
    let mut misses = 0;
    loop {
        let Some(entry) = table
            .queue
            .lock()
            .expect("nobody panics with it")
            .pop_front()
        else {
            return Ok(());
        };
        if decide(&desk, &entry, pace).await? {
            misses = 0;
            let mut done = table.done.lock().expect("nobody panics with it");
            *done = (done.0 + 1, Instant::now());
            continue;
        }
        // Not proposed yet, or somebody has it: others first.
        misses += 1;
        if misses % 20 == 0
            && !undecided(&desk)
                .await?
                .get(&entry.item_id)
                .copied()
                .unwrap_or(false)
        {
            continue;
        }
        table
            .queue
            .lock()
            .expect("nobody panics with it")
            .push_back(entry);
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
}

/// Leases and decides one item; false when it cannot be had now.
async fn decide(desk: &Api, entry: &Entry, pace: Duration) -> Result<bool> {
    let claimed = match desk.claim(entry.item_id).await {
        Ok(claimed) => claimed,
        Err(e) if not_now(&e) => None,
        Err(e) => return Err(e),
    };
    let Some(item) = claimed else {
        return Ok(false);
    };
    tokio::time::sleep(pace).await;
    match desk
        .review(entry.item_id, &reviewer::decide(&item, entry))
        .await
    {
        Ok(_) => Ok(true),
        Err(e) if not_now(&e) => Ok(false),
        Err(e) => Err(e),
    }
}

/// Somebody else has it, it is not queued, or the house is busy.
fn not_now(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<Refused>()
        .is_some_and(|r| matches!(r.status.as_u16(), 404 | 409 | 429 | 503))
}
