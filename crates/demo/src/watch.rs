//! Waits for the training run that the reviews set off, asks for it where they fell short, and says how it goes.

use crate::api::{Api, Refused};
use crate::processes::Processes;
use crate::progress::Progress;
use anyhow::{Result, bail};
use std::time::{Duration, Instant};
use vitrine_domain::api::{ErrorCode, TrainRequest};
use vitrine_domain::{RunState, TrainingRun, TrainingRunDetail};

/// The first run's details once it is over. Without `patience` it is waited for as long as it takes, and asked for
/// where none stands: a person who rejects an item or keeps it leaves the script short of the number that sets a
/// run off.
pub async fn first_run(
    api: &Api,
    house: &mut Processes,
    patience: Option<Duration>,
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
            None if patience.is_none() => progress.tell(ask(api).await?),
            None => progress.tell("no training run was set off yet"),
        }
        if let Some(patience) = patience
            && began.elapsed() > patience
        {
            bail!(
                "no training run was decided within {:.0} minutes",
                patience.as_secs_f64() / 60.0
            );
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// One more run on what is curated by now, with settings of its own; its details once it is over.
pub async fn one_more(
    api: &Api,
    house: &mut Processes,
    request: &TrainRequest,
) -> Result<TrainingRunDetail> {
    let id = api.train_with(request).await?.id;
    let mut progress = Progress::new();
    loop {
        house.check()?;
        let detail = api.run(id).await?;
        match detail.run.state {
            state if !state.is_over() => progress.tell(line(&detail.run)),
            RunState::Decided => return Ok(detail),
            state => bail!(
                "the training run with {} ended as {}: {}",
                request.settings,
                state.as_str(),
                detail.run.reason.as_deref().unwrap_or("no reason given")
            ),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Asks for a run, as a person presses the button; says what came of it.
async fn ask(api: &Api) -> Result<String> {
    match api.train().await {
        Ok(_) => Ok("asked for a training run".into()),
        // Somebody was faster, or there is nothing to train on yet.
        Err(e) => match e.downcast_ref::<Refused>() {
            Some(r) if r.code == Some(ErrorCode::Conflict) => {
                Ok(format!("no training run yet: {}", r.message))
            }
            _ => Err(e),
        },
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
