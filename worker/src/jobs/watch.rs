//! A run under way, watched from the database's side: its progress stored, its cancel heeded.

use crate::learn::Told;
use anyhow::Result;
use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::mpsc;
use vitrine_domain::TrainingRun;
use vitrine_store::{Member, RunProgress, Store};

/// How often progress is stored and a cancel looked for.
const EVERY: Duration = Duration::from_secs(1);

/// Stores progress about once a second and raises `stop` when the run is cancelled; ends with the telling.
pub async fn watch(
    store: &Store,
    member: &Member,
    run: &TrainingRun,
    mut told: mpsc::UnboundedReceiver<Told>,
    stop: &AtomicBool,
) -> Result<()> {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut latest, mut points, mut open) = (None, Vec::new(), true);
    while open {
        tokio::select! {
            next = told.recv() => match next {
                Some(mut next) => {
                    points.extend(next.point.take());
                    latest = Some(next);
                    continue;
                }
                None => open = false,
            },
            _ = every.tick() => {}
        }
        if let Some(Told {
            step,
            steps,
            eta_seconds,
            ..
        }) = latest.take()
        {
            let eta_seconds = Some(eta_seconds).filter(|s| s.is_finite());
            let progress = RunProgress {
                step,
                steps,
                eta_seconds,
                points: std::mem::take(&mut points),
            };
            // A missed line of progress is no reason to lose the training.
            match store.run_progress(member, run.id, &progress).await {
                Err(e @ vitrine_store::StoreError::Conflict(_)) => return Err(e.into()),
                Err(e) => {
                    tracing::warn!(run = %run.id, "progress was not stored yet: {e}");
                    points = progress.points;
                }
                Ok(()) => {}
            }
        }
        heed(store, member, run, stop).await;
    }
    Ok(())
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
