//! What changed, told to whoever watches: `pg_notify` inside the transaction that changed it, one
//! listener a process. It says that something changed, never what: the watcher asks again.

use crate::{Result, Store};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgListener;
use sqlx::{PgConnection, PgPool};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::broadcast;
use vitrine_domain::{ProjectId, api::Change};

const CHANNEL: &str = "vitrine_changes";

#[derive(Debug, Serialize, Deserialize)]
struct Notice {
    project_id: ProjectId,
    change: Change,
}

type Told = (ProjectId, Change);

/// The process's one listener, started when the first watcher comes.
#[derive(Debug, Clone)]
pub(crate) struct Feed {
    pool: PgPool,
    sender: Arc<OnceLock<broadcast::Sender<Told>>>,
}

impl Feed {
    pub(crate) fn new(pool: PgPool) -> Self {
        Self {
            pool,
            sender: Arc::default(),
        }
    }

    fn subscribe(&self) -> broadcast::Receiver<Told> {
        self.sender
            .get_or_init(|| {
                let (sender, _) = broadcast::channel(1024);
                tokio::spawn(listen(self.pool.clone(), sender.clone()));
                sender
            })
            .subscribe()
    }
}

impl Store {
    /// All projects' changes from now on; the watcher picks its own. A receiver that lags misses some and
    /// must then fetch anew, as after a reconnect. Needs a tokio runtime.
    pub fn changes(&self) -> broadcast::Receiver<(ProjectId, Change)> {
        self.feed.subscribe()
    }
}

/// Sent when the transaction commits, and not at all if it does not.
pub(crate) async fn notify_in_txn(
    tx: &mut PgConnection,
    project_id: ProjectId,
    change: Change,
) -> Result<()> {
    let notice =
        serde_json::to_string(&Notice { project_id, change }).expect("ids and words become JSON");
    sqlx::query("select pg_notify($1, $2)")
        .bind(CHANNEL)
        .bind(notice)
        .execute(tx)
        .await?;
    Ok(())
}

/// Listens for as long as the pool is open; a lost connection is made anew.
async fn listen(pool: PgPool, sender: broadcast::Sender<Told>) {
    while !pool.is_closed() {
        if let Err(error) = listen_once(&pool, &sender).await {
            tracing::warn!(%error, "the change feed lost its connection");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn listen_once(pool: &PgPool, sender: &broadcast::Sender<Told>) -> sqlx::Result<()> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen(CHANNEL).await?;
    loop {
        let notification = listener.recv().await?;
        if let Ok(notice) = serde_json::from_str::<Notice>(notification.payload()) {
            // Nobody watching is no error.
            let _ = sender.send((notice.project_id, notice.change));
        }
    }
}
