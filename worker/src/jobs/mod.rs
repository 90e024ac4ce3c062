//! The jobs: one file each. They fetch rows, ask the model's threads, store results; every one may be run twice.
//!
//! Must never compute with the model themselves: that would starve the heartbeats.

mod accept;
mod clock;
mod evaluate;
mod guard;
mod held;
mod measuring;
mod propose;
mod regressions;
mod sweep;
mod synthesise;
mod train;
mod train_steps;
mod watch;

pub use accept::accept;
pub use clock::{EveryMinute, tick};
pub use evaluate::evaluate;
pub use measuring::Measuring;
pub use propose::propose;
pub use sweep::sweep;
pub use synthesise::synthesise;
pub use train::train;

use crate::benchmark::Folders;
use crate::model::{Engine, Lane, Proposer};
use crate::synthesis::Teachers;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use vitrine_domain::{ModelVersion, ProjectId};
use vitrine_store::{Member, Store, StoreError};

/// What every handler has at hand.
#[derive(Clone)]
pub struct Shop {
    pub store: Store,
    pub engine: Arc<Engine>,
    pub proposer: Proposer,
    /// Training and measuring.
    pub lane: Lane,
    /// None is asked with a key, or at a private address, unless they are given.
    pub teachers: Teachers,
    /// Benchmarks at hand.
    pub folders: Folders,
    /// Projects whose base is known to be registered.
    based: Arc<Mutex<BTreeSet<ProjectId>>>,
}

impl Shop {
    pub fn new(
        store: Store,
        engine: Arc<Engine>,
        proposer: Proposer,
        lane: Lane,
        folders: Folders,
    ) -> Self {
        Self {
            store,
            engine,
            proposer,
            lane,
            teachers: Teachers::default(),
            folders,
            based: Arc::default(),
        }
    }

    /// Sees to it that the project knows this worker's base; the first base becomes champion.
    pub async fn base_ensure(&self, member: &Member) -> Result<Option<ModelVersion>, StoreError> {
        let id = member.project_id;
        if self
            .based
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .contains(&id)
        {
            return Ok(None);
        }
        let version = self
            .store
            .version_base_ensure(member, self.engine.base.hash())
            .await?;
        self.based
            .lock()
            .unwrap_or_else(|e| e.into_inner())
            .insert(id);
        Ok(Some(version))
    }
}
