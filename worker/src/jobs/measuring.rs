//! A version's scores on a snapshot: those that stand, or new ones, stored. Training runs and the command line share it.
//!
//! Must never know the gate.

use super::Shop;
use crate::learn::{self, Measured};
use crate::model::{Engine, answer_tokens};
use anyhow::{Result, bail};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use vitrine_domain::rules::metric::PrimaryMetric;
use vitrine_domain::{Evaluation, ModelVersion, SnapshotId, Triplet};
use vitrine_store::{Member, NewEvaluation};

/// What versions are measured on.
pub struct Measuring<'a> {
    pub shop: &'a Shop,
    pub member: &'a Member,
    /// The project's labels.
    pub labels: &'a [String],
    /// By which its gate judges.
    pub metric: PrimaryMetric,
    pub snapshot: SnapshotId,
    /// The snapshot's held-out split.
    pub held_out: Arc<Vec<Triplet>>,
    /// The training split's commonest answer.
    pub commonest: String,
    /// Ends a measuring under way when raised.
    pub stop: Arc<AtomicBool>,
}

impl Measuring<'_> {
    /// The scores of `version`; none when `stop` was raised meanwhile.
    pub async fn of(&self, version: &ModelVersion) -> Result<Option<Measured>> {
        let store = &self.shop.store;
        let standing = store
            .evaluation_find(self.member, version.id, self.snapshot)
            .await?;
        let tokens = answer_tokens(self.metric);
        let comparable = |e: &&Evaluation| e.scores.answer_tokens == tokens;
        if let Some(there) = standing.as_ref().filter(comparable) {
            let items = store.evaluation_items(self.member, there.id).await?;
            return Ok(Some(Measured {
                scores: there.scores.clone(),
                items,
            }));
        }
        let held_out = self.held_out.clone();
        let Some(measured) = self.on(held_out, version).await? else {
            return Ok(None);
        };
        let new = NewEvaluation {
            model_version_id: version.id,
            snapshot_id: self.snapshot,
            scores: measured.scores.clone(),
            items: measured.items.clone(),
        };
        // One stands for each version and snapshot, the first.
        if standing.is_none() {
            store.evaluation_add(self.member, &new).await?;
        }
        Ok(Some(measured))
    }

    /// The scores of `version` on triplets of any split, neither looked up nor stored: a choice among recipes must not
    /// look at what is held out.
    pub async fn on(
        &self,
        triplets: Arc<Vec<Triplet>>,
        version: &ModelVersion,
    ) -> Result<Option<Measured>> {
        if version.base_hash != self.shop.engine.base.hash() {
            bail!(
                "the version {} stands on another base ({}) than this worker has",
                version.name,
                version.base_hash
            );
        }
        let commonest = self.commonest.clone();
        let (labels, metric, stop) = (self.labels.to_vec(), self.metric, self.stop.clone());
        let artefact = version.artefact_hash.clone();
        let work = move |engine: &Engine| {
            let tuned = engine.model(artefact.as_deref())?;
            let stopped = || stop.load(Ordering::Relaxed);
            learn::evaluate(
                engine, &tuned, &triplets, &commonest, &labels, metric, &stopped,
            )
        };
        self.shop.lane.run(work).await
    }
}
