//! `tune`: a base on a file of conversations, with their images or without, and what that cost.

pub mod args;
mod bill;
mod rows;

use crate::learn::RunConfig;
use anyhow::{Context, Result, ensure};
use args::{BillArgs, Modality, TuneArgs};
use bill::{Bill, HeldOut};
use rows::Reader;
use sha2::{Digest, Sha256};
use std::path::Path;
use std::time::Instant;
use vitrine_domain::Split;
use vitrine_domain::rules::chrf::chrf;
use vitrine_formats::llava::Talk;
use vitrine_vlm::generate::{Decoding, generate_talks};
use vitrine_vlm::memory::peak_mb;
use vitrine_vlm::{Base, Control, Row, Tuned, device};

/// Tokens that a held-out answer may have.
const ANSWER_TOKENS: usize = 64;
/// Held-out rows answered side by side.
const PASS: usize = 16;

pub fn command(args: &TuneArgs) -> Result<()> {
    let settings: serde_json::Value =
        serde_json::from_str(&args.settings).context("--settings is not JSON")?;
    let config = RunConfig::read(&serde_json::json!({ "train": settings }), args.seed)?.train;
    let (mut learn, mut check) = (Vec::new(), Vec::new());
    for talk in rows::read(&args.rows)? {
        match talk.split {
            Some(Split::HeldOut) => check.push(talk),
            Some(Split::Validation) => {}
            Some(Split::Train) | None => learn.push(talk),
        }
    }
    if let Some(file) = &args.held_out {
        check.extend(rows::read(file)?);
    }
    let twice = check.iter().find(|c| learn.iter().any(|l| l.id == c.id));
    if let Some(twice) = twice {
        anyhow::bail!("row {} is to be learnt from and measured on", twice.id);
    }
    ensure!(
        !learn.is_empty(),
        "{} holds no row to learn from",
        args.rows.display()
    );
    std::fs::create_dir_all(&args.out).with_context(|| format!("make {}", args.out.display()))?;
    let base = Base::load_on(&args.base, &device::choose(&args.device)?)?;
    let images = match &args.images {
        Some(folder) => folder.as_path(),
        None => args.rows.parent().unwrap_or(Path::new(".")),
    };
    let reader = Reader::new(&base, images, &args.out, args.modality)?;
    let began = Instant::now();
    let (learn_rows, check_rows) = (reader.rows(&learn)?, reader.rows(&check)?);
    let encoding_seconds = began.elapsed().as_secs_f64();
    let mut on = |p: &vitrine_vlm::Progress| {
        if p.step.is_multiple_of(10) || p.step == p.steps {
            let minutes = p.eta_seconds / 60.0;
            eprintln!(
                "step {} of {}, loss {:.3}, {minutes:.1} min left",
                p.step, p.steps, p.loss
            );
        }
        Control::Continue
    };
    let run = args.out.join("run");
    let outcome = vitrine_vlm::train(&base, &config, &learn_rows, &[], &run, &mut on)?;
    let made = serde_json::json!({"rows": args.rows.display().to_string(), "seed": args.seed});
    let hash = outcome.tuned.save(&args.out.join("model"), &made)?;
    let held_out = match check_rows.is_empty() {
        true => None,
        false => Some(measure(&base, &outcome.tuned, &check, &check_rows)?),
    };
    let bill = Bill {
        modality: match args.modality {
            Modality::Image => "image".into(),
            Modality::Text => "text".into(),
        },
        base: base.hash().to_owned(),
        rows_sha256: hex::encode(Sha256::digest(std::fs::read(&args.rows)?)),
        settings: serde_json::to_value(&config)?,
        rows: learn.len(),
        visual_tokens: visual_tokens(&base, &learn_rows),
        steps: outcome.steps,
        encoding_seconds,
        training_seconds: outcome.seconds,
        tokens: outcome.tokens,
        supervised_tokens: outcome.supervised_tokens,
        peak_memory_mb: peak_mb(),
        held_out,
        machine: format!(
            "{} cores, {}",
            rayon::current_num_threads(),
            std::env::consts::ARCH
        ),
    };
    bill.write(&args.out)?;
    println!("{}", bill::table(std::slice::from_ref(&bill))?);
    println!("model {hash} in {}", args.out.join("model").display());
    Ok(())
}

pub fn bill(args: &BillArgs) -> Result<()> {
    let bills = args
        .folders
        .iter()
        .map(|f| Bill::read(f))
        .collect::<Result<Vec<_>>>()?;
    println!("{}", bill::table(&bills)?);
    Ok(())
}

/// Of the first image; 0 where no row has one.
fn visual_tokens(base: &Base, rows: &[Row]) -> usize {
    let first = rows.iter().flat_map(|r| r.talk.images()).next();
    let cells = first.and_then(|image| image.dim(0).ok());
    cells.map_or(0, |cells| cells / base.projector().cells())
}

/// The last answer of each row is the model's to give.
fn measure(base: &Base, tuned: &Tuned, talks: &[Talk], rows: &[Row]) -> Result<HeldOut> {
    let (mut exact, mut likeness) = (0, 0.0);
    for (talks, rows) in talks.chunks(PASS).zip(rows.chunks(PASS)) {
        let asked: Vec<_> = rows
            .iter()
            .map(|row| {
                let mut talk = row.talk.clone();
                if let Some(last) = talk.exchanges.last_mut() {
                    last.response = None;
                }
                talk
            })
            .collect();
        let said = generate_talks(base, tuned, &asked, Decoding::greedy(ANSWER_TOKENS))?;
        for (talk, said) in talks.iter().zip(said) {
            let want = talk.exchanges.last().map_or("", |e| e.1.trim());
            exact += usize::from(said.text.trim() == want);
            likeness += chrf(said.text.trim(), want);
        }
    }
    let n = rows.len() as f64;
    Ok(HeldOut {
        rows: rows.len(),
        loss: vitrine_vlm::loss(base, tuned, rows)?,
        exact: exact as f64 / n,
        chrf: likeness / n,
    })
}
