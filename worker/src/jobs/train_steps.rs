//! A training run's stages: train, keep, measure both, gate. Each is skipped where its result stands already.

use super::Shop;
use super::measuring::Measuring;
use super::regressions::Regressions;
use super::watch::{cancelled, watch};
use crate::learn::{self, Measured, RunConfig, Told, Trained};
use crate::model::Engine;
use anyhow::{Context, Result, bail};
use futures::TryStreamExt;
use serde_json::json;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::mpsc;
use vitrine_domain::rules::gate::{self, BenchmarkOutcome};
use vitrine_domain::{Benchmark, ModelVersion, Project, Split, TrainingRun, Triplet};
use vitrine_store::{Member, NewVersion};

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
    let mut stage = Stage {
        shop,
        member,
        run,
        project,
        triplets: Arc::default(),
    };
    stage.read().await?;
    let candidate = match &run.candidate {
        Some(candidate) => candidate.clone(),
        None => match stage.train(dir).await? {
            Some(candidate) => candidate,
            None => return Ok(()),
        },
    };
    // Training takes long enough for an image to be purged.
    stage.read().await?;
    stage.decide(&candidate).await
}

impl Stage<'_> {
    fn of(&self, split: Split) -> impl Iterator<Item = &Triplet> {
        self.triplets
            .iter()
            .filter(move |t| t.split == split && !t.purged())
    }

    /// The snapshot's triplets as they stand now.
    async fn read(&mut self) -> Result<()> {
        let store = &self.shop.store;
        let rows = store.snapshot_triplets(self.member, self.run.snapshot.id);
        self.triplets = Arc::new(rows.try_collect().await?);
        Ok(())
    }

    /// Trains and keeps the candidate; none when cancelled.
    async fn train(&self, dir: &Path) -> Result<Option<ModelVersion>> {
        let (store, member, id) = (&self.shop.store, self.member, self.run.id);
        let asked = RunConfig::read(&self.run.config, self.run.seed)?;
        let steps = learn::steps(&asked, self.of(Split::Train).count());
        let base_hash = self.shop.engine.base.hash();
        if let Some(before) = self.run.base_hash.as_deref().filter(|b| *b != base_hash) {
            bail!("it began on the base {before}; this worker has {base_hash}");
        }
        // Measured against it in the end, so that it is better said before hours of training.
        if let Some(champion) = store.champion_get(member).await?
            && champion.base_hash != base_hash
        {
            bail!(
                "the version in use, {}, stands on another base than this worker has: put this worker's base in use, \
                 then train anew",
                champion.name
            );
        }
        let all = serde_json::to_value(&asked)?;
        let started = store
            .run_start(member, id, base_hash, steps as i32, &all)
            .await?;
        // As the row has it: the first session and those after a kill read the very same numbers.
        let config = RunConfig::recorded(&started.config, started.seed)?;
        let made = json!({
            "training_run": id,
            "snapshot": started.snapshot.hash,
            "seed": started.seed,
            "config": started.config,
        });
        let (tell, told) = mpsc::unbounded_channel::<Told>();
        let stop = Arc::new(AtomicBool::new(false));
        let (triplets, labels, dir) = (
            self.triplets.clone(),
            self.project.labels.clone(),
            dir.to_owned(),
        );
        let halt = stop.clone();
        let work = self.shop.lane.run(move |engine: &Engine| {
            learn::train(
                engine,
                &triplets,
                &labels,
                &config,
                made,
                &dir,
                &mut |told| {
                    // Nobody listens any more only when the run is over.
                    if tell.send(told).is_err() || halt.load(Ordering::Relaxed) {
                        return ControlFlow::Break(());
                    }
                    ControlFlow::Continue(())
                },
            )
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
        let rule = &self.project.settings.gate;
        let items = learn::outcomes(
            rule.metric,
            &after.items,
            &before.items,
            &held_out,
            &commonest,
            &self.project.labels,
        )?;
        let Some(benchmarks) = self.benchmarks(&champion, candidate).await? else {
            store.run_cancelled(member, self.run.id).await?;
            return Ok(());
        };
        let outcome = gate::decide(
            rule,
            &items,
            &after.scores,
            &before.scores,
            &benchmarks,
            self.run.seed as u64,
        );
        let decision = store
            .gate_apply(member, self.run.id, candidate.id, champion.id, &outcome)
            .await?;
        tracing::info!(run = %self.run.id, decision = ?decision.outcome.decision, "{}", decision.outcome.reasons.join("; "));
        Ok(())
    }

    /// What both came to on the benchmarks that the gate names; none when cancelled meanwhile.
    async fn benchmarks(
        &self,
        champion: &ModelVersion,
        candidate: &ModelVersion,
    ) -> Result<Option<BTreeMap<Benchmark, BenchmarkOutcome>>> {
        let stop = AtomicBool::new(false);
        let regressions = Regressions {
            store: &self.shop.store,
            member: self.member,
            stop: &stop,
        };
        let gate = &self.project.settings.gate;
        let named: Vec<Benchmark> = gate.benchmarks.keys().copied().collect();
        tokio::select! {
            outcomes = regressions.of(&named, champion, candidate) => outcomes,
            never = cancelled(&self.shop.store, self.member, self.run, &stop) => match never {},
        }
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
        let measuring = Measuring {
            shop: self.shop,
            member: self.member,
            labels: &self.project.labels,
            metric: self.project.settings.gate.metric,
            snapshot: self.run.snapshot.id,
            held_out: held_out.clone(),
            commonest: commonest.to_owned(),
            stop: stop.clone(),
        };
        let both = async {
            let before = measuring.of(champion).await?;
            let after = match before {
                Some(_) => measuring.of(candidate).await?,
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
