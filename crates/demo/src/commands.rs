//! `demo` and `loop`: the same house and the same script, one at a pace to watch, one at full speed.

use crate::cli::Common;
use crate::house::{House, open};
use crate::processes::Processes;
use crate::progress::Progress;
use crate::{crew, plan, report, seed, watch};
use anyhow::{Result, bail};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use vitrine_domain::rules::gate::GateVerdict;
use vitrine_domain::{ItemId, ModelVersionState, RunState, TrainingPoint, TrainingRunDetail};

pub async fn demo(args: Common) -> Result<ExitCode> {
    let mut children = Processes::new(&args.state)?;
    let result = tokio::select! {
        result = demo_inside(&args, &mut children) => result,
        () = asked_to_stop() => Ok(()),
    };
    Progress::say("stopping");
    children.stop().await;
    result.map(|()| ExitCode::SUCCESS)
}

async fn demo_inside(args: &Common, children: &mut Processes) -> Result<()> {
    let house = open(args, children).await?;
    let lead = house.book.person(seed::LEAD)?;
    println!(
        "\n  {}/p/{}\n\n  sign in as  {}\n  password    {}\n",
        house.origin,
        seed::SLUG,
        lead.name,
        lead.password
    );
    println!(
        "  {} items stay for you. Scripted reviewers (marked as such) decide the others, then a new model\n  \
         is trained, measured and, if better, promoted: watch it on the overview. Ctrl-C stops everything.\n",
        args.items.person
    );
    review(args, &house, children, Duration::from_secs_f64(args.pace)).await?;
    Progress::say("the scripted reviewers are done");
    let detail = watch::first_run(&house.admin, children, Duration::from_secs(24 * 3600)).await?;
    Progress::say(verdict(&detail));
    loop {
        children.check()?;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

pub async fn headless(args: Common) -> Result<ExitCode> {
    let mut children = Processes::new(&args.state)?;
    let result = tokio::select! {
        result = loop_inside(&args, &mut children) => result,
        () = asked_to_stop() => bail_stopped(),
    };
    children.stop().await;
    match result {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => {
            eprintln!("loop failed: {error:#}");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn bail_stopped() -> Result<()> {
    bail!("stopped before it was through")
}

async fn loop_inside(args: &Common, children: &mut Processes) -> Result<()> {
    let began = Instant::now();
    let house = open(args, children).await?;
    review(args, &house, children, Duration::ZERO).await?;
    Progress::say("every scripted item is decided; waiting for the training run");
    let detail = watch::first_run(
        &house.admin,
        children,
        Duration::from_secs_f64(args.patience * 60.0),
    )
    .await?;
    if detail.run.state != RunState::Decided {
        bail!(
            "the training run ended as {}: {}",
            detail.run.state.as_str(),
            detail.run.reason.as_deref().unwrap_or("no reason given")
        );
    }
    Progress::say("exporting the snapshot");
    let export = report::export(
        &house.admin,
        detail.run.snapshot.id,
        &args.state.join("export.zip"),
    )
    .await?;
    let snapshot = &detail.run.snapshot;
    if export.rows as i64
        != snapshot.train + snapshot.validation + snapshot.held_out - snapshot.purged
    {
        bail!(
            "the export holds {} rows, the snapshot {}",
            export.rows,
            snapshot.train + snapshot.validation + snapshot.held_out
        );
    }
    let counts = house.admin.counts().await?;
    let wall = began.elapsed().as_secs_f64();
    let report = report::assemble(args.seed, &counts, &detail, export, wall)?;
    std::fs::write(
        args.state.join("loop.json"),
        serde_json::to_string_pretty(&report)?,
    )?;
    println!("\n{}", report.table());
    if let Some(after) = &detail.after {
        println!(
            "{}\n",
            report::from_people_alone(&after.scores.label_counts)
        );
    }
    Progress::say(verdict(&detail));
    judge(args.shuffle, &detail)
}

/// Did it come out as it must?
fn judge(shuffled: bool, detail: &TrainingRunDetail) -> Result<()> {
    let promoted = detail
        .gate
        .as_ref()
        .is_some_and(|g| g.outcome.decision == GateVerdict::Promote);
    let champion = detail
        .run
        .candidate
        .as_ref()
        .is_some_and(|c| c.state == ModelVersionState::Champion);
    if promoted != champion {
        bail!("the gate's decision and the champion disagree");
    }
    if shuffled {
        if promoted {
            bail!("a candidate that learnt shuffled truths was promoted");
        }
        if !loss_fell(&detail.points) {
            bail!("the training loss did not fall");
        }
    } else if !promoted {
        bail!("the candidate was not promoted");
    }
    Ok(())
}

/// The mean loss of the last tenth of the curve against that of the first.
fn loss_fell(points: &[TrainingPoint]) -> bool {
    let part = points.len().div_ceil(10);
    let mean =
        |p: &[TrainingPoint]| p.iter().map(|p| f64::from(p.loss)).sum::<f64>() / p.len() as f64;
    points.len() >= 2 && mean(&points[points.len() - part..]) < mean(&points[..part])
}

fn verdict(detail: &TrainingRunDetail) -> String {
    match &detail.gate {
        Some(gate) => format!(
            "{:?}: {}",
            gate.outcome.decision,
            gate.outcome.reasons.join("; ")
        ),
        None => format!(
            "no decision: {}",
            detail.run.reason.as_deref().unwrap_or("no reason given")
        ),
    }
}

/// Both rounds of scripted decisions.
async fn review(
    args: &Common,
    house: &House,
    children: &mut Processes,
    pace: Duration,
) -> Result<()> {
    let scripted = house.book.scripted();
    let splits: Vec<_> = scripted.iter().map(|e| e.split).collect();
    Progress::say(format!(
        "{} scripted reviewers decide {} items",
        house.desks.len(),
        scripted.len()
    ));
    for round in plan::rounds(&splits, args.seed) {
        let order: Vec<ItemId> = round.into_iter().map(|i| scripted[i].item_id).collect();
        crew::round(&house.desks, &house.book, &order, pace, children).await?;
    }
    Ok(())
}

/// Ctrl-C or SIGTERM.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let mut term = signal(SignalKind::terminate()).expect("signals can be listened to");
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = term.recv() => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_curve_that_falls_is_told_from_one_that_does_not() {
        let curve = |losses: &[f32]| -> Vec<TrainingPoint> {
            losses
                .iter()
                .enumerate()
                .map(|(i, &loss)| TrainingPoint {
                    step: i as i32,
                    loss,
                    validation_loss: None,
                    learning_rate: 0.0,
                    grad_norm: 0.0,
                    tokens_per_second: 0.0,
                })
                .collect()
        };
        assert!(loss_fell(&curve(&[3.0, 2.0, 2.5, 1.0])));
        assert!(!loss_fell(&curve(&[1.0, 0.5, 1.5])));
        assert!(!loss_fell(&curve(&[1.0])));
    }
}
