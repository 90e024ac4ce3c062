//! A run under way, watched from the database's side: its progress stored, its cancel heeded.

use crate::learn::Told;
use anyhow::Result;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;
use vitrine_domain::TrainingRun;
use vitrine_store::{Member, RunProgress, Store, StoreError};

/// How often progress is stored and a cancel looked for.
const EVERY: Duration = Duration::from_secs(1);
/// How long the last progress is tried for after the telling; the model is kept by then, and a later delivery goes on.
const PATIENCE: Duration = Duration::from_secs(180);

/// Stores progress about once a second and raises `stop` when the run is cancelled. Ends after the telling, as soon as
/// all of it is stored; what cannot be stored for minutes is given up. `Conflict` when the run is over.
pub async fn watch(
    store: &Store,
    member: &Member,
    run: &TrainingRun,
    mut told: mpsc::UnboundedReceiver<Told>,
    stop: &AtomicBool,
) -> Result<()> {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut unstored, mut ended) = (None, None);
    loop {
        tokio::select! {
            next = told.recv(), if ended.is_none() => match next {
                Some(next) => {
                    add(&mut unstored, next);
                    continue;
                }
                None => ended = Some(Instant::now()),
            },
            _ = every.tick() => {}
        }
        if let Some(progress) = &unstored {
            // A missed line of progress is no reason to lose the training.
            match store.run_progress(member, run.id, progress).await {
                Ok(()) => unstored = None,
                Err(e @ StoreError::Conflict(_)) => return Err(e.into()),
                Err(e) => tracing::warn!(run = %run.id, "progress was not stored yet: {e}"),
            }
        }
        match ended {
            None => heed(store, member, run, stop).await,
            Some(_) if unstored.is_none() => return Ok(()),
            Some(at) if at.elapsed() >= PATIENCE => {
                tracing::warn!(run = %run.id, "its last progress was given up");
                return Ok(());
            }
            Some(_) => {}
        }
    }
}

/// The newest step, and every point that is not stored.
fn add(unstored: &mut Option<RunProgress>, told: Told) {
    let progress = unstored.get_or_insert_default();
    progress.step = told.step;
    progress.steps = told.steps;
    progress.eta_seconds = Some(told.eta_seconds).filter(|s| s.is_finite());
    progress.points.extend(told.point);
}

/// Raises `stop` when the run is cancelled; to be dropped when the work is done.
pub async fn cancelled(
    store: &Store,
    member: &Member,
    run: &TrainingRun,
    stop: &AtomicBool,
) -> Infallible {
    loop {
        heed(store, member, run, stop).await;
        tokio::time::sleep(EVERY).await;
    }
}

async fn heed(store: &Store, member: &Member, run: &TrainingRun, stop: &AtomicBool) {
    // When the database does not answer just now, the work goes on.
    let asked = store.run_cancel_requested(member, run.id).await;
    if asked.unwrap_or(false) {
        stop.store(true, Ordering::Relaxed);
    }
}
