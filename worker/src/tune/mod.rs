//! `tune`: a base on a file of conversations, with their images or without, and what that cost.

pub mod args;
mod bill;
mod costs;
mod measure;
mod rows;

use crate::evaluate::member;
use crate::learn::RunConfig;
use anyhow::{Context, Result, bail, ensure};
use args::{BillArgs, Modality, TuneArgs};
use costs::Costs;
use measure::measure;
use rows::{Known, Parted, Reader, apart};
use sha2::{Digest, Sha256};
use std::path::Path;
use vitrine_domain::Bill;
use vitrine_store::Store;
use vitrine_vlm::memory::peak_mb;
use vitrine_vlm::{Base, Control, Row, device};

pub fn command(args: &TuneArgs) -> Result<()> {
    let mut settings: serde_json::Value =
        serde_json::from_str(&args.settings).context("--settings is not JSON")?;
    // As many passes as are asked for: what few rows teach is the caller's to weigh.
    if let Some(settings) = settings.as_object_mut() {
        settings.entry("min_steps").or_insert(0.into());
    }
    let config = RunConfig::read(&serde_json::json!({ "train": settings }), args.seed)?.train;
    let parted = Parted::read(&args.rows, args.held_out.as_deref())?;
    ensure!(
        !parted.learn.is_empty(),
        "{} holds no row to learn from",
        args.rows.display()
    );
    if parted.left_out > 0 {
        eprintln!(
            "{} rows are marked for validation and left out",
            parted.left_out
        );
    }
    std::fs::create_dir_all(&args.out).with_context(|| format!("make {}", args.out.display()))?;
    let base = Base::load_on(&args.base, &device::choose(&args.device)?)?;
    let images = match &args.images {
        Some(folder) => folder.as_path(),
        None => args.rows.parent().unwrap_or(Path::new(".")),
    };
    let reader = Reader::new(&base, images, &args.out, args.modality)?;
    let mut costs = Costs::open(&args.out)?;
    let (learn, held_out) = (reader.rows(&parted.learn)?, reader.rows(&parted.held_out)?);
    apart(&learn, &held_out)?;
    costs.encoding_seconds += reader.encoding_seconds();
    costs.keep(&args.out)?;
    let digest = Digested::of(&learn, &held_out);
    let (learn_rows, check_rows) = (bare(learn), bare(held_out));
    let mut kept = Ok(());
    let mut on = |p: &vitrine_vlm::Progress| {
        if p.step.is_multiple_of(10) || p.step == p.steps {
            let minutes = p.eta_seconds / 60.0;
            eprintln!(
                "step {} of {}, loss {:.3}, {minutes:.1} min left",
                p.step, p.steps, p.loss
            );
            kept = costs.keep(&args.out);
        }
        match kept {
            Ok(()) => Control::Continue,
            Err(_) => Control::Stop,
        }
    };
    let run = args.out.join("run");
    let outcome = vitrine_vlm::train(&base, &config, &learn_rows, &[], &run, &mut on)?;
    kept?;
    let made = serde_json::json!({"rows": args.rows.display().to_string(), "seed": args.seed});
    let hash = outcome.tuned.save(&args.out.join("model"), &made)?;
    let held_out = match check_rows.is_empty() {
        true => None,
        false => Some(measure(&base, &outcome.tuned, &check_rows)?),
    };
    let bill = Bill {
        modality: match args.modality {
            Modality::Image => "image".into(),
            Modality::Text => "text".into(),
        },
        base: base.hash().to_owned(),
        rows_sha256: digest.learn,
        held_out_sha256: digest.held_out,
        settings: serde_json::to_value(&config)?,
        rows: learn_rows.len(),
        visual_tokens: visual_tokens(&base, &learn_rows),
        steps: outcome.steps,
        encoding_seconds: costs.encoding_seconds,
        training_seconds: outcome.seconds,
        tokens: outcome.tokens,
        supervised_tokens: outcome.supervised_tokens,
        peak_memory_mb: costs.peak_memory_mb.max(peak_mb()),
        held_out,
        machine: format!(
            "{} cores, {}",
            rayon::current_num_threads(),
            std::env::consts::ARCH
        ),
    };
    bill::write(&bill, &args.out)?;
    println!("{}", bill::table(std::slice::from_ref(&bill))?);
    println!("model {hash} in {}", args.out.join("model").display());
    Ok(())
}

pub fn bill(args: BillArgs) -> Result<()> {
    let bills = args
        .folders
        .iter()
        .map(|f| bill::read(f))
        .collect::<Result<Vec<_>>>()?;
    println!("{}", bill::table(&bills)?);
    if args.project.is_none() {
        return Ok(());
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(keep(&args, &bills))
}

/// In the project, for its page.
async fn keep(args: &BillArgs, bills: &[Bill]) -> Result<()> {
    let (Some(slug), Some(url)) = (&args.project, &args.database_url) else {
        bail!("--project needs the database: name it with --database-url or VITRINE_DATABASE_URL");
    };
    let store = Store::connect(url).await.context("connect to Postgres")?;
    let member = member("bill", &store, slug).await?;
    for bill in bills {
        store.bill_add(&member, bill).await?;
    }
    eprintln!("{} bills stand on the page /p/{slug}/bills", bills.len());
    Ok(())
}

/// Of the first image; 0 where no row has one.
fn visual_tokens(base: &Base, rows: &[Row]) -> usize {
    let first = rows.iter().flat_map(|r| r.talk.images()).next();
    let cells = first.and_then(|image| image.dim(0).ok());
    cells.map_or(0, |cells| cells / base.projector().cells())
}

fn bare(known: Vec<Known>) -> Vec<Row> {
    known.into_iter().map(|k| k.row).collect()
}

/// What the rows say and show, as digests.
struct Digested {
    learn: String,
    held_out: String,
}

impl Digested {
    fn of(learn: &[Known], held_out: &[Known]) -> Self {
        let digest = |known: &[Known]| {
            let mut sha = Sha256::new();
            for known in known {
                sha.update(&known.row.id);
                for e in &known.row.talk.exchanges {
                    let said = e.response.as_deref().unwrap_or_default();
                    sha.update(serde_json::json!([e.instruction, said]).to_string());
                }
            }
            hex::encode(sha.finalize())
        };
        Self {
            learn: digest(learn),
            held_out: digest(held_out),
        }
    }
}
