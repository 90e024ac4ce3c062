//! A training run's stages: train, keep, measure both, gate. Each is skipped where its result stands already.

use super::Shop;
use super::watch::{cancelled, watch};
use crate::learn::{self, Measured, RunConfig, Told, Trained};
use crate::model::Engine;
use anyhow::{Context, Result, bail};
use futures::TryStreamExt;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc;
use vitrine_domain::rules::gate;
use vitrine_domain::{ModelVersion, Project, Split, TrainingRun, Triplet};
use vitrine_store::{Member, NewEvaluation, NewVersion};

/// Everything that one run's stages share.
struct Stage<'a> {
    shop: &'a Shop,
    member: &'a Member,
    run: &'a TrainingRun,
    project: Project,
    triplets: Arc<Vec<Triplet>>,
}

pub async fn carry(shop: &Shop, member: &Member, run: &TrainingRun, dir: &Path) -> Result<()> {
    shop.base_ensure(member).await?;
    let project = shop.store.project_get(member).await?;
    let triplets: Vec<Triplet> = shop
        .store
        .snapshot_triplets(member, run.snapshot.id)
        .try_collect()
        .await?;
    let stage = Stage {
        shop,
        member,
        run,
        project,
        triplets: Arc::new(triplets),
    };
    let candidate = match &run.candidate {
        Some(candidate) => candidate.clone(),
        None => match stage.train(dir).await? {
            Some(candidate) => candidate,
            None => return Ok(()),
        },
    };
    stage.decide(&candidate).await
}

impl Stage<'_> {
    fn of(&self, split: Split) -> impl Iterator<Item = &Triplet> {
        self.triplets
            .iter()
            .filter(move |t| t.split == split && !t.image.purged)
    }

    /// Trains and keeps the candidate; none when cancelled.
    async fn train(&self, dir: &Path) -> Result<Option<ModelVersion>> {
        let (store, member, id) = (&self.shop.store, self.member, self.run.id);
        let config = RunConfig::read(&self.run.config, self.run.seed)?;
        let steps = learn::steps(&config, self.of(Split::Train).count());
        let base_hash = self.shop.engine.base.hash();
        if let Some(before) = self.run.base_hash.as_deref().filter(|b| *b != base_hash) {
            bail!("it began on the base {before}; this worker has {base_hash}");
        }
        store.run_start(member, id, base_hash, steps as i32).await?;
        let (tell, told) = mpsc::unbounded_channel::<Told>();
        let stop = Arc::new(AtomicBool::new(false));
        let (triplets, labels, dir) = (
            self.triplets.clone(),
            self.project.labels.clone(),
            dir.to_owned(),
        );
        let halt = stop.clone();
        let work = self.shop.lane.run(move |engine: &Engine| {
            learn::train(engine, &triplets, &labels, &config, &dir, &mut |told| {
                // Nobody listens any more only when the run is over.
                if tell.send(told).is_err() || halt.load(Ordering::Relaxed) {
                    return ControlFlow::Break(());
                }
                ControlFlow::Continue(())
            })
        });
        let watch = watch(store, member, self.run, told, &stop);
        let (trained, ()) = tokio::try_join!(work, watch)?;
        let Some(Trained {
            artefact_hash,
            figures,
        }) = trained
        else {
            store.run_cancelled(member, id).await?;
            return Ok(None);
        };
        store.run_finish(member, id, &figures).await?;
        let new = NewVersion {
            training_run_id: id,
            base_hash: base_hash.to_owned(),
            artefact_hash,
        };
        Ok(Some(store.version_add(member, &new).await?))
    }

    /// Measures candidate and champion on the held-out split, and lets the gate decide.
    async fn decide(&self, candidate: &ModelVersion) -> Result<()> {
        let (store, member) = (&self.shop.store, self.member);
        let champion_id = candidate
            .compared_with
            .context("the candidate has no champion to be compared with")?;
        let champion = store.version_get(member, champion_id).await?;
        let held_out: Arc<Vec<Triplet>> = Arc::new(self.of(Split::HeldOut).cloned().collect());
        let commonest = learn::commonest_answer(self.of(Split::Train).map(|t| t.response.as_str()))
            .unwrap_or_default()
            .to_owned();
        let Some((before, after)) = self
            .both(&champion, candidate, &held_out, &commonest)
            .await?
        else {
            store.run_cancelled(member, self.run.id).await?;
            return Ok(());
        };
        let labels = &self.project.labels;
        let items = learn::outcomes(&after.items, &before.items, &held_out, &commonest, labels)?;
        let outcome = gate::decide(
            &self.project.settings.gate,
            &items,
            &after.scores,
            &before.scores,
            self.run.seed as u64,
        );
        let decision = store
            .gate_apply(member, self.run.id, candidate.id, champion.id, &outcome)
            .await?;
        tracing::info!(run = %self.run.id, decision = ?decision.outcome.decision, "{}", decision.outcome.reasons.join("; "));
        Ok(())
    }

    /// Both versions' scores on this snapshot; none when cancelled meanwhile.
    async fn both(
        &self,
        champion: &ModelVersion,
        candidate: &ModelVersion,
        held_out: &Arc<Vec<Triplet>>,
        commonest: &str,
    ) -> Result<Option<(Measured, Measured)>> {
        let stop = Arc::new(AtomicBool::new(false));
        let of = |version| {
            measured(
                self.shop,
                self.member,
                &self.project,
                self.run.snapshot.id,
                version,
                held_out,
                commonest,
                stop.clone(),
            )
        };
        let both = async {
            let before = of(champion).await?;
            let after = match before {
                Some(_) => of(candidate).await?,
                None => None,
            };
            Ok(before.zip(after))
        };
        tokio::select! {
            both = both => both,
            never = cancelled(&self.shop.store, self.member, self.run, &stop) => match never {},
        }
    }
}

/// A version's scores on this snapshot: those that stand, or new ones; none when `stop` was raised meanwhile. The
/// command line shares it.
#[expect(clippy::too_many_arguments)]
pub async fn measured(
    shop: &Shop,
    member: &Member,
    project: &Project,
    snapshot: vitrine_domain::SnapshotId,
    version: &ModelVersion,
    held_out: &Arc<Vec<Triplet>>,
    commonest: &str,
    stop: Arc<AtomicBool>,
) -> Result<Option<Measured>> {
    if let Some(there) = shop
        .store
        .evaluation_find(member, version.id, snapshot)
        .await?
    {
        let items = shop.store.evaluation_items(member, there.id).await?;
        return Ok(Some(Measured {
            scores: there.scores,
            items,
        }));
    }
    if version.base_hash != shop.engine.base.hash() {
        bail!(
            "the version {} stands on another base ({}) than this worker has",
            version.name,
            version.base_hash
        );
    }
    let (triplets, labels, commonest) = (
        held_out.clone(),
        project.labels.clone(),
        commonest.to_owned(),
    );
    let artefact = version.artefact_hash.clone();
    let measured = shop
        .lane
        .run(move |engine: &Engine| {
            let tuned = engine.model(artefact.as_deref())?;
            learn::evaluate(engine, &tuned, &triplets, &commonest, &labels, &|| {
                stop.load(Ordering::Relaxed)
            })
        })
        .await?;
    let Some(measured) = measured else {
        return Ok(None);
    };
    let new = NewEvaluation {
        model_version_id: version.id,
        snapshot_id: snapshot,
        scores: measured.scores.clone(),
        items: measured.items.clone(),
    };
    shop.store.evaluation_add(member, &new).await?;
    Ok(Some(measured))
}
