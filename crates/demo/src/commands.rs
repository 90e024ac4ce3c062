//! `demo` and `loop`: the same house and the same script, one at a pace to watch, one at full speed.

use crate::cli::Common;
use crate::crew::Manner;
use crate::house::{House, open};
use crate::judge::{judge, verdict};
use crate::processes::Processes;
use crate::progress::Progress;
use crate::report::LoopReport;
use crate::{crew, export, further, plan, report, seed, table, watch};
use anyhow::{Result, bail};
use std::process::ExitCode;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use vitrine_domain::api::TrainRequest;
use vitrine_domain::{ItemId, RunState};

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
    let mut house = open(args, children, args.further.unwrap_or(true)).await?;
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
    let manner = Manner {
        pace: Duration::from_secs_f64(args.pace),
        company: true,
    };
    // Ends with this future: nothing asks a server that is being stopped.
    let mut beside = JoinSet::new();
    if let Some(script) = house.further.take() {
        println!("{}", further::told(&house.origin));
        beside.spawn(script.play(manner.pace));
    }
    review(args, &house, children, manner).await?;
    Progress::say("the scripted reviewers are done");
    let detail = watch::first_run(&house.admin, children, None).await?;
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
    let mut house = open(args, children, args.further.unwrap_or(false)).await?;
    let manner = Manner {
        pace: Duration::ZERO,
        company: false,
    };
    // Ends with this future: nothing asks a server that is being stopped.
    let mut beside = JoinSet::new();
    if let Some(script) = house.further.take() {
        beside.spawn(script.play(manner.pace));
    }
    review(args, &house, children, manner).await?;
    Progress::say("every scripted item is decided; waiting for the training run");
    let detail = watch::first_run(
        &house.admin,
        children,
        Some(Duration::from_secs_f64(args.patience * 60.0)),
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
    let export = export::download(
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
    let mut report = report::assemble(args.seed, &counts, &detail, export, wall)?;
    write(args, &report)?;
    println!("\n{}", report.table());
    if let Some(after) = &detail.after {
        println!("{}\n", table::from_people_alone(&after.scores.label_counts));
    }
    Progress::say(verdict(&detail));
    judge(args.shuffle, &detail)?;
    for settings in &args.also {
        Progress::say(format!("one more run, with {settings}"));
        let request = TrainRequest {
            seed: Some(detail.run.seed),
            settings: settings.clone(),
        };
        let more = watch::one_more(&house.admin, children, &request).await?;
        report.also.push(report::also(settings.clone(), &more)?);
        write(args, &report)?;
    }
    if !report.also.is_empty() {
        println!("\n{}", report.also_table());
    }
    Ok(())
}

fn write(args: &Common, report: &LoopReport) -> Result<()> {
    let path = args.state.join("loop.json");
    Ok(std::fs::write(path, serde_json::to_string_pretty(report)?)?)
}

/// Both rounds of scripted decisions.
async fn review(
    args: &Common,
    house: &House,
    children: &mut Processes,
    manner: Manner,
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
        crew::round(&house.desks, &house.book, &order, manner, children).await?;
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
