//! What changed, told to whoever watches: `pg_notify`, one listener a process. It says that something changed, never
//! what: the watcher asks again.
//!
//! Inside the transaction that changed it ([`notify_in_txn`]), or right after, together with what else changed just then
//! ([`Feed::tell`]): Postgres lets transactions that notify commit one at a time, each waiting for the disk, and claims and
//! decisions of many at once would queue for it.

use crate::begin::begin;
use crate::{Result, Store};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgListener;
use sqlx::{PgConnection, PgPool};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::broadcast;
use vitrine_domain::{ProjectId, api::Change};

pub(crate) const CHANNEL: &str = "vitrine_changes";

#[derive(Debug, Serialize, Deserialize)]
struct Notice {
    project_id: ProjectId,
    change: Change,
}

/// What a watcher hears.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    Changed(ProjectId, Change),
    /// The database was away: changes of any project may have been missed.
    Missed,
}

/// How long what is told waits for more of it.
const SOON: Duration = Duration::from_millis(20);

/// The process's one listener, started when the first watcher comes, and what it has yet to tell.
#[derive(Debug, Clone)]
pub(crate) struct Feed {
    pool: PgPool,
    sender: Arc<OnceLock<broadcast::Sender<Heard>>>,
    waiting: Arc<Mutex<BTreeSet<String>>>,
    news: News,
}

/// When this process last heard of a change in each project.
#[derive(Debug, Clone, Default)]
struct News(Arc<Mutex<Heeded>>);

#[derive(Debug, Default)]
struct Heeded {
    /// Since when the listener hears everything; none while it does not.
    listening: Option<Instant>,
    last: HashMap<ProjectId, Instant>,
}

impl News {
    fn lock(&self) -> MutexGuard<'_, Heeded> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn came(&self, project: ProjectId) {
        self.lock().last.insert(project, Instant::now());
    }
}

impl Feed {
    pub(crate) fn new(pool: PgPool) -> Self {
        Self {
            pool,
            sender: Arc::default(),
            waiting: Arc::default(),
            news: News::default(),
        }
    }

    /// Since when nothing was heard of that would have changed the project; none where nobody listens, and so nobody knows.
    pub(crate) fn quiet_since(&self, project: ProjectId) -> Option<Instant> {
        let news = self.news.lock();
        let listening = news.listening?;
        let last = news.last.get(&project);
        Some(last.map_or(listening, |last| listening.max(*last)))
    }

    /// Of what is committed already. A process that dies in that moment tells nobody; watchers hear of the next change.
    pub(crate) fn tell(&self, project_id: ProjectId, change: Change) {
        self.news.came(project_id);
        let first = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let first = waiting.is_empty();
            waiting.insert(notice(project_id, change));
            first
        };
        if first {
            let feed = self.clone();
            tokio::spawn(async move {
                let mut wait = SOON;
                loop {
                    tokio::time::sleep(wait).await;
                    match feed.tell_all().await {
                        Ok(()) => break,
                        Err(_) if feed.pool.is_closed() => break,
                        Err(error) => tracing::warn!(%error, "what changed is told later"),
                    }
                    wait = Duration::from_secs(1);
                }
            });
        }
    }

    /// Leaves nothing waiting, unless it fails.
    async fn tell_all(&self) -> sqlx::Result<()> {
        let waiting = || self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let all: Vec<String> = std::mem::take(&mut *waiting()).into_iter().collect();
        let told = self.send(&all).await;
        if told.is_err() {
            waiting().extend(all);
        }
        told
    }

    async fn send(&self, all: &[String]) -> sqlx::Result<()> {
        let mut tx = begin(&self.pool, None).await?;
        // Nothing is written that could be lost.
        sqlx::query("set local synchronous_commit = off")
            .execute(&mut *tx)
            .await?;
        sqlx::query("select pg_notify($1, said) from unnest($2::text[]) said")
            .bind(CHANNEL)
            .bind(all)
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    fn subscribe(&self) -> broadcast::Receiver<Heard> {
        self.sender
            .get_or_init(|| {
                let (sender, _) = broadcast::channel(1024);
                let news = self.news.clone();
                tokio::spawn(listen(self.pool.clone(), news, sender.clone()));
                sender
            })
            .subscribe()
    }
}

impl Store {
    /// All projects' changes from now on; the watcher picks its own. A receiver that lags misses some and
    /// must then fetch anew, as after [`Heard::Missed`]. Needs a tokio runtime.
    pub fn changes(&self) -> broadcast::Receiver<Heard> {
        self.feed.subscribe()
    }
}

/// What `pg_notify` says of it.
fn notice(project_id: ProjectId, change: Change) -> String {
    serde_json::to_string(&Notice { project_id, change }).expect("ids and words become JSON")
}

/// Sent when the transaction commits, and not at all if it does not.
pub(crate) async fn notify_in_txn(
    tx: &mut PgConnection,
    project_id: ProjectId,
    change: Change,
) -> Result<()> {
    sqlx::query("select pg_notify($1, $2)")
        .bind(CHANNEL)
        .bind(notice(project_id, change))
        .execute(tx)
        .await?;
    Ok(())
}

/// Listens for as long as the pool is open; a lost connection is made anew.
async fn listen(pool: PgPool, news: News, sender: broadcast::Sender<Heard>) {
    let mut lost = false;
    while !pool.is_closed() {
        if let Err(error) = listen_once(&pool, &news, &sender, lost).await {
            tracing::warn!(%error, "the change feed cannot listen");
        }
        news.lock().listening = None;
        lost = true;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Until the connection is lost. `lost`: there was one before, and what was told meanwhile went by.
async fn listen_once(
    pool: &PgPool,
    news: &News,
    sender: &broadcast::Sender<Heard>,
    lost: bool,
) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    // A connection of its own accord would not say what went by.
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    news.lock().listening = Some(Instant::now());
    // Nobody watching is no error, here and below.
    if lost {
        let _ = sender.send(Heard::Missed);
    }
    while let Some(notification) = listener.try_recv().await? {
        if let Ok(notice) = serde_json::from_str::<Notice>(notification.payload()) {
            // Before any watcher is told, and asks.
            news.came(notice.project_id);
            let _ = sender.send(Heard::Changed(notice.project_id, notice.change));
        }
    }
    tracing::warn!("the change feed lost its connection");
    Ok(())
}
