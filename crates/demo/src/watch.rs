//! Waits for the training run that the reviews set off, and says how it goes.

use crate::api::Api;
use crate::processes::Processes;
use crate::progress::Progress;
use anyhow::{Result, bail};
use std::time::{Duration, Instant};
use vitrine_domain::{RunState, TrainingRun, TrainingRunDetail};

/// The first run's details once it is over.
pub async fn first_run(
    api: &Api,
    house: &mut Processes,
    patience: Duration,
) -> Result<TrainingRunDetail> {
    let began = Instant::now();
    let mut progress = Progress::new();
    loop {
        house.check()?;
        // Oldest last or first: ids sort by the time they were made.
        let first = api.runs().await?.into_iter().min_by_key(|r| r.id);
        match first {
            Some(run) if run.state.is_over() => return api.run(run.id).await,
            Some(run) => progress.tell(line(&run)),
            None => progress.tell("no training run was set off yet"),
        }
        if began.elapsed() > patience {
            bail!(
                "no training run was decided within {:.0} minutes",
                patience.as_secs_f64() / 60.0
            );
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

fn line(run: &TrainingRun) -> String {
    match run.state {
        RunState::Training => {
            let eta = run
                .eta_seconds
                .map_or(String::new(), |s| format!(", {:.0} s left", s));
            format!("training: step {} of {}{eta}", run.step, run.steps)
        }
        state => format!("training run: {}", state.as_str()),
    }
}
