//! The scripted reviewers at work: each takes the next item, leases it, decides it.

use crate::api::{Api, Refused};
use crate::let_go::{self, FEW, Wanting};
use crate::processes::Processes;
use crate::progress::Progress;
use crate::reviewer;
use crate::truth_book::{Entry, TruthBook};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use vitrine_domain::ItemId;
use vitrine_domain::api::ReviewRequest;

/// Without a single decision for so long, something is broken.
const STALLED: Duration = Duration::from_secs(600);
/// How often items that could not be had are looked at.
const LOOK: Duration = Duration::from_secs(5);

/// How the script works.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// How long a decision takes.
    pub pace: Duration,
    /// A person may be at the desk too: what they hold is theirs, and a round that stands still goes on waiting.
    pub company: bool,
}

/// What the reviewers share.
struct Table {
    queue: Mutex<VecDeque<Wanting>>,
    /// Decided by the script, and when last.
    done: Mutex<(usize, Instant)>,
}

impl Table {
    fn queue(&self) -> std::sync::MutexGuard<'_, VecDeque<Wanting>> {
        self.queue.lock().expect("nobody panics with it")
    }

    fn done(&self) -> std::sync::MutexGuard<'_, (usize, Instant)> {
        self.done.lock().expect("nobody panics with it")
    }
}

/// Lets everyone work until none of this round's items is left for the script.
pub async fn round(
    desks: &[Api],
    book: &TruthBook,
    order: &[ItemId],
    manner: Manner,
    house: &mut Processes,
) -> Result<()> {
    let by_id: BTreeMap<ItemId, &Entry> = book.entries.iter().map(|e| (e.item_id, e)).collect();
    let open: BTreeSet<ItemId> = desks[0]
        .items()
        .await?
        .iter()
        .filter(|r| let_go::open(r))
        .map(|r| r.item.id)
        .collect();
    let queue: VecDeque<Wanting> = order
        .iter()
        .filter(|id| open.contains(id))
        .map(|id| Wanting {
            entry: by_id[id].clone(),
            misses: 0,
        })
        .collect();
    let all = queue.len();
    let table = Arc::new(Table {
        queue: Mutex::new(queue),
        done: Mutex::new((0, Instant::now())),
    });
    let mut crew = tokio::task::JoinSet::new();
    for desk in desks {
        crew.spawn(work(desk.clone(), table.clone(), manner.pace));
    }
    let mut progress = Progress::new();
    let (mut looked, mut gone) = (Instant::now(), 0);
    loop {
        tokio::select! {
            over = crew.join_next() => match over {
                None => return Ok(()),
                Some(done) => done.context("a scripted reviewer stopped")??,
            },
            () = tokio::time::sleep(Duration::from_secs(1)) => house.check()?,
        }
        if looked.elapsed() >= LOOK {
            gone += look(&desks[0], &table, manner.company).await?;
            looked = Instant::now();
        }
        let (done, since) = *table.done();
        progress.tell(let_go::standing(done, all, gone));
        if since.elapsed() > STALLED {
            let what = format!(
                "no item could be decided for {} minutes; see the logs of server and worker",
                STALLED.as_secs() / 60
            );
            if !manner.company {
                bail!(what);
            }
            Progress::say(what);
            table.done().1 = Instant::now();
        }
    }
}

/// Looks at the items that could not be had, and takes out those that are somebody else's by now; how many.
async fn look(desk: &Api, table: &Table, company: bool) -> Result<usize> {
    if !table.queue().iter().any(|w| w.misses >= FEW) {
        return Ok(0);
    }
    match desk.items().await {
        Ok(rows) => Ok(let_go::let_go(&mut table.queue(), &rows, company)),
        Err(e) if not_now(&e) => Ok(0),
        Err(e) => Err(e),
    }
}

async fn work(desk: Api, table: Arc<Table>, pace: Duration) -> Result<()> {
    loop {
        let next = table.queue().pop_front();
        let Some(mut wanting) = next else {
            return Ok(());
        };
        if decide(&desk, &wanting.entry, "", pace).await? {
            let mut done = table.done();
            *done = (done.0 + 1, Instant::now());
            continue;
        }
        // Not proposed yet, or somebody has it: others first.
        wanting.misses += 1;
        table.queue().push_back(wanting);
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
}

/// Leases and decides one item, with a word to whoever comes after; false when it cannot be had now.
pub async fn decide(desk: &Api, entry: &Entry, note: &str, pace: Duration) -> Result<bool> {
    let claimed = match desk.claim(entry.item_id).await {
        Ok(claimed) => claimed,
        Err(e) if not_now(&e) => None,
        Err(e) => return Err(e),
    };
    let Some(item) = claimed else {
        return Ok(false);
    };
    tokio::time::sleep(pace).await;
    let review = ReviewRequest {
        note: note.into(),
        ..reviewer::decide(&item, entry)
    };
    match desk.review(entry.item_id, &review).await {
        Ok(_) => Ok(true),
        Err(e) if not_now(&e) => Ok(false),
        Err(e) => Err(e),
    }
}

/// Somebody else has it, it is not queued, or the house is busy.
pub fn not_now(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<Refused>()
        .is_some_and(|r| matches!(r.status.as_u16(), 404 | 409 | 429 | 503))
}
